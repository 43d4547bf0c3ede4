package understand

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/understand/classify"
)

// lesson is what is learnt of one language. Its fields are stored as they are, see stored.go.
type lesson struct {
	// Classes are the topic ids, then the class of messages to decline, then small-talk intents with a prefix; Topics is how many are topics.
	Classes []string
	Topics  int
	Ranker  *judge
	// Sentry tells calm messages (class 0) from those of the five routes, in the order of [content.Routes].
	Sentry *judge
	// Urgent tells the topics written as urgent apart, for a message that is known to be urgent.
	Urgent       *judge
	UrgentTopics []string
}

// judge scores the classes of a text.
type judge struct {
	Vocabulary *classify.Vocabulary
	Model      *classify.Model
}

const (
	classDeclined  = "\x00declined"
	classSmallTalk = "\x00small:"
)

// How the two models are trained; found by cross-validation, see docs/understanding.md.
func rankerTraining() classify.Settings {
	return classify.Settings{Epochs: 6, Rate: 1.6, Decay: 0.3}
}

func sentryTraining() classify.Settings {
	return classify.Settings{Epochs: 12, Rate: 0.8, Decay: 0.2}
}

// leastTexts is how many texts must hold a feature for it to count: a word asked once may be the one that tells.
const leastTexts = 1

// text is something to learn from.
type text struct {
	text, class string
	counts      float32
}

// learn learns every language of a library. It takes seconds: see stored.go for how the bot starts at once.
func learn(lib *content.Library) (learnt, error) {
	out := learnt{Digest: digest(lib), Tongue: newTongue(tongueTexts(lib)), Lessons: map[content.Lang]*lesson{}}
	langs := content.Langs()
	lessons := make([]*lesson, len(langs))
	errs := make([]error, len(langs))
	var wg sync.WaitGroup
	for i, lang := range langs {
		wg.Go(func() { lessons[i], errs[i] = learnLanguage(lib, lang) })
	}
	wg.Wait()
	for i, lang := range langs {
		if errs[i] != nil {
			return learnt{}, fmt.Errorf("learn %s: %w", lang, errs[i])
		}
		out.Lessons[lang] = lessons[i]
	}
	return out, nil
}

func learnLanguage(lib *content.Library, lang content.Lang) (*lesson, error) {
	texts := topicTexts(lib, lang)
	l := newLesson(lib, lang, texts)
	if len(l.Classes) > classify.MaxClasses {
		return nil, fmt.Errorf("%d topics and kinds of small talk: at most %d can be told apart", len(l.Classes), classify.MaxClasses)
	}
	index := map[string]int{}
	for i, c := range l.Classes {
		index[c] = i
	}
	a := newAnalyser(lib, lang)
	var topics, danger, urgent lecture
	for _, t := range texts {
		words := a.bag(tokens(t.text, false))
		topics.add(a.features(words), index[t.class], t.counts)
		if which := slices.Index(l.UrgentTopics, t.class); which >= 0 {
			urgent.add(a.everyWord(words), which, t.counts)
			continue
		}
		// How staff ask about topics that are not urgent, and what is declined, is known to be harmless.
		danger.add(a.everyWord(words), calm, 1)
	}
	for _, e := range lib.Examples(lang) {
		words := a.everyWord(a.bag(tokens(e.Text, false)))
		danger.add(words, 1+slices.Index(content.Routes(), e.Route), 1)
		if usual := l.usualTopic(lib, lang, e.Route); usual >= 0 {
			urgent.add(words, usual, exampleCounts)
		}
	}
	l.Ranker = topics.learn(rankerShares(), rankerTraining(), len(l.Classes))
	l.Sentry = danger.learn(sentryShares(), sentryTraining(), 1+len(content.Routes()))
	l.Urgent = urgent.learn(sentryShares(), sentryTraining(), len(l.UrgentTopics))
	return l, nil
}

// newLesson lists the classes there are.
func newLesson(lib *content.Library, lang content.Lang, texts []text) *lesson {
	l := &lesson{Classes: slices.Clone(lib.TopicIDs()), Topics: len(lib.TopicIDs())}
	known := map[string]bool{}
	for _, id := range l.Classes {
		known[id] = true
		if t, ok := lib.Topic(id, lang); ok && t.Safety == content.SafetyUrgent {
			l.UrgentTopics = append(l.UrgentTopics, id)
		}
	}
	for _, t := range texts {
		if !known[t.class] {
			known[t.class] = true
			l.Classes = append(l.Classes, t.class)
		}
	}
	return l
}

// usualTopic is the place among the urgent topics of the first one that a route's card stands for, or -1.
func (l *lesson) usualTopic(lib *content.Library, lang content.Lang, route content.Route) int {
	card, ok := lib.SafetyCard(route, lang)
	if !ok || len(card.Topics) == 0 {
		return -1
	}
	return slices.Index(l.UrgentTopics, card.Topics[0])
}

// calm is the class of messages in which nobody is in danger.
const calm = 0

// lecture is a set of texts to learn classes from.
type lecture struct {
	texts   [][]classify.Feature
	classes []int
	counts  []float32
}

func (l *lecture) add(text []classify.Feature, class int, counts float32) {
	l.texts, l.classes, l.counts = append(l.texts, text), append(l.classes, class), append(l.counts, counts)
}

func (l *lecture) learn(shares []float32, s classify.Settings, classes int) *judge {
	j := &judge{Vocabulary: classify.NewVocabulary(l.texts, leastTexts, shares)}
	set := make([]classify.Labelled, len(l.texts))
	for i, text := range l.texts {
		v, _ := j.Vocabulary.Vector(text)
		set[i] = classify.Labelled{Vector: v, Class: l.classes[i], Counts: l.counts[i]}
	}
	s.Features, s.Classes = j.Vocabulary.Size(), classes
	j.Model = classify.Train(set, s)
	return j
}

// How much a safety example counts for the usual topic of its route: it may well be about another of the route's topics.
const exampleCounts = 0.5

// How much each kind of text counts beside one way in which staff ask. A title and a situation stand for many short questions ("what is a trigger?"); the rest of a topic's text is
// written, not typed; and messages to decline are many, of which each says little about the next.
const (
	titleCounts    = 3
	ownTextCounts  = 0.2
	declinedCounts = 0.5
)

// topicTexts gathers what a language's ranker learns from, in a fixed order.
func topicTexts(lib *content.Library, lang content.Lang) []text {
	var out []text
	add := func(s, class string, counts float32) { out = append(out, text{s, class, counts}) }
	for _, id := range lib.TopicIDs() {
		t, ok := lib.Topic(id, lang)
		if !ok {
			continue
		}
		for _, p := range t.Phrasings {
			add(p.Text, id, 1)
		}
		add(t.Title, id, titleCounts)
		add(t.Situation, id, titleCounts)
		for _, s := range slices.Concat(sentences(t.Body), t.Steps) {
			add(s, id, ownTextCounts)
		}
	}
	for _, o := range lib.OffTopic(lang) {
		add(o.Text, classDeclined, declinedCounts)
	}
	small := lib.SmallTalk(lang)
	for _, intent := range slices.Sorted(maps.Keys(small)) {
		for _, s := range small[intent] {
			add(s, classSmallTalk+intent, 1)
		}
	}
	return out
}
