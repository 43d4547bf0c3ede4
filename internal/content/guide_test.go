package content_test

import (
	"testing"
	"testing/fstest"

	"github.com/baken-bot/baken/internal/content"
)

func TestNoTopicLeadsToTwoGuides(t *testing.T) {
	lib := load(t, nil)
	if n := len(lib.GuideIDs()); n != 8 {
		t.Errorf("%d guides, want 8", n)
	}
	for _, lang := range content.Langs() {
		leads := map[string]string{}
		for _, id := range lib.GuideIDs() {
			g, _ := lib.Guide(id, lang)
			for _, topic := range g.Topics {
				if leads[topic] != "" {
					t.Errorf("%s leads to %s and to %s", topic, leads[topic], id)
				}
				leads[topic] = id
			}
		}
	}
}

func TestAGuideOfAnUnknownTopicIsReported(t *testing.T) {
	reports(t, fstest.MapFS{"guides/x.nl.yaml": {Data: []byte("id: x\nlang: nl\ntopics: [nothing]\nsteps: [{id: a, text: Hoi.}]\n")}},
		"guides/x.nl.yaml:3: topics: \"nothing\" is no topic")
}
