package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/chat/slack/slacktest"
)

// semester is a workspace with the whole bot in it, over a Redis of its own, and one clock for both sides that can be put forward: weeks of school go by in seconds. Every name,
// id and secret in it is planted.
type semester struct {
	*slackOffice
	*scan
	redis   *ownRedis
	address string
	staff   []string // the colleagues in the channel, the head first
	zone    *time.Location
	env     map[string]string
	stop    func() // and waits until the bot has ended

	mu    sync.Mutex // guards ahead
	ahead time.Duration
}

// lookOften is how often the bot looks what has come due, for a clock that leaps.
const lookOften = 10 * time.Millisecond

// newSemester begins on a Tuesday, at ten, with so many colleagues in the channel C1. The first is the head.
func newSemester(t *testing.T, people int) *semester {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	k := &semester{scan: newScan(t), zone: zone}
	k.ahead = time.Until(time.Date(2026, 11, 24, 10, 0, 0, 0, zone))
	fake := slacktest.New(t, slacktest.Options{SigningSecret: k.plant("ondertekengeheim-7d1f"), Now: k.now})
	k.slackOffice = &slackOffice{fake, t}
	token := k.plant("xoxb-botgeheim-4c2a")
	fake.AddTeam(slackTeam, token)
	for i := range people {
		u := slacktest.User{ID: k.plant(fmt.Sprintf("UZILVERBES%02d", i+1)), Name: k.plant(fmt.Sprintf("Kwartelsteen%02d Hazelaar", i+1)), Locale: "nl-NL", Admin: i == 0}
		fake.AddUser(slackTeam, u)
		k.staff = append(k.staff, u.ID)
	}
	fake.AddChannel(slackTeam, "C1", append([]string{fake.BotUser(slackTeam)}, k.staff...)...)
	k.redis = newRedis(t, k.plant("redisgeheim-91be"))
	k.env = map[string]string{
		"ADDR": "127.0.0.1:0", "REDIS_URL": k.redis.url, "SECRET_KEY": k.plant("sleutelgeheim-0123456789abcdefghijk"), "LOG_LEVEL": "debug",
		"SLACK_BOT_TOKEN": token, "SLACK_SIGNING_SECRET": fake.Options().SigningSecret, "SLACK_API_URL": fake.URL(),
	}
	k.serve()
	t.Cleanup(func() {
		if n := fake.TooMany(""); n > 0 {
			t.Errorf("Slack had to say %d times that it was too much", n)
		}
	})
	return k
}

// serve runs the whole bot in this process, until it is stopped or the test ends.
func (k *semester) serve() {
	k.t.Helper()
	ctx, cancel := context.WithCancel(k.t.Context())
	address, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- run(ctx, process{
			learn: learnOnce, clock: clock{now: k.now, look: lookOften}, Getenv: func(name string) string { return k.env[name] }, Out: &k.out, Err: &k.err,
			started: func(a string) { address <- a },
		})
	}()
	k.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			k.t.Error(err)
		}
	})
	k.t.Cleanup(k.stop)
	select {
	case k.address = <-address:
		k.Deliver.ToURL("http://" + k.address)
	case err := <-ended:
		ended <- nil
		k.t.Fatalf("stopped at once: %v", err)
	}
}

// now is the time at school.
func (k *semester) now() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	return time.Now().Add(k.ahead).In(k.zone)
}

// forward lets time pass until a moment, and stops on the way whenever something comes due, until it is done.
func (k *semester) forward(to time.Time) {
	k.t.Helper()
	for {
		k.quiet()
		next, ok := k.next()
		if !ok || next.After(to) {
			next = to
		}
		if leap := next.Sub(k.now()); leap > 0 {
			k.leap(leap)
		}
		if next.Equal(to) {
			k.quiet()
			return
		}
	}
}

// at is a moment so many days after the first, at a time of day.
func (k *semester) at(days, hour, minute int) time.Time {
	return time.Date(2026, 11, 24+days, hour, minute, 0, 0, k.zone)
}

// The parts of the queue's deliveries in Redis, as the library names them.
const (
	scheduled = "asynq:{deliveries}:scheduled"
	retried   = "asynq:{deliveries}:retry"
)

// leap puts the clock forward. What waits in the queue waits by the real clock, so it comes as much nearer.
func (k *semester) leap(by time.Duration) {
	k.t.Helper()
	k.mu.Lock()
	k.ahead += by
	k.mu.Unlock()
	for _, key := range []string{scheduled, retried} {
		for _, z := range k.zset(key) {
			if err := k.redis.client.ZIncrBy(k.t.Context(), key, -by.Seconds(), fmt.Sprint(z.Member)).Err(); err != nil {
				k.t.Fatal(err)
			}
		}
	}
}

func (k *semester) zset(key string) []redis.Z {
	k.t.Helper()
	all, err := k.redis.client.ZRangeWithScores(k.t.Context(), key, 0, -1).Result()
	if err != nil {
		k.t.Fatal(err)
	}
	return all
}

// next is when something comes due: a plan, or what waits in the queue.
func (k *semester) next() (time.Time, bool) {
	k.t.Helper()
	var first time.Time
	sooner := func(t time.Time) {
		if first.IsZero() || t.Before(first) {
			first = t
		}
	}
	dues, err := k.redis.client.Keys(k.t.Context(), "*:due").Result()
	if err != nil {
		k.t.Fatal(err)
	}
	for _, key := range dues {
		for _, z := range k.zset(key) {
			sooner(time.UnixMilli(int64(z.Score)))
		}
	}
	for _, key := range []string{scheduled, retried} {
		for _, z := range k.zset(key) {
			// The library keeps whole seconds, and looks whether one has passed.
			sooner(k.now().Add(time.Until(time.Unix(int64(z.Score)+1, 0))))
		}
	}
	return first, !first.IsZero()
}

// quiet waits until the bot has looked at what is due now and has done it.
func (k *semester) quiet() {
	k.t.Helper()
	// Twice, because a task can move from what is read last to what was read first.
	eventually(k.t, "what is due is done", func() bool {
		for range 2 {
			if !k.idle() {
				return false
			}
		}
		return true
	})
}

// idle reports that nothing is due or under way. What waits is read in the order in which it moves on, so that a task that moves meanwhile is met.
func (k *semester) idle() bool {
	k.t.Helper()
	// The next look at each school lies ahead only when nothing is due there.
	for _, z := range k.zset("schools") {
		if int64(z.Score) <= k.now().UnixMilli() {
			return false
		}
	}
	for _, of := range []string{"firings", "deliveries"} {
		for _, set := range []string{"scheduled", "retry"} {
			n, err := k.redis.client.ZCount(k.t.Context(), "asynq:{"+of+"}:"+set, "-inf", strconv.FormatInt(time.Now().Unix(), 10)).Result()
			if err != nil || n > 0 {
				return false
			}
		}
		for _, list := range []string{"pending", "active"} {
			if n, err := k.redis.client.LLen(k.t.Context(), "asynq:{"+of+"}:"+list).Result(); err != nil || n > 0 {
				return false
			}
		}
	}
	return true
}

// private are the bot's messages to somebody in private.
func (k *semester) private(user string) []slacktest.Post {
	return k.Posts(slackTeam, k.DM(slackTeam, user))
}

// form lets the head ask for the form of a kind of plan in the channel, and returns it.
func (k *semester) form(kinds ...string) slacktest.View {
	k.t.Helper()
	head, before := k.staff[0], len(k.Posts(slackTeam, "C1"))
	if ack := k.Deliver.Command(slackTeam, head, "C1", "/baken", "plan"); !ack.OK() {
		k.t.Fatalf("Slack was told %+v", ack)
	}
	for i, kind := range append([]string{"plannew"}, kinds...) {
		k.presses(head, k.WaitPosts(k.t, slackTeam, "C1", before+i+1)[before+i], kind)
	}
	view, ok := k.TopView(slackTeam, head)
	if !ok {
		k.t.Fatal("no form")
	}
	return view
}

// plan fills in a form, saves what comes of it, and waits for the word in the channel, which it returns.
func (k *semester) plan(view slacktest.View, values map[string]any) slacktest.Post {
	k.t.Helper()
	head, before := k.staff[0], len(k.Posts(slackTeam, "C1"))
	filled := defaults(k.t, view.Raw)
	maps.Copy(filled, values)
	if ack := k.Deliver.Submit(slackTeam, head, view.ID, filled); !ack.OK() || len(ack.Body) > 0 {
		k.t.Fatalf("Slack was told %+v", ack)
	}
	k.presses(head, k.WaitPosts(k.t, slackTeam, "C1", before+1)[before], "plansave")
	var told slacktest.Post
	k.settled(func() bool {
		for _, p := range k.Posts(slackTeam, "C1") {
			if p.Ephemeral == "" {
				told = p
			}
		}
		return told.TS != ""
	})
	return told
}

func typed(text string) map[string]any {
	return map[string]any{"value": map[string]any{"type": "plain_text_input", "value": text}}
}

func chosen(value string) map[string]any {
	return map[string]any{"value": map[string]any{"type": "static_select", "selected_option": map[string]any{"value": value}}}
}

func ticked(values ...string) map[string]any {
	var all []any
	for _, v := range values {
		all = append(all, map[string]any{"value": v})
	}
	return map[string]any{"value": map[string]any{"type": "checkboxes", "selected_options": all}}
}

// reads fails for a message that lacks one of these.
func (k *semester) reads(p slacktest.Post, want ...string) {
	k.t.Helper()
	for _, w := range want {
		if !strings.Contains(p.Text, w) && !strings.Contains(said(k.t, p.Blocks), w) {
			k.t.Errorf("no %q in %q", w, p.Text)
		}
	}
}

// said is all text in blocks, so that what stands in JSON in other letters is found.
func said(t *testing.T, blocks json.RawMessage) string {
	t.Helper()
	if len(blocks) == 0 {
		return ""
	}
	var v any
	if err := json.Unmarshal(blocks, &v); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if text, ok := v["text"].(string); ok {
				out.WriteString(text + "\n")
			}
			for _, inner := range v {
				walk(inner)
			}
		case []any:
			for _, inner := range v {
				walk(inner)
			}
		}
	}
	walk(v)
	return out.String()
}

// inSchoolTime fails for a message that did not come within the window of a school day, between two moments.
func (k *semester) inSchoolTime(p slacktest.Post, from, to time.Time) {
	k.t.Helper()
	at := p.At.In(k.zone)
	clock, day := at.Format("15:04"), at.Weekday()
	if clock < "07:30" || clock > "17:30" || day == time.Saturday || day == time.Sunday || at.Before(from) || at.After(to) {
		k.t.Errorf("came at %s, want between %s and %s in school time", at, from, to)
	}
}
