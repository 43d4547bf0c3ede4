package transfer

import (
	"errors"
	"fmt"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/schedule"
)

// Plan is a coordinator's plan.
type Plan struct {
	ID schedule.PlanID `json:"id"`
	// What is said: one of a series, a prompt, a text, and questions.
	Series    string   `json:"series,omitempty"`
	Prompt    string   `json:"prompt,omitempty"`
	Text      string   `json:"text,omitempty"`
	Questions []string `json:"questions,omitempty"`
	// Own are a coordinator's own questions, asked after those of the bank.
	Own []schedule.Own `json:"own,omitempty"`
	// Owes is the round about which the team is owed a word.
	Owes string `json:"owes,omitempty"`
	// OwesTo is the channel or team of that round, when the plan has another since.
	OwesTo string `json:"owesTo,omitempty"`
	// Moved is since when a pulse has its team, when it had another before.
	Moved time.Time `json:"moved,omitzero"`

	When   string `json:"when"`
	Start  string `json:"start"`
	Until  string `json:"until,omitempty"`
	Grace  string `json:"grace"`
	Move   bool   `json:"move,omitempty"`
	Paused bool   `json:"paused,omitempty"`
	Lang   string `json:"lang,omitempty"`
	// Turns is how often it came.
	Turns int `json:"turns"`

	// For is people, members or post; the rest is there only in a file with addresses.
	For     string   `json:"for"`
	People  []string `json:"people,omitempty"`
	Members string   `json:"members,omitempty"`
	Post    string   `json:"post,omitempty"`
	Owner   string   `json:"owner,omitempty"`
}

// maxTurns is more moments than a plan can have in a lifetime of school days.
const maxTurns = 100_000

// Who a plan is for.
const (
	forPeople  = "people"
	forMembers = "members"
	forPost    = "post"
)

func planOf(p Planned, addresses bool) Plan {
	out := Plan{
		ID: p.ID, Series: p.What.Series, Prompt: p.What.Prompt, Text: p.What.Text, When: p.When, Start: p.Start.String(), Grace: p.Grace.String(),
		Move: p.Move, Paused: p.Paused, Lang: p.Lang, Turns: p.Turns, For: forPeople,
	}
	if !p.Until.IsZero() {
		out.Until = p.Until.String()
	}
	if q := p.What.Pulse; q != nil {
		out.Questions, out.Own, out.Owes, out.Moved = q.Questions, q.Own, q.Owes, q.Moved
	}
	none := chat.Address{}
	switch {
	case p.Who.Members != none:
		out.For = forMembers
	case p.Who.Post != none:
		out.For = forPost
	}
	if !addresses {
		return out
	}
	for _, a := range p.Who.People {
		out.People = append(out.People, a.String())
	}
	write := func(a chat.Address) string {
		if a == none {
			return ""
		}
		return a.String()
	}
	if p.What.Pulse != nil {
		out.OwesTo = write(p.What.Pulse.OwesTo)
	}
	out.Members, out.Post, out.Owner = write(p.Who.Members), write(p.Who.Post), write(p.Owner)
	return out
}

// reading is what a plan is read against.
type reading struct {
	Against
	id     chat.School
	teams  map[string]bool // those in the file
	school schedule.School
	fault  *faults
}

// plan returns a plan, and reports what is wrong with it.
func (r reading) plan(p Plan, at string) Planned {
	out := Planned{Turns: p.Turns, Plan: schedule.Plan{
		ID: p.ID, School: r.id, What: schedule.What{Series: p.Series, Prompt: p.Prompt, Text: p.Text}, When: p.When, Move: p.Move, Paused: p.Paused, Lang: p.Lang,
	}}
	if len(p.Questions) > 0 || len(p.Own) > 0 || p.Owes != "" {
		out.What.Pulse = &schedule.Pulse{Questions: p.Questions, Own: p.Own, Owes: p.Owes, Moved: p.Moved}
	}
	before := r.fault.count()
	if p.Turns < 0 || p.Turns > maxTurns {
		r.fault.add(at+".turns", fmt.Errorf("%d is no number of times", p.Turns))
	}
	r.shape(p, at)
	r.dates(p, &out.Plan, at)
	r.audience(p, &out.Plan, at)
	r.known(p, at)
	if err := out.Validate(); err != nil {
		r.fault.add(at, err)
		return out
	}
	if r.fault.count() == before {
		r.comes(out.Plan, at)
	}
	return out
}

// shape checks an id, which stands in names and in buttons, and the language.
func (r reading) shape(p Plan, at string) {
	if !plainID(string(p.ID)) {
		r.fault.add(at+".id", errors.New("is no id of a plan: twelve small letters and digits"))
	}
	if p.Lang != "" && p.Lang != string(content.Dutch) && p.Lang != string(content.English) {
		r.fault.add(at+".lang", errors.New("is not nl or en"))
	}
}

// idLength is how long ids are that [schedule.NewPlanID] makes.
const idLength = 12

func plainID(id string) bool {
	for _, c := range []byte(id) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return len(id) == idLength
}

func (r reading) dates(p Plan, out *schedule.Plan, at string) {
	var err error
	if out.Start, err = schedule.ParseDate(p.Start); err != nil {
		r.fault.add(at+".start", errors.New("is no date; write it as 2027-06-01"))
	}
	if p.Until != "" {
		if out.Until, err = schedule.ParseDate(p.Until); err != nil {
			r.fault.add(at+".until", errors.New("is no date; write it as 2027-06-01"))
		} else if out.Until.Before(schedule.DateOf(r.Now.In(r.school.Zone))) {
			r.fault.add(at+".until", fmt.Errorf("lies in the past: the plan ended on %s; leave it out of the file", out.Until))
		}
	}
	if out.Grace, err = time.ParseDuration(p.Grace); err != nil {
		r.fault.add(at+".grace", errors.New("is no length of time; write it as 2h0m0s"))
	}
}

func (r reading) audience(p Plan, out *schedule.Plan, at string) {
	read := func(field, text string) chat.Address { return r.address(at+"."+field, text) }
	if len(p.People) > schedule.MaxPeople {
		r.fault.add(at+".people", fmt.Errorf("holds %d people, at most %d", len(p.People), schedule.MaxPeople))
		return
	}
	for i, text := range p.People {
		out.Who.People = append(out.Who.People, read(fmt.Sprintf("people[%d]", i), text))
	}
	out.Who.Members, out.Who.Post, out.Owner = read("members", p.Members), read("post", p.Post), read("owner", p.Owner)
	if out.What.Pulse != nil {
		out.What.Pulse.OwesTo = read("owesTo", p.OwesTo)
	}
	has := map[string]bool{forPeople: len(p.People) > 0, forMembers: p.Members != "", forPost: p.Post != ""}
	if !has[p.For] {
		r.fault.add(at+".for", fmt.Errorf("says %q, but there is no such address", clip(p.For)))
	}
	if p.Owner == "" && !p.Paused {
		r.fault.add(at+".owner", errors.New("is missing, so nobody would answer for it: set paused to true, and whoever resumes it does"))
	}
	if len(p.People) == 1 {
		r.fault.add(at+".people", errors.New("is one person alone: people make such plans for themselves"))
	}
	if len(p.Questions)+len(p.Own) > 0 && p.Members == "" {
		r.fault.add(at+".members", errors.New("is missing: questions are for the members of a channel"))
	}
}

// known checks that the library has what the plan says.
func (r reading) known(p Plan, at string) {
	if _, ok := r.Library.Series(p.Series, content.Dutch); p.Series != "" && !ok {
		r.fault.add(at+".series", fmt.Errorf("%q is not in this bot's library", clip(p.Series)))
	}
	if _, ok := r.Library.Prompt(p.Prompt, content.Dutch); p.Prompt != "" && !ok {
		r.fault.add(at+".prompt", fmt.Errorf("%q is not in this bot's library", clip(p.Prompt)))
	}
	seen := map[string]bool{}
	for i, id := range p.Questions {
		if _, ok := r.Library.BankQuestion(id, content.Dutch); !ok || seen[id] {
			r.fault.add(fmt.Sprintf("%s.questions[%d]", at, i), fmt.Errorf("%q is not in this bot's question bank, or stands twice", clip(id)))
		}
		seen[id] = true
	}
	for i, o := range p.Own {
		if err := r.own(o, seen[o.ID]); err != nil {
			r.fault.add(fmt.Sprintf("%s.own[%d]", at, i), err)
		}
		seen[o.ID] = true
	}
}

// comes checks that there is a moment ahead, of a paused plan too: it would come if somebody resumed it.
func (r reading) comes(p schedule.Plan, at string) {
	p.Paused = false
	next, err := p.Next(r.school, r.Now)
	switch {
	case err != nil:
		r.fault.add(at+".when", fmt.Errorf("cannot be read: %w", err))
	case next.IsZero():
		r.fault.add(at+".when", fmt.Errorf("%q never comes again within school time; leave the plan out of the file", clip(p.When)))
	}
}
