package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/baken-bot/baken/internal/config"
	"github.com/baken-bot/baken/internal/schedule"
)

type planCmd struct {
	Next planNextCmd `cmd:"" help:"Print the next moments of a rule within school time, and the skipped ones with the reason."`
}

type planNextCmd struct {
	N      int    `short:"n" name:"n" help:"How many moments." default:"20"`
	When   string `help:"The rule, in words or as a cron expression: \"elke dinsdag 15:30\"." required:""`
	Zone   string `help:"Time zone; otherwise the configured one."`
	Region string `help:"noord, midden or zuid; otherwise the configured one."`
	From   string `help:"Moments after this time (RFC 3339); otherwise now."`
	Move   bool   `help:"Move a moment on a free day to the next school day instead of leaving it out."`
	JSON   bool   `name:"json" help:"Print one JSON object."`
}

// maxMoments bounds how many moments can be asked for.
const maxMoments = 1000

// unreadable is the exit code for a rule that cannot be read.
const unreadable exitCode = 2

// Run prints the moments. A rule that cannot be read, or never comes, ends it with exit code 2 and a sentence that says why.
func (c *planNextCmd) Run(ctx context.Context, p *process, all *commands) error {
	core, env, err := settings(p, all)
	if err != nil {
		return err
	}
	if err := env.Err(); err != nil {
		return err
	}
	free, err := ownFreeDays(ctx, core)
	if err != nil {
		fmt.Fprintln(p.Err, "the school's own free days are left out:", err)
	}
	plan, err := c.plan(core, free)
	if err != nil {
		fmt.Fprintln(p.Err, err)
		return unreadable
	}
	if c.JSON {
		return plan.printJSON(p.Out)
	}
	return plan.print(p.Out)
}

// nextMoments is what a rule comes to.
type nextMoments struct {
	zone    *time.Location
	moments []time.Time
	skipped []schedule.Skipped
}

func (c *planNextCmd) plan(core config.Core, free []schedule.Holiday) (nextMoments, error) {
	if c.N < 1 || c.N > maxMoments {
		return nextMoments{}, fmt.Errorf("read n: want 1 to %d moments", maxMoments)
	}
	school, err := c.school(core, free)
	if err != nil {
		return nextMoments{}, err
	}
	after := time.Now()
	if c.From != "" {
		if after, err = time.Parse(time.RFC3339, c.From); err != nil {
			return nextMoments{}, fmt.Errorf("read from %q: write it as 2026-11-25T09:00:00+01:00", c.From)
		}
	}
	rule, err := schedule.Parse(c.When, schedule.DateOf(after.In(school.Zone)), school.Calendar)
	if err != nil {
		return nextMoments{}, err
	}
	out := nextMoments{zone: school.Zone}
	out.moments, out.skipped = schedule.Moments(rule, school, after, c.N)
	if len(out.moments) == 0 {
		return out, fmt.Errorf("read when: no moment of %q ever comes within school time%s", c.When, firstReason(out.skipped))
	}
	return out, nil
}

// school is the configured one, or what the flags make of it.
func (c *planNextCmd) school(core config.Core, free []schedule.Holiday) (schedule.School, error) {
	zone, region := core.TimeZone, schedule.Region(core.Region)
	if c.Zone != "" {
		var err error
		if zone, err = time.LoadLocation(c.Zone); err != nil {
			return schedule.School{}, fmt.Errorf("read zone %q: no such time zone; write for instance Europe/Amsterdam", c.Zone)
		}
	}
	if c.Region != "" {
		region = schedule.Region(c.Region)
	}
	if region != "" && !slices.Contains(schedule.Regions(), region) {
		return schedule.School{}, fmt.Errorf("read region %q: want noord, midden or zuid", region)
	}
	return schedule.School{Zone: zone, Calendar: schedule.NewCalendar(region, free, nil), Window: schedule.HardWindow(), Move: c.Move}, nil
}

func firstReason(skipped []schedule.Skipped) string {
	if len(skipped) == 0 {
		return ""
	}
	return " (" + skipped[0].Reason.String() + ")"
}

func (n nextMoments) print(out io.Writer) error {
	skipped := n.skipped
	layout := "Mon 2006-01-02 15:04"
	before := func(at time.Time) {
		for len(skipped) > 0 && skipped[0].At.Before(at) {
			fmt.Fprintf(out, "  %s  skipped: %s\n", skipped[0].At.In(n.zone).Format(layout), skipped[0].Reason)
			skipped = skipped[1:]
		}
	}
	for _, m := range n.moments {
		before(m)
		if _, err := fmt.Fprintln(out, m.In(n.zone).Format(layout)); err != nil {
			return err
		}
	}
	return nil
}

// printJSON prints the object of the public contract.
func (n nextMoments) printJSON(out io.Writer) error {
	type moment struct {
		At string `json:"at"`
	}
	type skip struct {
		At     string `json:"at"`
		Reason string `json:"reason"`
	}
	answer := struct {
		Moments []moment `json:"moments"`
		Skipped []skip   `json:"skipped"`
	}{[]moment{}, []skip{}}
	for _, m := range n.moments {
		answer.Moments = append(answer.Moments, moment{m.In(n.zone).Format(time.RFC3339)})
	}
	for _, s := range n.skipped {
		answer.Skipped = append(answer.Skipped, skip{s.At.In(n.zone).Format(time.RFC3339), s.Reason.String()})
	}
	return json.NewEncoder(out).Encode(answer)
}
