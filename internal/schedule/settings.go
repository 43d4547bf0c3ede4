package schedule

import (
	"fmt"
	"slices"
	"time"
)

// Settings are what a school has set about its time.
type Settings struct {
	Zone   string
	Region Region
	Window Window
	// Free and Open are the school's own days, as in [Calendar].
	Free []Holiday `json:",omitempty"`
	Open []Holiday `json:",omitempty"`
	// Fetched are free days that somebody keeps elsewhere, for all schools alike; they are not kept with the school's own.
	Fetched []Holiday `json:"-"`
}

// School makes of the settings what decides about moments. Its error says which setting is wrong.
func (s Settings) School() (School, error) {
	zone, err := time.LoadLocation(s.Zone)
	if err != nil || s.Zone == "" || s.Zone == "Local" {
		return School{}, fmt.Errorf("read zone %q: no such time zone; write for instance Europe/Amsterdam", s.Zone)
	}
	if s.Region != "" && !slices.Contains(Regions(), s.Region) {
		return School{}, fmt.Errorf("read region %q: want noord, midden or zuid", s.Region)
	}
	window := HardWindow()
	if s.Window != (Window{}) {
		if window, err = NewWindow(s.Window.From, s.Window.Until); err != nil {
			return School{}, err
		}
	}
	return School{Zone: zone, Calendar: NewCalendar(s.Region, slices.Concat(s.Free, s.Fetched), s.Open), Window: window}, nil
}
