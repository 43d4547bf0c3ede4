package main

import (
	"testing"
	"time"
)

func TestTheNextMessageOfThePlaygroundIsTheFirstAfterACrisisPause(t *testing.T) {
	k := newStage(t)
	next := func(want string) {
		t.Helper()
		got := "none"
		at, ok, err := k.w.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if ok {
			got = at.In(k.w.zone).Format("Mon 2 Jan 15:04")
		}
		if got != want {
			t.Errorf("next is %s, want %s", got, want)
		}
	}
	next("none")
	k.plansFor("cora", "elke dinsdag 12:00")
	next("Tue 24 Nov 12:00")
	k.presses("cora", "", k.says("cora", "", "pauze"), "Stop nu")
	next("none")
	k.wants("cora", "8 december")
	next("Tue 8 Dec 12:00")
	k.forward(3)
	next("Tue 8 Dec 12:00")
	if len(k.sent["anna"]) != 0 {
		t.Errorf("%d came in the pause", len(k.sent["anna"]))
	}
	// As far as the page goes when one presses for the next message.
	if err := k.w.Forward(t.Context(), time.Date(2026, 12, 8, 12, 20, 0, 0, k.w.zone)); err != nil {
		t.Fatal(err)
	}
	if len(k.sent["anna"]) != 1 {
		t.Errorf("%d came after it", len(k.sent["anna"]))
	}
	next("Tue 15 Dec 12:00")
}
