package main

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat/slack/slacktest"
	"github.com/baken-bot/baken/internal/content"
)

// The questions of these rounds: two of one tap and one of several choices.
const questions = "calm-when-tense,breathing-space,calm-helpers"

// asks lets the head plan a round of questions every two weeks, from tomorrow on.
func (k *semester) asks() {
	k.t.Helper()
	view := k.form("plankind:pulse", "plankind:pulse/calm")
	told := k.plan(view, map[string]any{"what": ticked(strings.Split(questions, ",")...), "when": typed("elke twee weken op woensdag 10:00")})
	k.reads(told, "anonieme vraag", "uitslag vanaf 5 antwoorden")
}

// screen is where somebody answers: a message in private, or the bot's own page.
type screen struct {
	press  slacktest.Pressed
	blocks func() json.RawMessage
}

// message is the bot's message to somebody, as it is now.
func (k *semester) message(user string, p slacktest.Post) screen {
	return screen{slacktest.Pressed{User: user, Channel: p.Channel, TS: p.TS}, func() json.RawMessage {
		all := k.private(user)
		return all[slices.IndexFunc(all, func(o slacktest.Post) bool { return o.TS == p.TS })].Blocks
	}}
}

// page is somebody's page of the bot, freshly opened.
func (k *semester) page(user string) screen {
	k.t.Helper()
	if ack := k.Deliver.HomeOpened(slackTeam, user); !ack.OK() {
		k.t.Fatalf("Slack was told %+v", ack)
	}
	view, ok := k.Home(slackTeam, user)
	if !ok {
		k.t.Fatal("no page")
	}
	return screen{slacktest.Pressed{User: user, ViewID: view.ID}, func() json.RawMessage {
		now, _ := k.Home(slackTeam, user)
		return pageBlocks(k.t, now.Raw)
	}}
}

func (k *semester) shows(s screen, want ...string) {
	k.t.Helper()
	for _, w := range want {
		if text := said(k.t, s.blocks()); !strings.Contains(text, w) {
			k.t.Errorf("no %q in %q", w, text)
		}
	}
}

// taps presses the n-th of the buttons whose action begins so.
func (k *semester) taps(s screen, action string, n int) {
	k.t.Helper()
	for _, e := range slacktest.Elements(s.blocks()) {
		if strings.HasPrefix(e.Value, action) {
			if n--; n < 0 {
				s.press.Value = e.Value
				break
			}
		}
	}
	if s.press.Value == "" {
		k.t.Fatalf("no button %s in %s", action, s.blocks())
	}
	k.plant(s.press.Value)
	if ack := k.Deliver.Press(slackTeam, s.press); !ack.OK() {
		k.t.Fatalf("Slack was told %+v", ack)
	}
}

// answers takes somebody through all three questions; a minute goes by.
func (k *semester) answers(s screen, first, second int, several ...string) {
	k.t.Helper()
	k.taps(s, "vote:", first)
	k.shows(s, "Vraag 2 van 3")
	k.taps(s, "vote:", second)
	k.shows(s, "Vraag 3 van 3")
	k.taps(s, "ballot:", 0)
	view, ok := k.TopView(slackTeam, s.press.User)
	if !ok {
		k.t.Fatal("no form")
	}
	if ack := k.Deliver.Submit(slackTeam, s.press.User, view.ID, map[string]any{"answer": ticked(several...)}); !ack.OK() || len(ack.Body) > 0 {
		k.t.Fatalf("Slack was told %+v", ack)
	}
	k.shows(s, "Je antwoord telt mee")
	k.leap(time.Minute)
}

// everybody answers but the head and the last colleague, who only looks. The second answers on the bot's page.
func (k *semester) everybodyAnswers() {
	k.t.Helper()
	for i, who := range k.staff[1 : len(k.staff)-1] {
		s := k.message(who, k.last(who))
		if i == 1 {
			s = k.page(who)
			k.shows(s, "Er staat een vraag voor je open")
			k.taps(s, "pulseask:", 0)
		}
		k.answers(s, i%4, 3-i%4, []string{"0", "2"}[i%2], "4")
		if i == 1 {
			k.shows(k.page(who), "Er staat nu geen vraag voor je open")
		}
	}
	k.shows(k.page(k.staff[len(k.staff)-1]), "Er staat een vraag voor je open")
}

// invited brings the round to its opening: everybody has the question, once, in school time.
func (k *semester) invited() {
	k.t.Helper()
	k.asks()
	k.forward(k.at(1, 10, 25))
	for _, who := range k.staff {
		all := k.private(who)
		if len(all) != 1 {
			k.t.Fatalf("%d messages for one of the team", len(all))
		}
		k.inSchoolTime(all[0], k.at(1, 10, 0), k.at(1, 10, 21))
		k.reads(all[0], "Vraag 1 van 3 · anoniem", "Niemand ziet jouw antwoord")
		k.plant(all[0].TS)
	}
}

// closed lets the round end, and returns what the team and the head read.
func (k *semester) closed() (team, owner slacktest.Post) {
	k.t.Helper()
	k.forward(k.at(7, 10, 30))
	all := k.Posts(slackTeam, "C1")
	return all[len(all)-1], k.last(k.staff[0])
}

func TestAPulseInSlackRunsFromItsPlanToItsPicture(t *testing.T) {
	k := newSemester(t, 12)
	head, quiet := k.staff[0], k.staff[11]
	k.invited()
	k.everybodyAnswers()

	k.forward(k.at(3, 10, 25))
	for i, who := range k.staff {
		reminded := strings.Contains(k.last(who).Text, "Niet meedoen is ook goed")
		if want := who == head || who == quiet; reminded != want {
			t.Errorf("colleague %d reminded: %t, want %t", i, reminded, want)
		}
	}

	team, owner := k.closed()
	k.reads(team, "Uitslag van de anonieme vragen", "Er deden genoeg mensen mee", "Afgerond op 10 %", "Een vaste routine")
	k.inSchoolTime(team, k.at(7, 10, 0), k.at(7, 10, 2))
	if owner.At.Sub(team.At).Abs() > time.Minute {
		t.Errorf("the team read it at %s, the coordinator at %s", team.At, owner.At)
	}
	if !strings.HasPrefix(said(t, owner.Blocks), "Uitslag") || !strings.Contains(owner.Text, team.Text[:200]) {
		t.Errorf("the coordinator reads\n%s\nthe team\n%s", owner.Text, team.Text)
	}
	k.pictures(team)

	k.presses(head, owner, "pulseword:")
	view, _ := k.TopView(slackTeam, head)
	word := map[string]any{"heard": typed("De dagen zijn vol."), "doing": typed("We schrappen één overleg.")}
	if ack := k.Deliver.Submit(slackTeam, head, view.ID, word); !ack.OK() || len(ack.Body) > 0 {
		t.Fatalf("Slack was told %+v", ack)
	}
	k.settled(func() bool {
		p, _ := k.Last(slackTeam, "C1")
		return strings.Contains(p.Text, "We schrappen één overleg.")
	})
	page := k.page(head)
	k.taps(page, "results", 0)
	k.taps(page, "result:", 0)
	k.shows(page, "Uitslag van de anonieme vragen", "Afgerond op 10 %")

	k.forward(k.at(15, 10, 25))
	k.reads(k.last(quiet), "Vraag 1 van 3") // the next round
}

// pictures fails when a result does not come with a picture, and its words, for both questions whose shares are all numbers.
func (k *semester) pictures(p slacktest.Post) {
	k.t.Helper()
	shown := regexp.MustCompile(`"slack_file":\{"id":"([^"]+)"`).FindAllStringSubmatch(string(p.Blocks), -1)
	if len(shown) != 2 {
		k.t.Fatalf("%d pictures in %s", len(shown), p.Blocks)
	}
	for _, u := range k.Uploads(slackTeam) {
		if u.Title == "" || !bytes.HasPrefix(u.Data, []byte("\x89PNG")) {
			k.t.Errorf("file %s is not a finished picture", u.ID)
		}
		if !strings.Contains(u.AltText, " %.") {
			k.t.Errorf("file %s has the words %q", u.ID, u.AltText)
		}
	}
	for _, id := range shown {
		if !slices.ContainsFunc(k.Uploads(slackTeam), func(u slacktest.Upload) bool { return u.ID == id[1] }) {
			k.t.Errorf("picture %s was never sent", id[1])
		}
	}
	if !strings.Contains(string(p.Blocks), `"alt_text":"Ik kon deze week rustig blijven`) {
		k.t.Errorf("no words for the picture in %s", p.Blocks)
	}
}

// options are what can be answered in these rounds, as far as the words are long enough not to stand anywhere by chance.
func options(t *testing.T) []string {
	t.Helper()
	m, err := learnt()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, id := range strings.Split(questions, ",") {
		q, ok := m.library.BankQuestion(id, content.Dutch)
		if !ok {
			t.Fatalf("no question %s", id)
		}
		for _, o := range append([]string{q.Text}, q.Options...) {
			if len(o) > 9 {
				out = append(out, o)
			}
		}
	}
	return out
}
