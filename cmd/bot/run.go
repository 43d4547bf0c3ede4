package main

import (
	"context"
	"fmt"
	"io"

	"github.com/alecthomas/kong"

	"github.com/baken-bot/baken/internal/config"
)

// process is what a command sees of the world, so that tests can run it as it is.
type process struct {
	Args    []string
	Getenv  func(string) string
	In      io.Reader
	Out     io.Writer
	Err     io.Writer
	started func(address string) // told where HTTP is served; nil outside tests
	// learn makes a mind of the settings; nil outside tests, whose many programs in one process share what they learnt.
	learn func(config.Core) (mind, error)
	// clock is the real one outside tests, which watch weeks go by.
	clock clock
}

// mind is what this process answers with.
func (p *process) mind(core config.Core) (mind, error) {
	if p.learn != nil {
		return p.learn(core)
	}
	return newMind(core)
}

// exitCode ends the program without a further word: the command has said what there is to say.
type exitCode int

// Error names the code.
func (c exitCode) Error() string { return fmt.Sprintf("exit code %d", int(c)) }

// commands is the command line. Its names are part of the public contract.
type commands struct {
	Config string `help:"File with settings, as YAML; the environment wins." type:"existingfile" placeholder:"FILE"`

	Serve   serveCmd   `cmd:"" default:"1" help:"Run everything that is configured; without configuration, the playground."`
	Ask     askCmd     `cmd:"" help:"Answer one question. With - as question: one question a line from standard input."`
	Chat    chatCmd    `cmd:"" help:"Talk to the bot in this terminal."`
	Replay  replayCmd  `cmd:"" help:"Play scripted conversations and compare them with what they expect."`
	Check   checkCmd   `cmd:"" help:"Check configuration, content and contacts."`
	Doctor  doctorCmd  `cmd:"" help:"Examine what the bot needs around it: Redis, clock, platforms, address, plans."`
	Export  exportCmd  `cmd:"" help:"Write one school's settings, plans and results as one file."`
	Import  importCmd  `cmd:"" help:"Put such a file in; nothing is changed when anything in it is wrong."`
	Privacy privacyCmd `cmd:"" help:"Print what is stored, how long, who can see it, and what leaves the house."`
	Health  healthCmd  `cmd:"" help:"Ask the bot on this machine whether it is ready."`
	Plan    planCmd    `cmd:"" help:"What a plan comes to."`
	Queue   queueCmd   `cmd:"" help:"Planned messages that failed for good."`
	Version versionCmd `cmd:"" help:"Print version, commit and Go version."`
}

// run does what the arguments say.
func run(ctx context.Context, p process) error {
	var c commands
	parser, err := kong.New(&c, kong.Name("bot"), kong.Writers(p.Out, p.Err), kong.Exit(func(int) {}),
		kong.Description("Baken: answers for school staff about trauma-sensitive practice."))
	if err != nil {
		return fmt.Errorf("read commands: %w", err)
	}
	for _, a := range p.Args {
		if a == "-h" || a == "--help" {
			_, err := parser.Parse(p.Args)
			return ignoreHelp(err)
		}
	}
	k, err := parser.Parse(p.Args)
	if err != nil {
		return fmt.Errorf("read arguments: %w; see bot --help", err)
	}
	k.BindTo(ctx, (*context.Context)(nil))
	return k.Run(&p, &c)
}

// ignoreHelp drops the error of a parser that printed its help and did not exit.
func ignoreHelp(error) error { return nil }
