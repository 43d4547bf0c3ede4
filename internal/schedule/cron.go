package schedule

import (
	"strings"

	"github.com/robfig/cron/v3"
)

// parseCron reads the five fields of a cron expression. Only fields and steps are taken: descriptors such as @every and a zone in the expression are refused, because the
// parser panics on some of them and a school has one zone.
func parseCron(s string, start Date) (r Rule, err error) {
	if strings.ContainsAny(s, "=@") || len(strings.Fields(s)) != 5 {
		return Rule{}, unreadable(BadCron, s)
	}
	defer func() {
		if recover() != nil {
			r, err = Rule{}, unreadable(BadCron, s)
		}
	}()
	schedule, err := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow).Parse(s)
	if err != nil {
		return Rule{}, unreadable(BadCron, s)
	}
	return Rule{Unit: Cron, Start: start, cron: schedule}, nil
}

// looksLikeCron reports whether a text is meant as a cron expression: five fields, the first two of figures and signs alone.
func looksLikeCron(s string) bool {
	fields := strings.Fields(s)
	if strings.HasPrefix(s, "@") {
		return true
	}
	return len(fields) == 5 && strings.Trim(fields[0]+fields[1], "0123456789*/,-") == ""
}
