package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/baken-bot/baken/internal/config"
	"github.com/baken-bot/baken/internal/store"
)

// storeOptions says where the store is and under which keys.
func storeOptions(core config.Core) store.Options {
	return store.Options{URL: core.RedisURL.Reveal(), DataDir: core.DataDir, SecretKey: core.SecretKey.Reveal(), PreviousKey: core.PreviousKey.Reveal()}
}

// withStore opens the store for one command. The embedded store belongs to one process at a time, and says so.
func withStore(ctx context.Context, p *process, all *commands, do func(config.Core, *store.Store) error) error {
	core, env, err := settings(p, all)
	if err != nil {
		return err
	}
	if err := env.Err(); err != nil {
		return fmt.Errorf("settings are wrong:\n%w", err)
	}
	s, err := store.Open(ctx, storeOptions(core))
	if err != nil {
		return err
	}
	return errors.Join(do(core, s), s.Close())
}
