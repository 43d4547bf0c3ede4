// Command events measures the bot on Slack's Events API, from outside: it builds the bot, starts it on a Redis of its own, signs events as Slack does and plays the Web API
// that the bot answers by. Beside it, in turn and in the same run, stands a baseline: a bare net/http handler that checks the signature, makes one pipeline to the same
// Redis and posts one message to the same stand-in.
//
//	go run ./events [-rounds 3] [-for 10s]   events a second, time from event to posted reply, CPU an event and memory, beside the baseline
//	go run ./events -soak 10m                faults, repeats, reorderings and unknown events: what was not answered, what was answered twice, memory at start and end
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// options are what whoever measures may settle.
type options struct {
	rounds, hands, users int
	workspaces           int
	length, soak         time.Duration
	bot                  string
	seed                 uint64
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var o options
	flag.IntVar(&o.rounds, "rounds", 3, "how often bot and baseline are measured, in turn")
	flag.IntVar(&o.hands, "hands", 64, "how many events are under way at once at saturation")
	flag.IntVar(&o.users, "users", 4000, "how many people ask; the bot puts one message a second in a channel, so fewer people would measure that")
	flag.DurationVar(&o.length, "for", 10*time.Second, "how long each measurement takes")
	flag.DurationVar(&o.soak, "soak", 0, "how long to soak the bot in faults, instead of measuring its speed")
	flag.IntVar(&o.workspaces, "workspaces", 20, "how many schools the soak's two hundred people work at; Slack takes a few hundred posts a minute from a bot in each")
	flag.StringVar(&o.bot, "bot", "", "a bot that is built already, such as one with a profiler")
	flag.Uint64Var(&o.seed, "seed", 1, "draws the faults of the soak")
	baseline := flag.Bool("baseline", false, "be the baseline; the tool starts itself so")
	flag.Parse()
	work := measure
	switch {
	case *baseline:
		work = func(ctx context.Context, _ options) error { return serveBaseline(ctx) }
	case o.soak > 0:
		work = soak
	}
	if err := work(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
