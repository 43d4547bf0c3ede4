package main

import (
	"context"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/queue"
	"github.com/baken-bot/baken/internal/store"
)

// overdueAfter is how long a moment can stand behind before the plan is looked at: the bot looks every few seconds.
const overdueAfter = time.Hour

// shelves are what was seen in the plans of all schools.
type shelves struct{ schools, plans, stuck, overdue, shut, unreadable int }

// planned looks at what failed for good and at what will not come. Plans are counted, never named: their texts and people are the school's.
func (x patient) planned(ctx context.Context) []finding {
	out := []finding{x.letters()}
	var seen shelves
	book := store.NewBook(store.Calendars{Store: x.store, Default: schoolSettings(x.core), Fetched: x.core.FreeDays.On()})
	err := book.Each(ctx, func(s store.Shelf) error {
		seen.add(s, x.now)
		return nil
	})
	if err != nil {
		return append(out, found("plans", wrong, "%v", err))
	}
	return append(out, seen.found()...)
}

func (x patient) letters() finding {
	letters, err := queue.NewLetters(x.store.Connection()).List()
	switch {
	case err != nil:
		return found("queue", wrong, "%v", err)
	case len(letters) > 0:
		return found("queue", wrong, "%d planned messages failed for good: see bot queue list, then retry or drop each", len(letters))
	}
	return found("queue", well, "nothing failed for good")
}

func (s *shelves) add(shelf store.Shelf, now time.Time) {
	s.schools++
	s.shut += shelf.Shut
	school, err := shelf.Settings.School()
	if err != nil {
		s.unreadable++
		return
	}
	for _, k := range shelf.Plans {
		if k.Paused || !k.Stopped.IsZero() {
			continue
		}
		s.plans++
		next, err := k.Plan.Next(school, now)
		switch {
		case k.Stuck(school, now):
			s.stuck++
		case !k.Next.IsZero() && now.Sub(k.Next) > overdueAfter, k.Next.IsZero() && err == nil && !next.IsZero():
			s.overdue++
		}
	}
}

func (s *shelves) found() []finding {
	var out []finding
	if s.shut > 0 {
		out = append(out, found("plans", wrong, "%d plans cannot be opened: they were made under another SECRET_KEY; put that one back", s.shut))
	}
	if s.unreadable > 0 {
		out = append(out, found("plans", wrong, "the settings of %d schools cannot be used: put right their zone, region and window", s.unreadable))
	}
	if s.stuck > 0 {
		out = append(out, found("plans", wrong, "%d plans never come: every moment left falls on a free day or outside the window; a coordinator sees which in chat (plan), and moves or stops it", s.stuck))
	}
	if s.overdue > 0 {
		out = append(out, found("plans", wrong, "%d plans stand more than an hour behind: is the bot running?", s.overdue))
	}
	if out == nil {
		out = append(out, found("plans", well, "%d plans of %d schools, none stuck", s.plans, s.schools))
	}
	return out
}

// examiner is a platform that can say what is wrong with its own connection: tokens, scopes, what was taken away. No sentence holds a secret; none is well.
type examiner interface {
	Examine(ctx context.Context) []string
}

// platforms asks every configured platform. None is started for it.
func (x patient) platforms(ctx context.Context) []finding {
	var out []finding
	w := wiring{core: x.core, env: x.env, inbox: chat.NewInbox(chat.InboxConfig{}), store: x.store, report: func(error) {}}
	for _, m := range makers() {
		p, err := m.connect(w)
		switch {
		case err != nil:
			out = append(out, found("platform", wrong, "%v", err))
		case p != nil && p.stored && x.store == nil:
			out = append(out, found(string(p.name), note, "which workspaces have the bot stands in the store, which cannot be looked into from here"))
		case p != nil:
			out = append(out, platformFound(ctx, p)...)
		}
	}
	if len(out) == 0 {
		out = append(out, found("platform", note, "none is configured: the bot opens the playground"))
	}
	return out
}

func platformFound(ctx context.Context, p *platform) []finding {
	e, ok := p.sender.(examiner)
	if !ok {
		return []finding{found(string(p.name), note, "configured; its connection cannot be examined from here, see /readyz of the running bot")}
	}
	var out []finding
	for _, says := range e.Examine(ctx) {
		out = append(out, found(string(p.name), wrong, "%s", says))
	}
	if out == nil {
		out = append(out, found(string(p.name), well, "lets the bot in"))
	}
	return out
}
