// Package transfer is the file in which one school moves from one bot to another, or shows its board what it has set, planned and learnt.
//
// The file is JSON for people to read: [File]. It holds the school's times, its plans and its results exactly as they were shown. It holds no question that was asked,
// no wish of a person, no role, no round that is open and no count. Whom plans are for stands in it only when that was asked for. [Read] takes a file in, [File.Check] reports
// everything that is wrong with it at once, each with its place. Where it all is kept, and what a school may overwrite there, is for others.
package transfer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/pulse"
	"github.com/baken-bot/baken/internal/schedule"
)

// Format is what a file of this version says it is.
const Format = "baken school 1"

// MaxBytes is the largest file that is read: a year of results with every plan a school could make stays far under it.
const MaxBytes = 8 << 20

// File is one school.
type File struct {
	Format string      `json:"format"`
	Made   time.Time   `json:"made"`
	School chat.School `json:"school"`
	// Holds says in words what is in the file, for whoever opens it.
	Holds []string `json:"holds"`
	// Addresses is whether plans say whom they are for.
	Addresses bool     `json:"addresses"`
	Settings  Settings `json:"settings"`
	// Thresholds are "invited/answers": see [pulse.Thresholds].
	Thresholds string `json:"thresholds"`
	Pause      *Pause `json:"pause,omitempty"`
	// Teams are there only in a file with addresses.
	Teams   []Team           `json:"teams,omitempty"`
	Plans   []Plan           `json:"plans"`
	Results []pulse.Snapshot `json:"results"`
	// Rosters is who was invited to what was shown, sealed: it keeps the next result from being subtracted from these, and only a bot with the same SECRET_KEY
	// can read it.
	Rosters []byte `json:"rosters,omitempty"`
}

// Pause is a crisis pause that was in force.
type Pause struct {
	Since time.Time `json:"since"`
	Until time.Time `json:"until,omitzero"`
}

// School is what is kept of a school.
type School struct {
	Settings   schedule.Settings
	Thresholds pulse.Thresholds
	Pause      schedule.Pause
	Teams      []schedule.Team
	Plans      []Planned
	Results    []pulse.Snapshot
	Rosters    []byte
}

// Planned is a plan with how often it came: a series goes on where it was.
type Planned struct {
	schedule.Plan
	Turns int
}

// Left is how many plans are not in a file, and why.
type Left struct {
	// Ended plans, and the parts of a running round, have nothing left to move. Own plans are a person's alone.
	Ended, Own int
}

// New makes the file of a school.
func New(id chat.School, s School, now time.Time, addresses bool) (File, Left, error) {
	f := File{
		Format: Format, Made: now.UTC().Truncate(time.Second), School: id, Addresses: addresses, Settings: settingsOf(s.Settings),
		Plans: []Plan{}, Results: []pulse.Snapshot{}, Rosters: s.Rosters,
	}
	f.Holds = holds(addresses)
	text, err := s.Thresholds.MarshalText()
	if err != nil {
		return File{}, Left{}, fmt.Errorf("write thresholds: %w", err)
	}
	f.Thresholds = string(text)
	if p := s.Pause; !p.Since.IsZero() && (p.Until.IsZero() || p.Until.After(now)) {
		f.Pause = &Pause{Since: p.Since.UTC(), Until: utc(p.Until)}
	}
	school, err := s.Settings.School()
	if err != nil {
		return File{}, Left{}, err
	}
	var left Left
	for _, p := range s.Plans {
		switch {
		case !moves(p.Plan, school, now):
			left.Ended++
		case len(p.Who.People) == 1:
			left.Own++
		default:
			f.Plans = append(f.Plans, planOf(p, addresses))
		}
	}
	if addresses {
		f.Teams = teamsOf(s.Teams)
	}
	f.Results = append(f.Results, s.Results...)
	return f, left, nil
}

// utc keeps no time at all as it is.
func utc(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.UTC()
}

// moves reports a plan that has something left to say, or would have if it were not paused.
func moves(p schedule.Plan, s schedule.School, now time.Time) bool {
	if !p.Stopped.IsZero() || p.What.Pulse != nil && p.What.Pulse.Part != "" {
		return false
	}
	p.Paused = false
	next, err := p.Next(s, now)
	return err == nil && !next.IsZero()
}

func holds(addresses bool) []string {
	out := []string{
		"the school's time zone, region, window and free days",
		"the plans of coordinators that have not ended: what is said and when",
		"the results of anonymous questions, exactly as everybody saw them",
		"no question that was asked, no answer of a person, no wish, no role, no running round",
	}
	if addresses {
		return append(out, "whom the plans are for: addresses of people and channels in the chat program, and the saved teams; keep this file as you would keep a staff list")
	}
	return append(out, "not whom the plans are for")
}

// Write writes the file, indented.
func (f File) Write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(f); err != nil {
		return fmt.Errorf("write file: %w", err)
	}
	return nil
}

// Read reads a file. A field that it does not know is refused: what is silently left out is lost. Whether it makes sense is asked by [File.Check].
func Read(r io.Reader) (File, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return File{}, fmt.Errorf("read file: %w", err)
	}
	if len(data) > MaxBytes {
		return File{}, fmt.Errorf("read file: larger than %d MB, which no export is", MaxBytes>>20)
	}
	return parse(data)
}

func parse(data []byte) (File, error) {
	var says struct{ Format string }
	if err := json.Unmarshal(data, &says); err != nil {
		return File{}, place(data, err)
	}
	if says.Format != Format {
		return File{}, fmt.Errorf("read file: its format is %q, this bot reads %q", clip(says.Format), Format)
	}
	var f File
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return File{}, place(data, err)
	}
	return f, nil
}

// clip keeps what stands in a sentence short, whatever the file holds.
func clip(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

func line(data []byte, offset int64) int {
	return 1 + bytes.Count(data[:min(int(offset), len(data))], []byte("\n"))
}

// place adds the line to an error of the JSON reader.
func place(data []byte, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("read file: line %d: it is no JSON: %w", line(data, syntax.Offset), err)
	case errors.As(err, &kind):
		return fmt.Errorf("read file: line %d: %s is a %s, want %s", line(data, kind.Offset), clip(kind.Field), clip(kind.Value), kind.Type)
	}
	return fmt.Errorf("read file: %s", clip(err.Error()))
}
