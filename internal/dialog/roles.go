package dialog

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/baken-bot/baken/internal/chat"
)

// Roles keeps who was given a role beside what the platform says, and a line for every change.
type Roles interface {
	// Roles returns everybody who was given one, and the changes, newest last.
	Roles(ctx context.Context, school chat.School) ([]Holder, []Change, error)
	// SaveRole gives a role, or takes it away with the role of a member, and adds the line.
	SaveRole(ctx context.Context, school chat.School, h Holder, c Change) error
	// Asked keeps for an hour, under a code, that somebody asks for a role when h is set, and otherwise returns who asked under the code.
	Asked(ctx context.Context, school chat.School, code string, h *Holder) (Holder, bool, error)
}

// Holder is somebody with a role. The name is the one the platform gave when the person asked for the role: everybody may know who plans.
type Holder struct {
	Address chat.Address
	Name    string
	Role    chat.Role
}

// Change is a line of what became of roles, of plans whose coordinator went, or of the thresholds of pulses. It names the one whose role it was, whose the plans are now, or who
// raised them, and nobody else.
type Change struct {
	At   time.Time
	Name string
	// Of is whose name it is, so that the line can forget it.
	Of    chat.Address `json:",omitzero"`
	Role  chat.Role    `json:",omitempty"`
	Taken bool         `json:",omitempty"`
	Event Event        `json:",omitempty"`
	// Plans is how many the line is about.
	Plans int `json:",omitempty"`
	// Thresholds are "invited/answers" since then, or empty.
	Thresholds string `json:",omitempty"`
}

// Event is what a line is about.
type Event string

// The events.
const (
	RoleChanged Event = ""
	// PlansHanded are somebody's now, PlansPaused nobody's.
	PlansHanded Event = "handed"
	PlansPaused Event = "paused"
)

// holder returns the role that was given to whoever wrote.
func (d *Dialog) holder(ctx context.Context, x *exchange) (Holder, bool, error) {
	all, _, err := d.planning.Roles.Roles(ctx, x.From.School)
	if err != nil {
		return Holder{}, false, err
	}
	i := slices.IndexFunc(all, func(h Holder) bool { return h.Address == x.From.Address })
	if i < 0 {
		return Holder{}, false, nil
	}
	return all[i], true, nil
}

// mayPlan reports whether whoever wrote is a coordinator, by the platform or because an admin said so. An admin is one too.
func (d *Dialog) mayPlan(ctx context.Context, x *exchange) (bool, error) {
	if x.From.Role == chat.Coordinator || x.From.Role == chat.Admin {
		return true, nil
	}
	_, ok, err := d.holder(ctx, x)
	return ok, err
}

func (d *Dialog) isAdmin(ctx context.Context, x *exchange) (bool, error) {
	if x.From.Role == chat.Admin {
		return true, nil
	}
	h, ok, err := d.holder(ctx, x)
	return ok && h.Role == chat.Admin, err
}

// admin keeps a step for admins.
func (d *Dialog) admin(do step) step {
	return d.planned(func(ctx context.Context, x *exchange, arg string) (Turn, error) {
		may, err := d.isAdmin(ctx, x)
		if err != nil || !may {
			return d.sentence(x, "admins-only", nil), err
		}
		return do(ctx, x, arg)
	})
}

// codeLength makes a code long enough not to be guessed within the hour it counts, and short enough to be said aloud.
const codeLength = 6

// role gives somebody who asks a code, and lets an admin give the role with it. So nobody is named, and nobody gets a role without having asked.
func (d *Dialog) role(ctx context.Context, x *exchange, arg string) (Turn, error) {
	if arg == "" {
		code := strings.ToLower(rand.Text()[:codeLength])
		h := Holder{Address: x.From.Address, Name: x.From.Name, Role: chat.Coordinator}
		if _, _, err := d.planning.Roles.Asked(ctx, x.From.School, code, &h); err != nil {
			return Turn{}, err
		}
		return d.notice(x, "role-title", d.words.say(x.lang, "role-code", values{"Code": code})), nil
	}
	return d.admin(d.roleGive)(ctx, x, arg)
}

// roleGive gives the role that was asked for under a code; "admin" behind the code makes the person an admin.
func (d *Dialog) roleGive(ctx context.Context, x *exchange, arg string) (Turn, error) {
	code, kind, _ := strings.Cut(arg, " ")
	h, ok, err := d.planning.Roles.Asked(ctx, x.From.School, code, nil)
	if err != nil || !ok {
		return d.sentence(x, "role-no-code", nil), err
	}
	if kind == string(chat.Admin) || kind == d.words.say(x.lang, "role-admin", nil) {
		h.Role = chat.Admin
	}
	if err := d.planning.Roles.SaveRole(ctx, x.From.School, h, d.change(x, h, false)); err != nil {
		return Turn{}, err
	}
	return d.sentence(x, "role-given", values{"Name": d.nameOf(x, h.Name), "Role": d.roleName(x, h.Role)}), nil
}

func (d *Dialog) change(x *exchange, h Holder, taken bool) Change {
	return Change{At: d.desk(x).Now(), Name: h.Name, Of: h.Address, Role: h.Role, Taken: taken}
}

// maxChanges is how many lines of changes are shown.
const maxChanges = 10

// roles shows who was given a role and what changed, to everybody.
func (d *Dialog) roles(ctx context.Context, x *exchange, _ string) (Turn, error) {
	all, changes, err := d.planning.Roles.Roles(ctx, x.From.School)
	if err != nil {
		return Turn{}, err
	}
	admin, err := d.isAdmin(ctx, x)
	if err != nil {
		return Turn{}, err
	}
	lines := []string{d.words.say(x.lang, "roles", nil)}
	for _, h := range all {
		lines = append(lines, fmt.Sprintf("- %s: %s", d.nameOf(x, h.Name), d.roleName(x, h.Role)))
	}
	if len(changes) > 0 {
		lines = append(lines, "", d.words.say(x.lang, "role-changes", nil))
	}
	for _, c := range changes[max(0, len(changes)-maxChanges):] {
		lines = append(lines, d.changeLine(x, c))
	}
	t := d.notice(x, "roles-title", strings.Join(lines, "\n"))
	if admin && len(all) > 0 {
		t.Reply.Cards[0].Buttons = []chat.Button{d.quiet(x, "button-role-end", verbRoleEnd, "")}
	}
	return t, nil
}

// changeLine is a line of what changed.
func (d *Dialog) changeLine(x *exchange, c Change) string {
	v := values{"Day": d.day(x.lang, c.At, x.At), "Name": d.nameOf(x, c.Name), "Plans": c.Plans}
	if c.Thresholds != "" {
		v["Invited"], v["Answers"], _ = strings.Cut(c.Thresholds, "/")
		return d.words.say(x.lang, "limits-change", v)
	}
	id := "role-change-given"
	switch {
	case c.Event == PlansHanded:
		id = "role-change-handed"
	case c.Event == PlansPaused:
		id = "role-change-paused"
	case c.Taken:
		id = "role-change-taken"
	}
	if c.Role != "" {
		v["Role"] = d.roleName(x, c.Role)
	}
	return d.words.say(x.lang, id, v)
}

// roleEnd asks whose role is taken back.
func (d *Dialog) roleEnd(ctx context.Context, x *exchange, _ string) (Turn, error) {
	all, _, err := d.planning.Roles.Roles(ctx, x.From.School)
	if err != nil || len(all) == 0 {
		return d.sentence(x, "role-none", nil), err
	}
	f := chat.Field{Name: "who", Label: d.words.say(x.lang, "field-holder", nil), Kind: chat.OneOf}
	for i, h := range all[:min(len(all), chat.MaxOptions)] {
		f.Options = append(f.Options, chat.Option{Value: strconv.Itoa(i) + "/" + h.Address.String(), Label: d.nameOf(x, h.Name) + ", " + d.roleName(x, h.Role)})
	}
	form := chat.Form{
		Do: chat.Action{Verb: verbRoleEnd}, Title: d.words.say(x.lang, "role-end-title", nil), Submit: d.words.say(x.lang, "button-role-end", nil), Fields: []chat.Field{f},
	}
	return Turn{Reply: chat.Reply{Form: &form, Private: true}, Outcome: SmallTalk}, nil
}

// roleEndForm takes it back.
func (d *Dialog) roleEndForm(ctx context.Context, x *exchange, s chat.Submission) (Turn, error) {
	all, _, err := d.planning.Roles.Roles(ctx, x.From.School)
	if err != nil {
		return Turn{}, err
	}
	_, address, _ := strings.Cut(s.Values["who"], "/")
	i := slices.IndexFunc(all, func(h Holder) bool { return h.Address.String() == address })
	if i < 0 {
		return d.sentence(x, "role-none", nil), nil
	}
	h := all[i]
	handed, err := d.roleEnds(ctx, x, h)
	if err != nil {
		return Turn{}, err
	}
	if err := d.planning.Roles.SaveRole(ctx, x.From.School, Holder{Address: h.Address, Role: chat.Member}, d.change(x, h, true)); err != nil {
		return Turn{}, err
	}
	v := values{"Name": d.nameOf(x, h.Name), "Role": d.roleName(x, h.Role), "Plans": handed.plans, "To": ""}
	if handed.to.Address != (chat.Address{}) {
		v["To"] = d.nameOf(x, handed.to.Name)
	}
	return d.sentence(x, "role-taken", v), nil
}

// roleEnds sees to the plans of somebody whose role is being taken back. An admin who gives up a role that the platform gives too goes on planning.
func (d *Dialog) roleEnds(ctx context.Context, x *exchange, h Holder) (handedOver, error) {
	acting := &Holder{Address: x.From.Address, Name: x.From.Name, Role: chat.Admin}
	if h.Address == x.From.Address {
		if x.From.Role == chat.Coordinator || x.From.Role == chat.Admin {
			return handedOver{}, nil
		}
		acting = nil
	}
	return d.handOver(ctx, chat.Person{School: x.From.School, Address: h.Address}, acting)
}

func (d *Dialog) roleName(x *exchange, r chat.Role) string {
	return d.words.say(x.lang, "role-"+string(r), nil)
}

// nameOf is a name as plain words; somebody without one is a colleague.
func (d *Dialog) nameOf(x *exchange, name string) string {
	name = strings.NewReplacer("*", "", "[", "", "]", "", "<", "", "_", "", "`", "").Replace(name)
	if name == "" {
		return d.words.say(x.lang, "a-colleague", nil)
	}
	return name
}
