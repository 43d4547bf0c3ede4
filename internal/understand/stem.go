package understand

import (
	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"

	"github.com/baken-bot/baken/internal/content"
)

// stemmer returns the Snowball stemmer of a language (https://snowballstem.org). The returned function may be used from several goroutines.
func stemmer(lang content.Lang) func(string) string {
	run := dutch.Stem
	if lang == content.English {
		run = english.Stem
	}
	return func(w string) string {
		if len(w) < 4 {
			return w
		}
		env := snowballstem.NewEnv(w)
		run(env)
		return env.Current()
	}
}

// stopWords are words that tell nothing of the subject. Words that carry a meaning here stay in: niet, geen, mijzelf, wanneer.
func stopWords(lang content.Lang) map[string]bool {
	if lang == content.English {
		return wordSet(`a an the and or but of to in on at for with is are am be been was were do does did have has had it its
			this that these those there then so as i we you they he she him her his them their our your me us
			can could would should will shall may might what which who how when where just also very some any from by if`)
	}
	return wordSet(`de het een en of maar van te in op aan voor met is zijn ben was waren wordt worden doe doet deed heb heeft had
		hebben dit dat deze die er dan dus als ik we wij je jij u ze zij hij hem haar hun ons onze mijn jouw me
		kan kun kunnen kon zou zal zullen mag mogen wat welke wie hoe waar ook heel erg om door bij naar uit nog al wel eens even toch`)
}
