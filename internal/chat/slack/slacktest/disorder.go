package slacktest

import "math/rand/v2"

// Disorder sends events as a bad day does: in an order drawn from the seed, every third one twice, and kinds no bot knows between them. It returns what the bot answered to each.
func (d *Deliver) Disorder(team string, seed uint64, inners ...map[string]any) []Ack {
	dice := rand.New(rand.NewPCG(seed, 0))
	dice.Shuffle(len(inners), func(i, j int) { inners[i], inners[j] = inners[j], inners[i] })
	var acks []Ack
	for i, inner := range inners {
		ack := d.Event(team, inner)
		acks = append(acks, ack)
		if i%3 == 0 {
			acks = append(acks, d.EventAs(team, ack.EventID, inner), d.Unknown(team))
		}
	}
	return acks
}

// Unknown sends an event of a kind that came after the bot was written: it must be acknowledged all the same.
func (d *Deliver) Unknown(team string) Ack {
	return d.Event(team, map[string]any{"type": "sunrise_observed", "horizon": map[string]any{"id": "H1"}, "event_ts": d.stamp()})
}
