package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/store"
)

func TestAQuestionWithSeveralChoicesIsAnsweredByAFormOnce(t *testing.T) {
	k := newStage(t)
	k.crowd = 10
	values := with(askable(), "answers", "several", "text-nl", "Wat hielp jou?", "text-en", "What helped you?")
	r := k.fills("cora", channel, k.ownForm(), values)
	r = k.fills("cora", channel, k.presses("cora", channel, r, "Kies het moment"), map[string]string{"when": "elke twee weken op woensdag 10:00"})
	k.presses("cora", channel, r, "Inplannen")
	k.forward(2)
	form := k.presses("m1", "", k.last("m1"), "Kies je antwoord")
	if f := form.Form; f == nil || f.Fields[0].Kind != chat.SomeOf || len(f.Fields[0].Options) != 3 || f.Intro != "Wat hielp jou?" {
		t.Fatalf("got %+v", form)
	}
	choose := func(who string, chosen ...string) chat.Reply {
		return k.does(who, "", chat.Message{Submission: &chat.Submission{Form: form.Form.Do, Many: map[string][]string{"answer": chosen}}})
	}
	k.reads(choose("m1"), "Je koos niets", "Kies je antwoord")
	for _, forged := range [][]string{{"9"}, {"0", "0"}, {"-1"}, {"x"}, {"0", "1", "2", "3"}} {
		k.reads(choose("m1", forged...), "hoort niet bij de vraag")
	}
	k.reads(choose("m1", "0", "1"), "Je antwoord telt mee")
	k.reads(choose("m1", "2"), "al meegedaan")
	k.reads(choose("zoe", "0"), "niet geteld")
	for i := range 7 {
		k.reads(choose(fmt.Sprint("m", i+2), []string{"0", "1"}[:1+i%2]...), "Je antwoord telt mee")
	}
	k.forward(8)
	k.reads(k.last(channel), "▇▇▇▇▇▇▇▇▇▇ Een [vaste](https://x.example) plek · bijna iedereen", "▇▇▇▇▇ Een collega · 50 %", "▏ Iets anders · bijna niemand")
	k.reads(choose("m9", "0"), "gesloten")
}

func TestForgettingReachesWhoWasInvitedBefore(t *testing.T) {
	k := newStage(t)
	k.open("m1", "m2", "m3", "m4", "m5", "m6")
	forget := func(who string) {
		k.presses(who, "", k.presses(who, "", k.says(who, "", "privacy"), "Wis alles"), "Wis")
	}
	forget("m5") // while the round is open
	k.forward(6)
	k.reads(k.last(channel), "Er deden genoeg mensen mee") // what m5 answered was counted and is nobody's
	rosters := func() string {
		for _, key := range strings.Split(k.kinds(), "\n") {
			if strings.HasSuffix(key, ":pulse:rosters") {
				text, err := k.w.store.Connection().Get(t.Context(), key).Result()
				if err != nil {
					t.Fatal(err)
				}
				_, marks, _ := strings.Cut(text, " ")
				return marks
			}
		}
		t.Fatal("no roster is kept")
		return ""
	}
	before := rosters()
	for _, who := range []string{"zoe", "m5"} {
		if forget(who); rosters() != before {
			t.Errorf("%s was in it", who)
		}
	}
	forget("m1")
	after := rosters()
	if after == before {
		t.Error("m1 is still in it")
	}
	forget("m1")
	if rosters() != after {
		t.Error("m1 was in it twice")
	}
	if err := (staff{store.People{Store: k.w.store}, func(chat.School) store.Rounds { return store.Rounds{Store: k.w.store} }}).Forget(t.Context(),
		chat.Person{School: "s", Address: at("m2")}); err != nil || rosters() == after {
		t.Errorf("m2 is still in it: %v", err)
	}
}

func TestARefusedSweepIsAskedForAtEachTickAndToldOnceAnHour(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	asked, told := 0, []string(nil)
	s := sweeper{
		sweep: func(context.Context) (int, error) {
			asked++
			switch {
			case asked == 20:
				return 0, errors.New("connection refused")
			case asked > 12:
				return 0, nil
			}
			return 1, nil
		},
		report: func(err error) { told = append(told, err.Error()) },
	}
	ticks, done := make(chan time.Time), make(chan struct{})
	go func() { s.on(ctx, ticks); close(done) }()
	now := time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)
	for range 24 {
		now = now.Add(sweepEvery)
		ticks <- now
	}
	stop()
	<-done
	// At ten minutes and an hour later, and the other trouble when an hour has passed since.
	if asked != 24 || len(told) != 3 || !strings.Contains(told[0], "BGREWRITEAOF") || !strings.Contains(told[1], "BGREWRITEAOF") || !strings.Contains(told[2], "connection refused") {
		t.Errorf("asked %d times, told %q", asked, told)
	}
}
