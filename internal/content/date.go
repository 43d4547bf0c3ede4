package content

import (
	"fmt"
	"time"

	"go.yaml.in/yaml/v3"
)

// Date is a calendar day, at midnight UTC.
type Date struct{ time.Time }

// UnmarshalYAML reads YYYY-MM-DD.
func (d *Date) UnmarshalYAML(n *yaml.Node) error {
	t, err := time.Parse(time.DateOnly, n.Value)
	if err != nil {
		return fmt.Errorf("line %d: %q is not a date: write YYYY-MM-DD", n.Line, n.Value)
	}
	d.Time = t
	return nil
}

// Days returns the whole days from d to now.
func (d Date) Days(now time.Time) int { return int(now.Sub(d.Time).Hours() / 24) }
