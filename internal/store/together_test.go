package store

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
)

func TestThoseWhoWaitShareOneReadingAndNothingIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tg together[string]
		var wg sync.WaitGroup
		reads, gate := 0, make(chan struct{})
		for range 10 {
			wg.Go(func() {
				got, err := tg.get(t.Context(), "a", func(context.Context) (string, error) {
					reads++
					<-gate
					return "value", nil
				})
				if got != "value" || err != nil {
					t.Errorf("got %q, %v", got, err)
				}
			})
		}
		synctest.Wait()
		close(gate)
		wg.Wait()
		if reads != 1 || len(tg.running) != 0 {
			t.Errorf("%d reads, %d kept", reads, len(tg.running))
		}
	})
}

func TestWhoeverWaitsForOneWhoGivesUpReadsForItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tg together[string]
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() {
			_, err := tg.get(ctx, "a", func(ctx context.Context) (string, error) { <-ctx.Done(); return "", ctx.Err() })
			if !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
		})
		synctest.Wait()
		wg.Go(func() {
			got, err := tg.get(t.Context(), "a", func(context.Context) (string, error) { return "mine", nil })
			if got != "mine" || err != nil {
				t.Errorf("got %q, %v", got, err)
			}
		})
		synctest.Wait()
		cancel()
		wg.Wait()
	})
}
