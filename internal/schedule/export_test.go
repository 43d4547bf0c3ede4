package schedule

import "context"

// HoldHands takes every hand of a deliverer until it is called back.
func HoldHands(d *Deliverer) func() {
	d.places.take(context.Background(), d.Hands)
	return func() { d.places.leave(d.Hands) }
}
