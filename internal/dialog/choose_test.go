package dialog_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/dialog"
	"github.com/baken-bot/baken/internal/understand"
)

// oracle is a chooser that always says the same, and remembers what it was asked.
type oracle struct {
	says  dialog.Choice
	asked []dialog.Question
}

func (o *oracle) Choose(_ context.Context, q dialog.Question) dialog.Choice {
	o.asked = append(o.asked, q)
	return o.says
}

func talkWith(t *testing.T, says dialog.Choice) (*talk, *oracle) {
	t.Helper()
	k, o := newTalk(t), &oracle{says: says}
	lib, reader := mind()
	d, err := dialog.New(dialog.Config{
		Library: lib, Reader: reader, Chooser: o, Sessions: sessions{k.memory}, People: staff{k.memory}, BotName: "Baken",
	})
	if err != nil {
		t.Fatal(err)
	}
	k.d = d
	return k, o
}

const calmQuestion = "hoe maak ik de dag voorspelbaar"

func TestAChooserChoosesAmongTheTopicsAndTheLibrarySpeaks(t *testing.T) {
	k, o := talkWith(t, dialog.Choice{})
	local := k.say(calmQuestion)
	if n := len(o.asked[0].Meaning.Topics); n != 20 {
		t.Errorf("asked about %d topics", n)
	}
	if local.Outcome != dialog.Answered || len(local.Candidates) != 5 {
		t.Errorf("a choice of nothing changes the answer: %+v", local)
	}
	other := o.asked[0].Meaning.Topics[7].Topic
	o.says = dialog.Choice{Topics: []string{other}}
	lib, _ := mind()
	topic, _ := lib.Topic(other, content.Dutch)
	if turn := k.say(calmQuestion); turn.Topic != other || turn.Reply.Cards[0].Body != topic.Body {
		t.Errorf("got %+v", turn)
	}
	o.says = dialog.Choice{Topics: []string{other, local.Topic}}
	if turn := k.say(calmQuestion); turn.Outcome != dialog.Clarified || turn.Topic != other {
		t.Errorf("got %+v", turn)
	}
	if turn := k.say(calmQuestion); turn.Outcome != dialog.Answered || turn.Topic != other {
		t.Errorf("asked twice in a row: %+v", turn)
	}
	o.says = dialog.Choice{None: true}
	if turn := k.say(calmQuestion); turn.Outcome != dialog.Unknown {
		t.Errorf("got %+v", turn)
	}
}

func TestWhatIsChosenOutsideTheListIsIgnored(t *testing.T) {
	k, _ := talkWith(t, dialog.Choice{Topics: []string{"trick", "../../etc/passwd"}})
	want := newTalk(t).say(calmQuestion)
	if turn := k.say(calmQuestion); turn.Outcome != want.Outcome || turn.Topic != want.Topic {
		t.Errorf("got %+v", turn)
	}
}

func TestAChooserCanOnlyAddUrgency(t *testing.T) {
	lib, reader := mind()
	for _, text := range []string{
		calmQuestion, "hij praat over een geheim met zijn oom", "ik zag blauwe plekken op zijn arm, hoe begin ik daarover",
		"een kind vertelde net dat papa haar slaat", "een leerling wil dood", "die klas is dodelijk vermoeiend", "waarom is slaap belangrijk",
	} {
		local := newTalk(t).say(text)
		degree := reader.Read(text, understand.Context{Now: time.Now()}).Urgency.Degree
		for name, says := range map[string]dialog.Choice{
			"calm": {}, "none": {None: true}, "a topic": {Topics: []string{"co-regulation"}},
			"a voice": {Voice: understand.Voice{Topics: map[string]float64{"co-regulation": 1}, Declined: 1}},
		} {
			k, o := talkWith(t, says)
			turn := k.say(text)
			if turn.Urgency.Degree != degree || turn.Safety != local.Safety || turn.SafetyLine != local.SafetyLine {
				t.Errorf("%q with %s: %v %q %q, alone %v %q %q", text, name, turn.Urgency.Degree, turn.Safety, turn.SafetyLine, degree, local.Safety, local.SafetyLine)
			}
			if degree == understand.Sure && len(o.asked) > 0 {
				t.Errorf("%q waits for a chooser before its card", text)
			}
		}
		k, _ := talkWith(t, dialog.Choice{Urgent: true})
		turn := k.say(text)
		card, _ := lib.SafetyCard(turn.Safety, content.Dutch)
		if turn.Outcome != dialog.Alarmed || turn.Reply.Cards[0].Body != card.Body || local.SafetyLine != content.NoRoute && turn.Safety != local.SafetyLine {
			t.Errorf("%q with an alarm: %s %q", text, turn.Outcome, turn.Safety)
		}
		if back := k.press(turn, "Dit bedoelde ik niet"); back.Outcome == dialog.Alarmed {
			t.Errorf("%q: no way back", text)
		}
	}
}

func TestAnAlarmWithoutARouteFindsTheCard(t *testing.T) {
	for name, test := range map[string]struct {
		topics []string
		want   content.Route
	}{
		"nothing known":               {nil, content.Danger},
		"a topic of no card":          {[]string{"co-regulation"}, content.Danger},
		"the first topic of a card":   {[]string{"co-regulation", "suicidality"}, content.Suicide},
		"danger, which several hold":  {[]string{"acute-danger"}, content.Danger},
		"a further topic of one card": {[]string{"meldcode-steps"}, content.Home},
		"misconduct":                  {[]string{"staff-misconduct-duty"}, content.Misconduct},
	} {
		t.Run(name, func(t *testing.T) {
			k, _ := talkWith(t, dialog.Choice{Urgent: true, Topics: test.topics})
			if turn := k.say(calmQuestion); turn.Safety != test.want {
				t.Errorf("got %q, want %q", turn.Safety, test.want)
			}
		})
	}
}

func TestAChooserReadsWhatTheGuardLetThrough(t *testing.T) {
	k, o := talkWith(t, dialog.Choice{})
	k.say("Sanne de Boer, geboren 3-4-2014, loopt steeds weg uit de les, wat doe ik")
	if len(o.asked) != 1 {
		t.Fatalf("asked %d times", len(o.asked))
	}
	m := o.asked[0].Meaning
	for _, data := range []string{"Sanne", "Boer", "2014"} {
		if strings.Contains(m.Rewritten, data) {
			t.Errorf("asked about %q", m.Rewritten)
		}
	}
}

func TestAChooserIsNotAskedWhatIsNoQuestion(t *testing.T) {
	k, o := talkWith(t, dialog.Choice{Urgent: true})
	for _, text := range []string{"hoi", "wat weet je van mij?", "vergeet mij", "in English please", "stap voor stap"} {
		if turn := k.say(text); turn.Outcome == dialog.Alarmed {
			t.Errorf("%q is an alarm", text)
		}
	}
	if len(o.asked) > 0 {
		t.Errorf("asked %d times", len(o.asked))
	}
}

func TestWhoAsksWhatIsKeptHearsOfTheChooser(t *testing.T) {
	k, _ := talkWith(t, dialog.Choice{})
	k.wants(k.say("wat weet je van mij?"), "rekenmodel dat je school koos")
	if alone := newTalk(t).say("wat weet je van mij?"); strings.Contains(alone.Reply.Cards[0].Body, "rekenmodel") {
		t.Error("a chooser is told of that is not there")
	}
}

func TestAFollowUpStaysWithItsTopicWhateverAChooserPicks(t *testing.T) {
	k, o := talkWith(t, dialog.Choice{})
	first := k.say("wat is co-regulatie")
	o.says = dialog.Choice{Topics: []string{"suicidality"}, Voice: understand.Voice{Topics: map[string]float64{"suicidality": 1}}}
	want := newTalk(t)
	want.say("wat is co-regulatie")
	if got, alone := k.say("en hoe doe ik dat dan?"), want.say("en hoe doe ik dat dan?"); got.Topic != alone.Topic {
		t.Errorf("after %q: %q, alone %q", first.Topic, got.Topic, alone.Topic)
	}
}
