package slacktest

import (
	"encoding/json"
	"time"
)

// eventsAnHour is what Slack brings an app from one workspace in an hour (https://docs.slack.dev/reference/events/app_rate_limited).
const eventsAnHour = 30000

// tooMany reports whether a workspace has had its deliveries of this hour. Slack then says so instead, once a minute.
func (d *Deliver) tooMany(team string) bool {
	full, warn := d.count(team)
	if warn {
		body, _ := json.Marshal(map[string]any{
			"token": "verification_token", "type": "app_rate_limited", "team_id": team, "minute_rate_limited": d.minute().Unix(), "api_app_id": d.s.opt.AppID,
		})
		d.Raw(EventsPath, jsonKind, body)
	}
	return full
}

func (d *Deliver) minute() time.Time { return d.s.opt.Now().Truncate(time.Minute) }

// count takes a delivery into the hour, unless that is full, and says whether the workspace must be told of it.
func (d *Deliver) count(team string) (full, warn bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.s.opt.Now()
	recent := d.brought[team]
	for len(recent) > 0 && now.Sub(recent[0]) >= time.Hour {
		recent = recent[1:]
	}
	if len(recent) >= d.s.opt.EventsAnHour {
		d.brought[team] = recent
		warn = !d.warned[team].Equal(d.minute())
		d.warned[team] = d.minute()
		return true, warn
	}
	d.brought[team] = append(recent, now)
	return false, false
}
