package store_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/store"
	"github.com/baken-bot/baken/internal/store/storetest"
)

// dump writes down all that a store holds: keys, types, lifetimes and values in the order in which Redis gives them.
func dump(t testing.TB, s *store.Store) string {
	t.Helper()
	read := redis.NewScript(`
local out, keys = {}, redis.call('KEYS', '*')
table.sort(keys)
for _, key in ipairs(keys) do
  local kind = redis.call('TYPE', key).ok
  local read = {string = {'GET', key}, hash = {'HGETALL', key}, zset = {'ZRANGE', key, 0, -1, 'WITHSCORES'}, set = {'SMEMBERS', key}}
  local value = redis.call(unpack(read[kind]))
  -- The key of marks is made of SECRET_KEY and the school's name; sealed it looks different each time.
  if string.find(key, ':pulse:marks$') then value = #value .. ' sealed bytes' end
  if type(value) == 'table' then value = table.concat(value, ' ') end
  out[#out+1] = key .. ' ' .. kind .. ' ' .. math.ceil(redis.call('PTTL', key) / 60000) .. 'm ' .. value
end
return table.concat(out, '\n')`)
	var lines []string
	for _, node := range storetest.Nodes(t, s) {
		text, err := read.Run(t.Context(), node.(redis.Scripter), nil).Text()
		must(t, err)
		if text != "" {
			lines = append(lines, strings.Split(text, "\n")...)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// secrets are what no dump may hold: who, and where they are reached.
func secrets() *regexp.Regexp {
	names := []string{`school\.example`, `test/`}
	for _, who := range team() {
		name, _, _ := strings.Cut(strings.TrimPrefix(string(who), "test/"), "@")
		names = append(names, regexp.QuoteMeta(name))
	}
	return regexp.MustCompile(strings.Join(names, "|"))
}

func TestWhileARoundIsOpenNothingInTheStoreNamesAPersonOrATime(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		p, r := house(s), asked("r1")
		must(t, p.Open(t.Context(), r, team()))
		empty := dump(t, s)
		cast(t, p, r.Ref, taps())
		full := dump(t, s)
		if hit := secrets().FindString(full); hit != "" {
			t.Errorf("%q in\n%s", hit, full)
		}
		// A vote changes digits of counters and marks, and nothing else: it adds no key, no field, no time and no order.
		digits := regexp.MustCompile(`\d+`)
		if a, b := digits.ReplaceAllString(empty, "#"), digits.ReplaceAllString(full, "#"); a != b {
			t.Errorf("the votes left more than numbers:\n%s\n%s", a, b)
		}
		year := time.Now().UTC().Format("2006-01-02")
		if strings.Contains(full, year) || strings.Contains(full, fmt.Sprint(time.Now().Unix()/1000)) {
			t.Error("something holds the time of today")
		}
	})
}

func TestAfterClosingOnlyTheResultAndTheRosterAreLeft(t *testing.T) {
	storetest.Every(t, func(t *testing.T, s *store.Store) {
		p, r := house(s), asked("r1")
		must(t, p.Open(t.Context(), r, team()))
		cast(t, p, r.Ref, taps())
		_, err := p.Close(t.Context(), r.Ref)
		must(t, err)
		left := dump(t, s)
		if hit := secrets().FindString(left); hit != "" {
			t.Errorf("%q in\n%s", hit, left)
		}
		for line := range strings.Lines(left) {
			if !regexp.MustCompile(`^(secret|data)-key |^[^ ]*:(pulse:(results|rosters|marks|unswept)|result:[^ :]*) `).MatchString(line) {
				t.Errorf("left: %s", line)
			}
		}
	})
}

func TestTheSameCountsInAnotherOrderLeaveTheSameStore(t *testing.T) {
	for _, closed := range []bool{false, true} {
		var first string
		// One store, so that one key: a new one makes random keys.
		s := storetest.Open(t, store.Options{Memory: true, SecretKey: strings.Repeat("k", 32)})
		for run := range 5 {
			must(t, s.Connection().FlushDB(t.Context()).Err())
			p, r := house(s), asked("r1")
			must(t, p.Open(t.Context(), r, team()))
			all := taps()
			rand.New(rand.NewPCG(uint64(run), 0)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			key, err := s.Connection().Keys(t.Context(), "*:round:*").Result()
			must(t, err)
			if !closed {
				// Keys of rounds are random. With one key in both runs, whatever differs is the order.
				must(t, s.Connection().FlushDB(t.Context()).Err())
				must(t, s.Connection().HSet(t.Context(), key[0], "state", "opening", "key", "00", "definition", "x", "kind:0", "scale", "kind:1", "one", "kind:2", "several").Err())
				must(t, p.Open(t.Context(), r, team()))
			}
			cast(t, p, r.Ref, all)
			if closed {
				_, err := p.Close(t.Context(), r.Ref)
				must(t, err)
			}
			if got := dump(t, s); first == "" {
				first = got
			} else if got != first {
				t.Errorf("closed %t, run %d:\n%s\nfirst:\n%s", closed, run, got, first)
			}
		}
	}
}

// Whoever holds the store, SECRET_KEY and the staff list guesses for each person whether they answered, from whatever can be found of them: their mark, its place,
// and what a hash of both makes of it. It must come out like a coin.
func TestAfterClosingNobodyCanTellWhoAnswered(t *testing.T) {
	const times = 1000
	s := storetest.Open(t, store.Options{DataDir: t.TempDir(), SecretKey: strings.Repeat("k", 32)})
	_ = s.Connection().ConfigSet(t.Context(), "appendonly", "no").Err() // its file has a test of its own, and the copy in memory has none
	p, r := house(s), asked("r1")
	r.Questions = r.Questions[1:2]
	rounds, people, dice := store.Rounds{Store: s}, team(), rand.New(rand.NewPCG(3, 3))
	last, right, guesses := "", 0, 0
	for range times {
		must(t, s.Connection().FlushDB(t.Context()).Err())
		must(t, p.Open(t.Context(), r, team()))
		key, err := rounds.Key(t.Context(), r.Ref)
		must(t, err)
		order := dice.Perm(12)
		for n, who := range order[:6] {
			b, err := pulse.NewBallot(r.Ref, key.Token(people[who], 0), 0, []int{n / 2})
			must(t, err)
			must(t, rounds.Vote(t.Context(), b))
		}
		_, err = p.Close(t.Context(), r.Ref)
		must(t, err)
		left := dump(t, s)
		if last != "" && left != last {
			t.Fatalf("other people answered, and the store differs:\n%s\n%s", last, left)
		}
		last = left
		for who, person := range people {
			if guess(left, string(person)) == slices.Contains(order[:6], who) {
				right++
			}
			guesses++
		}
	}
	if off := math.Abs(float64(right)-float64(guesses)/2) / math.Sqrt(float64(guesses)/4); off > 3 {
		t.Errorf("%d of %d guesses are right: %.1f standard deviations off chance", right, guesses, off)
	}
}

// guess reads a store as somebody would who hopes that something in it goes with the person.
func guess(left, person string) bool {
	sum := 0
	for i, r := range left {
		sum = sum*31 + int(r) + i%7*len(person)
	}
	for _, r := range person {
		sum = sum*31 + int(r)
	}
	return sum&64 == 0
}

func TestAfterClosingTheFileOfTheServerHoldsNoVote(t *testing.T) {
	if storetest.Server(t) == "" {
		return
	}
	dir := t.TempDir()
	s := storetest.Open(t, store.Options{DataDir: dir, SecretKey: strings.Repeat("k", 32)})
	p, r := house(s), asked("r1")
	must(t, p.Open(t.Context(), r, team()))
	cast(t, p, r.Ref, taps())
	key, err := store.Rounds{Store: s}.Key(t.Context(), r.Ref)
	must(t, err)
	traces := []string{":ledger:", ":counts:", "HINCRBY", "hincrby", "opening", "test/", "school.example"}
	for _, who := range team() {
		for q := range r.Questions {
			traces = append(traces, string(key.Token(who, q)))
		}
	}
	keys := storetest.Keys(t, s, "*:round:*")
	traces = append(traces, s.Connection().HGet(t.Context(), keys[0], "key").Val())
	await(t, func(context.Context) bool { return len(found(t, dir, traces)) >= 36 })
	got, err := p.Close(t.Context(), r.Ref)
	must(t, err)
	if got.Traces != pulse.Erasing {
		t.Errorf("traces: %s", got.Traces)
	}
	var left []string
	await(t, func(context.Context) bool {
		left = found(t, dir, traces)
		return len(left) == 0
	})
	if again, err := (store.Rounds{Store: s}).Sweep(t.Context(), "a"); err != nil || again == pulse.StillThere {
		t.Errorf("swept again: %s, %v", again, err)
	}
}

// found returns which of the traces the server's files hold.
func found(t *testing.T, dir string, traces []string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "appendonlydir", "*"))
	must(t, err)
	var all strings.Builder
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err == nil {
			all.Write(data)
		} else if !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	var out []string
	for _, trace := range traces {
		if strings.Contains(all.String(), trace) {
			out = append(out, trace)
		}
	}
	return out
}

func TestAServerThatMayNotRewriteItsFileIsReported(t *testing.T) {
	if storetest.Server(t) == "" {
		return
	}
	s := storetest.Open(t, store.Options{DataDir: t.TempDir()})
	p, r := house(s), asked("r1")
	must(t, p.Open(t.Context(), r, team()))
	socket := s.Connection().(*redis.Client).Options().Addr
	must(t, s.Connection().Do(t.Context(), "ACL", "SETUSER", "limited", "on", "nopass", "~*", "+@all", "-bgrewriteaof").Err())
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: socket, Username: "limited", Password: "x"})
	limited, err := store.OpenClient(t.Context(), client, strings.Repeat("k", 32))
	must(t, err)
	defer limited.Close()
	p2 := house(limited)
	must(t, p2.Open(t.Context(), r, team()))
	got, err := p2.Close(t.Context(), r.Ref)
	must(t, err)
	if got.Traces != pulse.StillThere {
		t.Errorf("got %s", got.Traces)
	}
	if again, err := (store.Rounds{Store: limited}).Sweep(t.Context(), "a"); err != nil || again != pulse.StillThere {
		t.Errorf("asked again: %s, %v", again, err)
	}
}
