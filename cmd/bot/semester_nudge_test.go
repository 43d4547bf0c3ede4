package main

import (
	"testing"
	"time"
)

// series lets the head plan a series for the members of the channel, every Tuesday.
func (k *semester) series() {
	k.t.Helper()
	told := k.plan(k.form("plankind:series"), map[string]any{"who": chosen("members"), "when": typed("elke dinsdag 15.15")})
	k.reads(told, "dinsdag", "instellingen")
}

func TestANudgeInSlackComesInSchoolTimeAgainWhenAskedAndNoMoreWhenNotWanted(t *testing.T) {
	k := newSemester(t, 3)
	anna, bas := k.staff[1], k.staff[2]
	k.series()
	k.forward(k.at(0, 15, 14))
	if n := len(k.private(anna)); n != 0 {
		t.Fatalf("%d messages before the moment", n)
	}
	k.forward(k.at(0, 15, 40))
	for _, who := range k.staff {
		all := k.private(who)
		if len(all) != 1 {
			t.Fatalf("%d messages for one of the team", len(all))
		}
		k.inSchoolTime(all[0], k.at(0, 15, 15), k.at(0, 15, 36))
		k.reads(all[0], "Tip voor deze week", "Je hoeft niets terug te sturen")
	}

	// Later asks when, and it comes again then, and only for who asked.
	k.presses(anna, k.private(anna)[0], "later:")
	k.presses(anna, k.last(anna), "later:tomorrow")
	k.settled(func() bool { return k.last(anna).Edits > 0 })
	k.reads(k.last(anna), "wo 25 november, 15.15")
	k.presses(bas, k.private(bas)[0], "less:")
	k.presses(bas, k.last(bas), "less:plan")
	k.settled(func() bool { return k.last(bas).Edits > 0 })
	k.reads(k.last(bas), "komt niet meer bij jou")

	ofBas := len(k.private(bas))
	k.forward(k.at(1, 15, 40))
	k.reads(k.last(anna), "Tip voor deze week")
	k.inSchoolTime(k.last(anna), k.at(1, 15, 15), k.at(1, 15, 36))
	ofAnna := len(k.private(anna))

	k.forward(k.at(8, 9, 0))
	if n := len(k.private(anna)); n != ofAnna+1 {
		t.Errorf("%d messages in the next week, want 1", n-ofAnna)
	}
	if n := len(k.private(bas)); n != ofBas {
		t.Errorf("%d messages for who wanted no more of it", n-ofBas)
	}
	k.everything(k.address, k.redis)
}

func TestNothingIsSentOnceASchoolTookTheBotOut(t *testing.T) {
	k := newSemester(t, 8)
	k.series()
	k.forward(k.at(0, 15, 14))
	// The firing is done, and its deliveries wait for their minutes.
	k.leap(time.Minute)
	eventually(t, "the deliveries wait", func() bool { return len(k.zset(scheduled)) > 0 })
	k.quiet()
	if revoked, gone := k.Deliver.Uninstall(slackTeam); !revoked.OK() || !gone.OK() {
		t.Fatalf("Slack was told %+v, %+v", revoked, gone)
	}
	tried := len(k.Calls("chat.postMessage"))
	waits := len(k.zset(scheduled))
	k.forward(k.at(15, 9, 0))
	if n := len(k.Calls("chat.postMessage")); n != tried {
		t.Errorf("%d times after it left the bot tried to send, of %d that waited", n-tried, waits)
	}
	if n := len(k.zset(scheduled)) + len(k.zset(retried)); n > 0 {
		t.Errorf("%d still wait", n)
	}
}
