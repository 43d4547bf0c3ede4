package schedule

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// Note is a word of the bot itself to one coordinator about how the school's messages run. It comes within school time like all else, is outside the budget, and passes a crisis
// pause: it may be about that pause.
type Note struct {
	Kind NoteKind
	// Plans are those that became the coordinator's, for [Inherited].
	Plans []PlanID `json:",omitempty"`
}

// NoteKind is what a note is about.
type NoteKind string

// The kinds of note.
const (
	// Inherited: plans are the coordinator's now, because whoever made them is none any more.
	Inherited NoteKind = "inherited"
	// AskRestart asks a second coordinator to agree that messages come again; the other two tell the first what came of it.
	AskRestart     NoteKind = "ask restart"
	RestartAgreed  NoteKind = "restart agreed"
	RestartRefused NoteKind = "restart refused"
)

func (n *Note) validate() error {
	if n != nil && n.Kind == "" {
		return errors.New("check plan: a note about nothing")
	}
	return nil
}

// tellAfter is how long a note waits at least, so that its moment is still ahead when the plan is checked.
const tellAfter = 2 * time.Minute

// Tell lets the bot say a note to somebody as soon as the school is open. One that still waits takes up the next of its kind, so that two in a row are one message.
func (d *Desk) Tell(ctx context.Context, to chat.Person, n Note) error {
	all, err := d.List(ctx, to.School)
	if err != nil {
		return err
	}
	for _, k := range all {
		if k.What.Note == nil || k.What.Note.Kind != n.Kind || !k.For(to.Address) || k.Next.IsZero() {
			continue
		}
		_, err := d.change(ctx, to.School, k.ID, func(p *Plan, _ Date) { p.What.Note = p.What.Note.with(n.Plans) })
		return err
	}
	school, err := d.school(ctx, to.School)
	if err != nil {
		return err
	}
	_, err = d.Create(ctx, Plan{
		School: to.School, What: What{Note: &n}, Who: Audience{People: []chat.Address{to.Address}}, Owner: to.Address, Lang: to.Locale, Grace: MaxGrace,
		When: school.Opens(d.Now().Add(tellAfter)).Format("2006-01-02 15:04"),
	})
	return err
}

// with is the note with more plans, each once.
func (n *Note) with(more []PlanID) *Note {
	out := *n
	out.Plans = slices.Clone(n.Plans)
	for _, id := range more {
		if !slices.Contains(out.Plans, id) {
			out.Plans = append(out.Plans, id)
		}
	}
	return &out
}
