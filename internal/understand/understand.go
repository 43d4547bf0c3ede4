// Package understand works out what a message is about. Pure: text in, meaning out.
//
// All it needs is learnt from the library ([Learn], [New]); [Reader.Read] then tells, in this order and independently of each
// other, whether a message points at a person (the pupil-data guard), whether somebody may be in danger (the safety check), in what language it
// is, what it asks of the conversation, and which topics fit. What is done with that is the dialog's business. Nothing is kept of a message.
package understand

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/understand/classify"
)

// Context is what the conversation tells about a message. The zero value is a first message, but for Now, which is needed.
type Context struct {
	Now time.Time
	// Lang is the language of the conversation, or empty.
	Lang content.Lang
	// Fixed keeps the language, whatever the message says.
	Fixed bool
	// Topic was answered last.
	Topic string
	// Offered are the topics on the buttons shown last.
	Offered []string
	// Asked is true when the last reply asked what was meant: it is not asked again.
	Asked bool
	// Route is the safety route whose card was shown last.
	Route content.Route
	// Candidates is how many are wanted; 0 means five.
	Candidates int
}

// Meaning is what a message was understood to be.
type Meaning struct {
	Lang content.Lang
	// Personal are the kinds of personal data found, each once; Rewritten is the message without them.
	Personal  []Kind
	Rewritten string
	Urgency   Urgency
	// Lasting is true when the message goes on about what a safety card was shown for, or shrugs it off.
	Lasting bool
	Request Request
	// SmallTalk is the intent of a message that is nothing else.
	SmallTalk string
	// FollowUp is true when the message goes on about the last topic.
	FollowUp bool
	Topics   []Candidate
	// Declined is the chance that the message is about something no topic is about.
	Declined float64
	Verdict  Verdict
	// Urgent are the topics that are written as urgent, best first, when the degree is [Sure].
	Urgent []Candidate
}

// Reader reads messages. It may be used from several goroutines.
type Reader struct {
	tongue *tongue
	guard  *guard
	byLang map[content.Lang]*hearing
}

// hearing is what reads the messages of one language.
type hearing struct {
	analyser *analyser
	sentry   *sentry
	ranker   ranker
	chatter  *chatter
	requests *requestReader
	unclear  []unclearWord
	related  map[string][]string
}

// Check reports a pattern of the library that cannot be read, without learning anything.
func Check(lib *content.Library) error {
	for _, lang := range content.Langs() {
		if _, err := newRequestReader(lib.Requests(lang)); err != nil {
			return fmt.Errorf("read %s lexicon: %w", lang, err)
		}
		if _, err := newSentry(lib.Rules(lang), nil, nil); err != nil {
			return fmt.Errorf("read %s lexicon: %w", lang, err)
		}
	}
	return nil
}

// New returns a reader that knows the library. What was learnt from the library that comes with the bot is at hand; any other is learnt now, which takes
// seconds. It fails only on a pattern that cannot be read, or on more topics than can be told apart.
func New(lib *content.Library) (*Reader, error) {
	know, ok := recall(lib)
	if !ok {
		var err error
		if know, err = learn(lib); err != nil {
			return nil, err
		}
	}
	r := &Reader{tongue: know.Tongue.listen(), guard: newGuard(lib), byLang: map[content.Lang]*hearing{}}
	for _, lang := range content.Langs() {
		var err error
		if r.byLang[lang], err = newHearing(lib, lang, know.Lessons[lang]); err != nil {
			return nil, fmt.Errorf("read %s lexicon: %w", lang, err)
		}
	}
	return r, nil
}

func newHearing(lib *content.Library, lang content.Lang, know *lesson) (*hearing, error) {
	h := &hearing{
		analyser: newAnalyser(lib, lang), ranker: ranker{know}, chatter: newChatter(lib.SmallTalk(lang)),
		unclear: newUnclear(lib.Ambiguous(lang)), related: map[string][]string{},
	}
	var err error
	if h.requests, err = newRequestReader(lib.Requests(lang)); err != nil {
		return nil, err
	}
	if h.sentry, err = newSentry(lib.Rules(lang), h.analyser, know.Sentry); err != nil {
		return nil, err
	}
	for _, id := range lib.TopicIDs() {
		if t, ok := lib.Topic(id, lang); ok {
			h.related[id] = t.Related
		}
	}
	return h, nil
}

func tongueTexts(lib *content.Library) map[content.Lang][]string {
	out := map[content.Lang][]string{}
	for _, lang := range content.Langs() {
		for _, id := range lib.TopicIDs() {
			if t, ok := lib.Topic(id, lang); ok {
				out[lang] = append(out[lang], t.Title, t.Body)
				for _, p := range t.Phrasings {
					out[lang] = append(out[lang], p.Text)
				}
			}
		}
		for _, e := range lib.Examples(lang) {
			out[lang] = append(out[lang], e.Text)
		}
		for _, o := range lib.OffTopic(lang) {
			out[lang] = append(out[lang], o.Text)
		}
		for _, list := range lib.SmallTalk(lang) {
			out[lang] = append(out[lang], list...)
		}
	}
	return out
}

// Read works out what a message is about. Any text will do: empty, huge, binary.
func (r *Reader) Read(message string, c Context) Meaning {
	message = clip(message)
	words := tokens(message, true)
	m := Meaning{Lang: c.Lang, Rewritten: message}
	if !c.Fixed || m.Lang == "" {
		m.Lang = r.tongue.detect(words, c.Lang)
	}
	h := r.byLang[m.Lang]
	if found := r.guard.find(message, c.Now); len(found) > 0 {
		m.Rewritten = rewrite(message, found, m.Lang)
		m.Personal = kinds(found)
		message, words = m.Rewritten, tokens(m.Rewritten, true)
	}
	h.read(message, words, c, &m)
	// The rules of every language are applied to every message, so that a wrong guess of the language hides nobody.
	for lang, other := range r.byLang {
		if lang != m.Lang {
			other.sentry.applyRules(words, Sure, &m.Urgency)
		}
	}
	return m
}

func kinds(found []finding) []Kind {
	var out []Kind
	seen := map[Kind]bool{}
	for _, f := range found {
		if !seen[f.kind] {
			out = append(out, f.kind)
		}
		seen[f.kind] = true
	}
	return out
}

func (h *hearing) vector(text bag) (classify.Vector, float32) {
	return h.ranker.Ranker.Vocabulary.Vector(h.analyser.features(text))
}

func (h *hearing) read(message string, words []string, c Context, m *Meaning) {
	text := h.analyser.bag(words)
	if m.Urgency = h.sentry.check(message, text); m.Urgency.Degree == Sure {
		m.Urgent = h.ranker.urgent(h.analyser.everyWord(text))
	}
	m.Request = h.requests.request(words, c)
	if m.Request == ToEnglish || m.Request == ToDutch {
		m.Lang = map[Request]content.Lang{ToEnglish: content.English, ToDutch: content.Dutch}[m.Request]
		if words = h.beside(message, m.Request); len(words) == 0 {
			return
		}
		text = h.analyser.bag(words)
	}
	rest, intent := h.chatter.take(words)
	if m.SmallTalk = h.onlySmallTalk(message, rest, intent); m.SmallTalk != "" {
		h.lasting(words, c, m)
		return
	}
	if intent != "" {
		text = h.analyser.bag(rest)
	}
	h.rankTopics(text, c, m)
	h.lasting(words, c, m)
}

// beside returns the words of a question that stands in a sentence of its own beside a request for another language; nil when there is none.
func (h *hearing) beside(message string, req Request) []string {
	var rest []string
	for _, s := range sentences(message) {
		words := tokens(s, true)
		question := strings.Contains(s, "?") || h.requests.has(signOpener, words)
		if question && !h.requests.has(string(req), words) {
			rest = append(rest, words...)
		}
	}
	return rest
}

// onlySmallTalk reports the intent when nothing else is left of the message: no word, or a few words that small talk is made of. A sign without any word is a nod.
func (h *hearing) onlySmallTalk(message string, rest []string, intent string) string {
	switch {
	case intent == "" && count(rest) == 0 && strings.ContainsFunc(message, func(r rune) bool { return unicode.Is(unicode.So, r) }):
		return "ok"
	case intent == "" || count(rest) > fewWords || !h.chatter.holds(rest, h.analyser.skip):
		return ""
	}
	return intent
}

// fewWords is how many words may stand beside small talk: "haha" and "die is leuk".
const fewWords = 5

func (h *hearing) rankTopics(text bag, c Context, m *Meaning) {
	words := text.words
	v, known := h.vector(text)
	m.FollowUp = h.followUp(words, c)
	n := c.Candidates
	if n == 0 {
		n = usual
	}
	chances := h.ranker.chances(v, h.lean(words, c, m.FollowUp))
	if intent := h.ranker.smallTalk(chances); intent != "" && m.Urgency.Degree == Calm && h.chatter.holds(words, h.analyser.skip) {
		m.SmallTalk = intent
		return
	}
	m.Topics, m.Verdict = h.ranker.verdict(chances, n, c.Asked)
	m.Declined = h.ranker.declined(chances)
	if known < familiarity && m.Verdict != NoneFits && !m.FollowUp {
		m.Verdict = NoneFits
	}
	if m.Verdict == SeveralFit && h.goesOn(m, c) {
		m.Verdict = OneFits
	}
	h.clarifyUnclear(words, c, m)
}

// goesOn reports whether the likeliest topic is the one the conversation is about, or belongs with it in a follow-up: then nobody has to be asked what is meant.
func (h *hearing) goesOn(m *Meaning, c Context) bool {
	if c.Topic == "" || len(m.Topics) == 0 {
		return false
	}
	likeliest := m.Topics[0].Topic
	return likeliest == c.Topic || m.FollowUp && slices.Contains(h.related[c.Topic], likeliest)
}

// familiarity is the share of the words that must be known before a topic is offered at all: another language or gibberish shares only fragments.
const familiarity = 0.25
