package main

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// held is one key of the store: what it holds, and when that ends.
type held struct {
	value string
	ends  time.Duration
}

// dump reads every key of the store, but for those of the queue, in which the library keeps its own times, and the hint of when to look at the plans.
func (k *semester) dump() map[string]held {
	k.t.Helper()
	out := map[string]held{}
	keys := k.redis.client.Scan(k.t.Context(), 0, "*", 1000).Iterator()
	for keys.Next(k.t.Context()) {
		key := keys.Val()
		if strings.HasPrefix(key, "asynq:") || key == "schools" {
			continue
		}
		ends, err := k.redis.client.PExpireTime(k.t.Context(), key).Result()
		if err != nil {
			k.t.Fatal(err)
		}
		out[key] = held{value(k.t, k.redis.client, key), ends}
	}
	if err := keys.Err(); err != nil {
		k.t.Fatal(err)
	}
	return out
}

// one finds the only key of a kind.
func (k *semester) one(kind string) string {
	k.t.Helper()
	all, err := k.redis.client.Keys(k.t.Context(), "*:"+kind+":*").Result()
	if err != nil || len(all) != 1 {
		k.t.Fatalf("keys of kind %s: %v, %v", kind, all, err)
	}
	return all[0]
}

var digits = regexp.MustCompile(`\d+`)

// onlyNumbersMoved fails when answers left anything but other numbers in the counters and the marks of the ledger, and the mark of each press that it was handled.
func (k *semester) onlyNumbersMoved(before, after map[string]held) {
	k.t.Helper()
	for _, key := range slices.Sorted(maps.Keys(after)) {
		old, now := before[key], after[key]
		switch {
		case strings.Contains(key, ":pace:"):
		case strings.Contains(key, ":seen:"):
			if !regexp.MustCompile(`^\{[^}]+\}:seen:[\w-]{20,}$`).MatchString(key) || now.value != "done" {
				k.t.Errorf("a press left %s with %s", key, now.value)
			}
		case strings.Contains(key, ":counts:"), strings.Contains(key, ":ledger:"):
			if digits.ReplaceAllString(old.value, "#") != digits.ReplaceAllString(now.value, "#") || old.ends != now.ends {
				k.t.Errorf("answers left more than numbers in %s:\n%v\n%v", key, old, now)
			}
		case old != now:
			k.t.Errorf("answers changed %s:\n%v\n%v", key, old, now)
		}
	}
	for key := range before {
		if _, ok := after[key]; !ok && !strings.Contains(key, ":pace:") {
			k.t.Errorf("answers took away %s", key)
		}
	}
}

// trail is what the bot wrote in its log since a place in it, and which series its metrics have, without their numbers and ids.
func (k *semester) trail(from int) (log, metrics []string) {
	k.t.Helper()
	for line := range strings.Lines(k.err.String()[from:]) {
		log = append(log, digits.ReplaceAllString(line, "#"))
	}
	for line := range strings.Lines(get(k.t, "http://"+k.address+"/metrics")) {
		if name, _, ok := strings.Cut(line, " "); ok && !strings.HasPrefix(line, "#") {
			metrics = append(metrics, name)
		}
	}
	slices.Sort(log)
	return slices.Compact(log), metrics
}

// leaves are the tokens of a round and its half of the key, which the file of the server must not hold once it is closed.
func (k *semester) leaves() []string {
	k.t.Helper()
	tokens, err := k.redis.client.HKeys(k.t.Context(), k.one("ledger")).Result()
	if err != nil {
		k.t.Fatal(err)
	}
	half, err := k.redis.client.HGet(k.t.Context(), k.one("round"), "key").Result()
	if err != nil {
		k.t.Fatal(err)
	}
	if len(tokens) != 3*len(k.staff) || half == "" {
		k.t.Fatalf("%d tokens, half a key of %d", len(tokens), len(half))
	}
	return append(tokens, half, ":ledger:", ":counts:")
}

func TestNothingThatIsLeftOfAPulseTiesAnAnswerToAPerson(t *testing.T) {
	k := newSemester(t, 12)
	words := newScan(t) // what must not stand in a log or in metrics, and may in the store
	for _, o := range options(t) {
		words.plant(o)
	}
	k.invited()
	k.everything(k.address, k.redis)
	traces := k.leaves()

	before, from := k.dump(), len(k.err.String())
	k.answers(k.message(k.staff[1], k.last(k.staff[1])), 0, 3, "1")
	log, metrics := k.trail(from)
	from = len(k.err.String())
	k.answers(k.message(k.staff[2], k.last(k.staff[2])), 3, 1, "0", "2", "4")
	otherLog, otherMetrics := k.trail(from)
	if !slices.Equal(log, otherLog) || !slices.Equal(metrics, otherMetrics) {
		t.Errorf("who answers otherwise leaves another trail:\n%s\n%s\n%s\n%s", log, otherLog, metrics, otherMetrics)
	}
	for i, who := range k.staff[3:10] {
		k.answers(k.message(who, k.last(who)), i%4, i%3, "3")
	}
	k.page(k.staff[11])
	k.onlyNumbersMoved(before, k.dump())
	k.everything(k.address, k.redis)

	k.forward(k.at(3, 10, 25))
	k.remindedAlike()
	k.everything(k.address, k.redis)
	k.closed()
	for key := range k.dump() {
		if regexp.MustCompile(`:(round|counts|ledger|invited):`).MatchString(key) {
			t.Errorf("after closing there is %s", key)
		}
	}
	if k.redis.files != "" {
		eventually(t, "the file of the server is written anew", func() bool { return len(k.standing(traces)) == 0 })
	}
	k.everything(k.address, k.redis)
	k.lookedAt("standard output", "log", "/metrics", "store")
	words.look("log", k.err.String())
	words.look("standard output", k.out.String())
	words.look("/metrics", get(t, "http://"+k.address+"/metrics"))
}

// remindedAlike fails when what is kept of the question's and the reminder's deliveries tells one colleague from another: the reminder came to two of the twelve.
func (k *semester) remindedAlike() {
	k.t.Helper()
	var deliveries, weeks []string
	for key, h := range k.dump() {
		switch {
		case strings.Contains(key, ":delivery:"):
			deliveries = append(deliveries, h.value)
		case strings.Contains(key, ":week:"):
			weeks = append(weeks, h.value)
		}
	}
	if want := slices.Repeat([]string{"sent"}, 2*len(k.staff)); !slices.Equal(deliveries, want) {
		k.t.Errorf("deliveries are kept as %v", deliveries)
	}
	if len(weeks) != len(k.staff) || len(slices.Compact(weeks)) != 1 {
		k.t.Errorf("the week's messages are kept as %v", weeks)
	}
}

// standing returns which of the traces stand in the files of the server.
func (k *semester) standing(traces []string) []string {
	k.t.Helper()
	all := fileText(k.t, k.redis.files)
	return slices.DeleteFunc(slices.Clone(traces), func(trace string) bool { return !strings.Contains(all, trace) })
}
