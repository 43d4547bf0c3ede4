package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/chat"
)

// Installations keeps what a platform needs to reach a school that installed the bot, such as its token. What that is only the platform knows; here it
// is sealed, and cannot be opened in the place of another school.
type Installations struct {
	*Store
	Platform chat.Platform
}

// InstalledPattern is the index of all that is installed. It is not of one school; its fields are hashes, and its values sealed names.
const InstalledPattern = "installed"

func (i Installations) installationKey(school chat.School) string {
	return i.schoolKey(school, "installation", string(i.Platform))
}

// Load reports false when the school does not have the bot.
func (i Installations) Load(ctx context.Context, school chat.School) ([]byte, bool, error) {
	key := i.installationKey(school)
	sealed, err := i.client.Get(ctx, key).Bytes()
	if missing(err) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("load installation: %w", err)
	}
	data, err := i.unseal(sealed, key)
	if err != nil {
		return nil, false, fmt.Errorf("open installation: %w", err)
	}
	return data, true, nil
}

// Save replaces what is kept: with instead, only if that still is what is kept. It reports whether it did. The index comes first, so that no installation is without its place
// in it; what takes the place of something has one already.
func (i Installations) Save(ctx context.Context, school chat.School, data, instead []byte) (bool, error) {
	key := i.installationKey(school)
	if instead != nil {
		return i.replace(ctx, key, data, instead)
	}
	prefix := i.schoolKey(school)
	name := i.seal([]byte(string(i.Platform)+" "+string(school)), InstalledPattern+prefix)
	if err := i.client.HSet(ctx, InstalledPattern, prefix, name).Err(); err != nil {
		return false, fmt.Errorf("note installation: %w", err)
	}
	if err := i.client.Set(ctx, key, i.seal(data, key), 0).Err(); err != nil {
		return false, fmt.Errorf("save installation: %w", err)
	}
	return true, nil
}

func (i Installations) replace(ctx context.Context, key string, data, instead []byte) (bool, error) {
	err := i.client.Watch(ctx, func(tx *redis.Tx) error {
		sealed, err := tx.Get(ctx, key).Bytes()
		if err != nil {
			return err //nolint:wrapcheck // the caller says what it was for
		}
		if kept, err := i.unseal(sealed, key); err != nil || !bytes.Equal(kept, instead) {
			return errors.Join(err, redis.TxFailedErr)
		}
		_, err = tx.TxPipelined(ctx, func(p redis.Pipeliner) error { return p.Set(ctx, key, i.seal(data, key), 0).Err() })
		return err //nolint:wrapcheck // as above
	}, key)
	switch {
	case missing(err), errors.Is(err, redis.TxFailedErr):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("save installation: %w", err)
	}
	return true, nil
}

// Delete forgets the installation, and nothing else of the school.
func (i Installations) Delete(ctx context.Context, school chat.School) error {
	if err := i.client.Del(ctx, i.installationKey(school)).Err(); err != nil {
		return fmt.Errorf("delete installation: %w", err)
	}
	if err := i.client.HDel(ctx, InstalledPattern, i.schoolKey(school)).Err(); err != nil {
		return fmt.Errorf("delete installation: %w", err)
	}
	return nil
}

// Each calls do with every school of the platform that has the bot, in no order, and stops at its first error.
func (i Installations) Each(ctx context.Context, do func(chat.School) error) error {
	all, err := i.client.HGetAll(ctx, InstalledPattern).Result()
	if err != nil {
		return fmt.Errorf("list installations: %w", err)
	}
	for prefix, sealed := range all {
		name, err := i.unseal([]byte(sealed), InstalledPattern+prefix)
		if err != nil {
			return fmt.Errorf("open installation: %w", err)
		}
		platform, school, _ := strings.Cut(string(name), " ")
		if chat.Platform(platform) != i.Platform {
			continue
		}
		if err := do(chat.School(school)); err != nil {
			return err
		}
	}
	return nil
}

// seal encrypts under the key for installations. The sealed form begins with the id of that key.
func (i Installations) seal(data []byte, place string) []byte {
	return i.safe.Seal([]byte(i.safeID), nil, data, []byte(place))
}

func (i Installations) unseal(sealed []byte, place string) ([]byte, error) {
	rest, ours := bytes.CutPrefix(sealed, []byte(i.safeID))
	if !ours {
		return nil, errors.New("it was sealed under a key that this store no longer has")
	}
	data, err := i.safe.Open(nil, nil, rest, []byte(place))
	if err != nil {
		return nil, errSeal
	}
	return data, nil
}
