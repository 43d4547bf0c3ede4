package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/store"
)

// How far two clocks may differ. What is planned comes at a minute; platforms refuse what is five minutes off.
const maxDrift = 5 * time.Second

// nearlyFull is the share of its memory at which a server is about to refuse writes.
const nearlyFull = 0.9

// tested is the oldest version the bot's own tests run on; Valkey began above it.
const tested = 7

// asleep answers for an embedded store that has never run here: opening it would make it.
func (x patient) asleep() ([]finding, bool) {
	if x.core.RedisURL.IsSet() {
		return nil, false
	}
	if _, err := os.Stat(x.core.DataDir); os.IsNotExist(err) {
		return []finding{found("redis", note, "nothing is kept yet: the embedded store is made in %s at the first start", x.core.DataDir)}, true
	}
	return nil, false
}

// busy answers for an embedded store that another process has open, which is as it should be while the bot runs.
func (x patient) busy(ctx context.Context) []finding {
	out := []finding{found("redis", note, "the embedded store in %s belongs to the bot that is running, so clock, disk and plans cannot be looked at from here; stop the bot and ask again, or use a Redis of your own with REDIS_URL", x.core.DataDir)}
	_, port, err := net.SplitHostPort(x.core.Addr)
	if err != nil {
		return out
	}
	where := "http://" + net.JoinHostPort("127.0.0.1", port) + "/readyz"
	body, err := fetch(ctx, where)
	if err != nil {
		return append(out, found("running bot", wrong, "%s: %v; look at its log", where, err))
	}
	return append(out, found("running bot", well, "it says %s", strings.Join(strings.Fields(body), " ")))
}

// server looks at the Redis behind the store and at its clock.
func (x patient) server(ctx context.Context) []finding {
	if !x.store.Kept {
		return []finding{found("redis", wrong, "%s", x.store.Where), x.clock(0)}
	}
	all, err := x.store.Servers(ctx)
	if err != nil {
		return []finding{found("redis", wrong, "%v; let the bot's user give TIME and INFO", err)}
	}
	unswept, err := store.Rounds{Store: x.store}.Unswept(ctx)
	if err != nil {
		return []finding{found("redis", wrong, "%v", err)}
	}
	var out []finding
	for _, s := range all {
		out = append(out, found("redis", well, "%s %s, %s", s.Name, s.Version, x.store.Where), x.clock(s.Ahead))
		out = append(out, serverFound(s, unswept)...)
	}
	return out
}

// serverFound judges what a server says about itself.
func serverFound(s store.Server, unswept int) []finding {
	return []finding{versionFound(s), keepsFound(s), policyFound(s), memoryFound(s), rewriteFound(s, unswept)}
}

func versionFound(s store.Server) finding {
	var major int
	if _, err := fmt.Sscanf(s.Version, "%d.", &major); err != nil {
		return found("version", note, "the server does not say which version it is; the bot is tested from %d.0", tested)
	}
	if major < tested {
		return found("version", wrong, "%s %s is older than anything the bot is tested with: upgrade to %d.0 or later", s.Name, s.Version, tested)
	}
	return found("version", well, "%s %s", s.Name, s.Version)
}

func keepsFound(s store.Server) finding {
	switch {
	case len(s.Faults) > 0:
		return found("kept", wrong, "the server could not write to its disk the last time (%s): look at its disk space and its log", strings.Join(s.Faults, ", "))
	case !s.Appends:
		return found("kept", wrong, "the append-only file is off, so a crash of Redis loses plans and answers: set appendonly yes and appendfsync everysec")
	}
	return found("kept", well, "every write goes to the append-only file")
}

func policyFound(s store.Server) finding {
	switch s.Policy {
	case "noeviction":
		return found("full memory", well, "Redis refuses writes rather than throw things away (noeviction)")
	case "":
		return found("full memory", note, "the server does not say what it does when its memory is full; it must be maxmemory-policy noeviction")
	}
	return found("full memory", wrong, "with maxmemory-policy %s Redis throws away plans and rounds when it is full: set maxmemory-policy noeviction", s.Policy)
}

func memoryFound(s store.Server) finding {
	const mega = 1 << 20
	if s.Limit > 0 && float64(s.Used) > nearlyFull*float64(s.Limit) {
		return found("memory", wrong, "%d of %d MB in use: raise maxmemory, or soon nothing can be planned or answered in a pulse", s.Used/mega, s.Limit/mega)
	}
	limit := "no limit set"
	if s.Limit > 0 {
		limit = fmt.Sprintf("of %d MB", s.Limit/mega)
	}
	return found("memory", well, "%d MB in use, %s", s.Used/mega, limit)
}

// rewriteFound tells whether the votes of closed rounds go from the server's log of writes.
func rewriteFound(s store.Server, unswept int) finding {
	const mend = "let the bot's user give BGREWRITEAOF, or give it yourself after each pulse closes"
	left := ""
	if unswept > 0 {
		left = fmt.Sprintf("; at %d schools it still holds votes of a closed round", unswept)
	}
	switch {
	case !s.Appends:
		return found("erasing", note, "there is no append-only file, so nothing of a closed pulse is left in one")
	case s.Rewrites == store.Denied:
		return found("erasing", wrong, "the bot may not have the append-only file written anew when a pulse closes%s: %s", left, mend)
	case s.Rewrites == store.Unasked:
		return found("erasing", note, "the server does not say whether the bot may have its append-only file written anew%s: %s", left, mend)
	case unswept > 0:
		return found("erasing", note, "the append-only file still holds votes of a closed round at %d schools; the running bot asks for it every ten minutes, or give BGREWRITEAOF", unswept)
	}
	return found("erasing", well, "the append-only file can be written anew when a pulse closes")
}

// clock compares the clock of this machine with that of the store.
func (x patient) clock(ahead time.Duration) finding {
	if ahead.Abs() > maxDrift {
		return found("clock", wrong, "this machine and Redis are %s apart: let both set their clocks by NTP", ahead.Abs().Round(time.Second))
	}
	return found("clock", well, "agrees with Redis; in %s it is %s", x.core.TimeZone, x.now.In(x.core.TimeZone).Format("15:04"))
}
