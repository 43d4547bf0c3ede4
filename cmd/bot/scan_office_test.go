package main

import (
	"context"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/chat/slack/slacktest"
	"github.com/baken-bot/baken/internal/schedule"
	"github.com/baken-bot/baken/internal/store"
)

// scanned is a workspace with the whole bot in it, of which every name, text and secret is planted.
type scanned struct {
	*slackOffice
	*scan
	redis        *ownRedis
	key, address string
	anna, bas    string // a teacher, and the head
	stop         func()
	ended        chan error
}

func newScanned(t *testing.T) *scanned {
	t.Helper()
	s := &scanned{scan: newScan(t), anna: "UZILVERBES1", bas: "UZILVERBES2", ended: make(chan error, 1)}
	s.plant(s.anna)
	s.plant(s.bas)
	signing, token, password := s.plant("ondertekengeheim-7d1f"), s.plant("xoxb-botgeheim-4c2a"), s.plant("redisgeheim-91be")
	s.key = s.plant("sleutelgeheim-0123456789abcdefghijk")
	fake := slacktest.New(t, slacktest.Options{SigningSecret: signing})
	s.slackOffice = &slackOffice{fake, t}
	fake.AddTeam(slackTeam, token)
	fake.AddUser(slackTeam, slacktest.User{ID: s.anna, Name: s.plant("Zilverbes Kwartelsteen"), Locale: "nl-NL"})
	fake.AddUser(slackTeam, slacktest.User{ID: s.bas, Name: s.plant("Morgenrood Hazelaar"), Locale: "nl-NL", Admin: true})
	fake.AddChannel(slackTeam, "C1", s.anna, s.bas, fake.BotUser(slackTeam))
	s.redis = newRedis(t, password)
	env := map[string]string{
		"ADDR": "127.0.0.1:0", "REDIS_URL": s.redis.url, "SECRET_KEY": s.key, "LOG_LEVEL": "debug",
		"SLACK_BOT_TOKEN": token, "SLACK_SIGNING_SECRET": signing, "SLACK_API_URL": fake.URL(),
	}
	ctx, stop := context.WithCancel(t.Context())
	s.stop = stop
	t.Cleanup(stop)
	address := make(chan string, 1)
	go func() {
		s.ended <- run(ctx, process{Getenv: func(k string) string { return env[k] }, Out: &s.out, Err: &s.err, started: func(a string) { address <- a }})
	}()
	select {
	case s.address = <-address:
		fake.Deliver.ToURL("http://" + s.address)
	case err := <-s.ended:
		t.Fatalf("stopped at once: %v", err)
	}
	return s
}

// plans lets the head plan a text of their own in private, up to the saved plan.
func (s *scanned) plans(text string) {
	s.t.Helper()
	room := s.DM(slackTeam, s.bas)
	before := len(s.Posts(slackTeam, room))
	s.presses(s.bas, s.says(s.bas, "plan"), "plannew")
	kinds := s.WaitPosts(s.t, slackTeam, room, before+2)[before+1]
	s.presses(s.bas, kinds, "plankind:text")
	view, ok := s.TopView(slackTeam, s.bas)
	if !ok {
		s.t.Fatal("no form")
	}
	typed := func(text string) map[string]any {
		return map[string]any{"value": map[string]any{"type": "plain_text_input", "value": text}}
	}
	filled := defaults(s.t, view.Raw)
	maps.Copy(filled, map[string]any{"what": typed(text), "when": typed("elke dinsdag 15.15")})
	if ack := s.Deliver.Submit(slackTeam, s.bas, view.ID, filled); !ack.OK() || len(ack.Body) > 0 {
		s.t.Fatalf("Slack was told %+v", ack)
	}
	draft := s.WaitPosts(s.t, slackTeam, room, before+3)[before+2]
	s.presses(s.bas, draft, "plantest")
	s.presses(s.bas, draft, "plansave")
	s.settled(func() bool {
		for _, p := range s.Posts(slackTeam, room) {
			if p.TS == draft.TS && p.Edits > 0 {
				return true
			}
		}
		return false
	})
}

// nudges puts a plan of two people that is due now, one of whom the platform does not know, and waits until the bot has moved it on.
func (s *scanned) nudges(text string) {
	t := s.t
	t.Helper()
	own, err := store.OpenClient(t.Context(), s.redis.client, s.key)
	if err != nil {
		t.Fatal(err)
	}
	to := func(user string) chat.Address { return chat.Address{Platform: "slack", Value: slackTeam + "/" + user} }
	plans := store.Plans{Store: own}
	k := schedule.Kept{Next: time.Now().Add(-time.Second), Plan: schedule.Plan{
		ID: schedule.NewPlanID(), School: "slack-" + slackTeam, What: schedule.What{Text: text}, When: "*/5 7-17 * * 1-5",
		Who: schedule.Audience{People: []chat.Address{to(s.anna), to(s.plant("UVERTROKKEN9"))}}, Start: schedule.DateOf(time.Now()), Grace: schedule.MaxGrace, Owner: to(s.bas),
	}}
	if err := plans.Put(t.Context(), k); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the plan moves on", func() bool {
		all, err := plans.List(t.Context(), k.School)
		for _, p := range all {
			if p.ID == k.ID {
				return err == nil && p.Next.After(k.Next)
			}
		}
		return false
	})
}

func TestNothingThatWasSaidNoNameAndNoSecretIsLeftBehind(t *testing.T) {
	s := newScanned(t)
	word := func(text string) string { return s.plant(text) }
	plain := s.says(s.anna, "hoe maak ik de dag voorspelbaar voor "+word("Kwikstaartje")+"?")
	if unclear := s.says(s.anna, "onrust"); unclear.Text != "" {
		s.presses(s.anna, unclear, "topic:")
	}
	s.says(s.anna, "een leerling, "+word("Roodborstig Winterkind")+", vertelde me net dat hij zelfmoord wil plegen")
	s.says(s.anna, word("Sneeuwgors de Wolkenman")+", geboren 3-4-2014, woont Kerkstraat 12 en belt "+word("0612345987")+". Wat doe ik?")
	if strings.Contains(string(plain.Blocks), "helps") {
		s.presses(s.anna, plain, "helps")
	}
	s.Deliver.Mention(slackTeam, s.anna, "C1", "wat doe ik als "+word("Boomklevertje")+" boos wordt?")
	s.WaitPosts(t, slackTeam, "C1", 1)
	s.Deliver.Command(slackTeam, s.anna, "C1", "/baken", "rol")
	s.Deliver.Command(slackTeam, s.bas, "C1", "/baken", "rollen")
	s.plans("Vergeet niet: " + word("het geitenpaadje achter de muziekschool"))
	s.nudges("Denk aan " + word("de blauwe theepot van het bestuur"))

	s.Fault("chat.postMessage", slacktest.Fault{Error: "fatal_error", Times: 2})
	s.Deliver.Message(slackTeam, s.anna, s.DM(slackTeam, s.anna), "en wat bij "+word("Distelvinkenzaad")+"?")
	s.Fault("chat.postMessage", slacktest.Fault{HTML: true})
	s.Deliver.Message(slackTeam, s.anna, s.DM(slackTeam, s.anna), "en wat bij "+word("Putterdistelblad")+"?")
	s.Heal()
	s.Deliver.Raw("/slack/events", "application/json", []byte(`{"token":"`+word("verzonnen-9f3e")+`","broken`))
	s.Deliver.Forge(true)
	s.Deliver.Message(slackTeam, s.anna, s.DM(slackTeam, s.anna), "vervalst door "+word("Vlasvinkenoog"))
	s.Deliver.Forge(false)

	s.redis.away()
	s.Deliver.Message(slackTeam, s.anna, s.DM(slackTeam, s.anna), "en nu "+word("IJsvogelblauw")+" is weggelopen?")
	s.Deliver.Command(slackTeam, s.bas, "C1", "/baken", "plan")
	s.redis.back()
	eventually(t, "the bot is ready again", func() bool { return strings.Contains(get(t, "http://"+s.address+"/readyz"), "redis: ok") })
	s.says(s.anna, "dank je wel, "+word("Appelvinkje"))

	s.everything(s.address, s.redis)
	s.stop()
	if err := <-s.ended; err != nil {
		t.Error(err)
	}
	s.look("log at the end", s.err.String()+s.out.String())
	s.store(s.redis.client)
	s.lookedAt("standard output", "log", "/metrics", "store")
}
