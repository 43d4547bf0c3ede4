package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/understand"
)

type checkCmd struct {
	Content string `help:"Check this folder of a school's own content instead of CONTENT_DIR." type:"existingdir" placeholder:"DIR"`
}

// Run reports every problem, and ends with exit code 1 if there is any.
func (c *checkCmd) Run(ctx context.Context, p *process, all *commands) error {
	problems := 0
	say := func(err error) {
		problems++
		fmt.Fprintln(p.Out, err)
	}
	core, env, err := settings(p, all)
	if err == nil {
		err = env.Err()
	}
	if err != nil {
		say(err)
	}
	if _, err := ownFreeDays(ctx, core); err != nil {
		say(err)
	}
	var own fs.FS
	if c.Content != "" {
		core.ContentDir = c.Content
	}
	if core.ContentDir != "" {
		own = os.DirFS(core.ContentDir)
	}
	for _, problem := range content.Check(content.Embedded(), own, time.Now()) {
		say(problem)
	}
	if lib, err := content.Load(content.Embedded(), own); err == nil {
		if err := understand.Check(lib); err != nil {
			say(err)
		}
	}
	if problems > 0 {
		fmt.Fprintf(p.Out, "%d problems\n", problems)
		return exitCode(1)
	}
	fmt.Fprintln(p.Out, "no problems")
	return nil
}
