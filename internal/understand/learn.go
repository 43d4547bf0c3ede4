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
	Vocabulary *classify.Vocabulary
	// Classes are the topic ids, then the class of messages to decline, then small-talk intents with a prefix; Topics is how many are topics.
	Classes []string
	Topics  int
	Ranker  *classify.Model
	// Sentry tells calm messages (class 0) from those of the five routes, in the order of [content.Routes].
	Sentry *classify.Model
}

const (
	classDeclined  = "\x00declined"
	classSmallTalk = "\x00small:"
)

// How the two models are trained; found by cross-validation, see docs/understanding.md.
func rankerTraining() classify.Settings { return classify.Settings{Epochs: 6, Rate: 1.6, Decay: 0.3} }
func sentryTraining() classify.Settings { return classify.Settings{Epochs: 12, Rate: 0.8, Decay: 0.2} }

// leastTexts is how many texts must hold a feature for it to count.
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
	texts, examples := topicTexts(lib, lang), lib.Examples(lang)
	l := &lesson{Classes: slices.Clone(lib.TopicIDs()), Topics: len(lib.TopicIDs())}
	index := map[string]int{}
	for _, t := range texts {
		if !slices.Contains(l.Classes, t.class) {
			l.Classes = append(l.Classes, t.class)
		}
	}
	for i, c := range l.Classes {
		index[c] = i
	}
	if len(l.Classes) > classify.MaxClasses {
		return nil, fmt.Errorf("%d topics and kinds of small talk: at most %d can be told apart", len(l.Classes), classify.MaxClasses)
	}
	a := newAnalyser(lib, lang)
	docs := make([][]classify.Feature, 0, len(texts)+len(examples))
	for _, t := range texts {
		docs = append(docs, a.features(tokens(t.text, false)))
	}
	for _, e := range examples {
		docs = append(docs, a.features(tokens(e.Text, false)))
	}
	l.Vocabulary = classify.NewVocabulary(docs, leastTexts, shares())
	vecs := make([]classify.Vector, len(docs))
	for i, d := range docs {
		vecs[i], _ = l.Vocabulary.Vector(d)
	}
	var ranker, sentry []classify.Labelled
	for i, t := range texts {
		ranker = append(ranker, classify.Labelled{Vector: vecs[i], Class: index[t.class], Counts: t.counts})
		if topic, ok := lib.Topic(t.class, lang); !ok || topic.Safety != content.SafetyUrgent {
			// How staff ask about topics that are not urgent, and what is declined, is known to be harmless.
			sentry = append(sentry, classify.Labelled{Vector: vecs[i], Counts: 1})
		}
	}
	for i, e := range examples {
		sentry = append(sentry, classify.Labelled{Vector: vecs[len(texts)+i], Class: 1 + slices.Index(content.Routes(), e.Route), Counts: 1})
	}
	l.Ranker = classify.Train(ranker, settings(rankerTraining(), l.Vocabulary, len(l.Classes)))
	l.Sentry = classify.Train(sentry, settings(sentryTraining(), l.Vocabulary, 1+len(content.Routes())))
	return l, nil
}

func settings(s classify.Settings, v *classify.Vocabulary, classes int) classify.Settings {
	s.Features, s.Classes = v.Size(), classes
	return s
}

// How much the topics' own texts count beside how staff ask: they are written, not typed.
const ownTextCounts = 0.2

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
		add(t.Title, id, 1)
		add(t.Situation, id, 1)
		for _, s := range slices.Concat(sentences(t.Body), t.Steps) {
			add(s, id, ownTextCounts)
		}
	}
	for _, o := range lib.OffTopic(lang) {
		add(o.Text, classDeclined, 1)
	}
	small := lib.SmallTalk(lang)
	for _, intent := range slices.Sorted(maps.Keys(small)) {
		for _, s := range small[intent] {
			add(s, classSmallTalk+intent, 1)
		}
	}
	return out
}
