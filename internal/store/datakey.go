package store

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"
)

// keyring holds the two keys under which everything is kept. They never change; what changes with SECRET_KEY is the one record that holds them, sealed.
type keyring struct {
	// names hides people in key names and seals plans and roles. In a store that was written before there was such a record it is the SECRET_KEY of then.
	names []byte
	// seals seals installations. It is always random.
	seals []byte
}

// sealsSize is the length in bytes of the key that seals installations, and of one that hides names where it is random.
const sealsSize = 32

// keyTries is how often the record is read again because another replica wrote it meanwhile.
const keyTries = 10

// secret finds the keys: in the record, or by making it at the first start. A record under the previous SECRET_KEY is put under the new one. Replicas that
// start at the same moment end with the same keys, because only one of them can write.
func (s *Store) secret(ctx context.Context, o Options) (keyring, error) {
	given, previous := o.SecretKey, o.PreviousKey
	if given == "" {
		return s.ownSecret(ctx, o.Look)
	}
	for range keyTries {
		record, err := s.client.Get(ctx, DataKeyPattern).Result()
		if missing(err) {
			record = ""
		} else if err != nil {
			return keyring{}, fmt.Errorf("read data key: %w", err)
		}
		ring, under, err := s.open(ctx, record, given, previous)
		if err != nil || o.Look {
			return ring, err
		}
		if under == given {
			return ring, s.dropOwn(ctx, ring)
		}
		fresh, err := wrap(ring, given)
		if err != nil {
			return keyring{}, err
		}
		done, err := swapKey().Run(ctx, s.client, []string{DataKeyPattern}, record, fresh).Bool()
		if err != nil {
			return keyring{}, fmt.Errorf("write data key: %w", err)
		}
		if done {
			return ring, s.dropOwn(ctx, ring)
		}
	}
	return keyring{}, errors.New("write data key: other replicas keep changing it; give all of them the same SECRET_KEY")
}

// open returns the keys, and the SECRET_KEY that the record is under: none when there is no record yet.
func (s *Store) open(ctx context.Context, record, given, previous string) (keyring, string, error) {
	if record != "" {
		return unwrap(record, given, previous)
	}
	ring, err := s.firstKeys(ctx, given, previous)
	return ring, "", err
}

// swapKey puts a record in the place of the one that was read.
//
//	KEYS the record
//	ARGV what was read or "", what to write
//	returns 1, or 0 when something else stands there
func swapKey() *redis.Script {
	return redis.NewScript(`
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1`)
}

// firstKeys are those of a store without a record: the one that it made itself while no SECRET_KEY was set, or else random where nothing is kept yet. What an earlier version kept
// is hidden under its SECRET_KEY itself.
func (s *Store) firstKeys(ctx context.Context, given, previous string) (keyring, error) {
	own, err := s.client.Get(ctx, SecretKeyPattern).Bytes()
	switch {
	case err == nil:
		return ownKeys(own), nil
	case !missing(err):
		return keyring{}, fmt.Errorf("read secret key: %w", err)
	}
	ring := keyring{seals: make([]byte, sealsSize)}
	rand.Read(ring.seals)
	kept, err := s.client.DBSize(ctx).Result()
	if err != nil {
		return keyring{}, fmt.Errorf("count keys: %w", err)
	}
	if kept == 0 {
		ring.names = make([]byte, sealsSize)
		rand.Read(ring.names)
		return ring, nil
	}
	if ring.names = []byte(previous); previous == "" {
		ring.names = []byte(given)
	}
	return ring, s.fits(ctx, ring.names)
}

// fits returns an error when the store holds a plan that these keys do not open, so that a wrong SECRET_KEY is not made the store's own.
func (s *Store) fits(ctx context.Context, names []byte) error {
	schools, err := s.client.ZRange(ctx, SchoolsPattern, 0, 0).Result()
	if err != nil || len(schools) == 0 {
		return err //nolint:wrapcheck // Redis's own words, at the start
	}
	plan, _, err := s.client.HScan(ctx, schools[0]+"plans", 0, "", 1).Result()
	if err != nil || len(plan) < 2 {
		return err //nolint:wrapcheck // as above
	}
	box, err := newBox(names)
	if err != nil {
		return err
	}
	if _, err := box.Open(nil, nil, []byte(plan[1]), []byte(schools[0]+"plans"+plan[0])); err != nil {
		return errWrongKey
	}
	return nil
}

// errWrongKey says what to do about a SECRET_KEY that is not the store's.
var errWrongKey = errors.New("open data key: the store was last used under another SECRET_KEY; set that one again, or, to change it, put the old one in SECRET_KEY_PREVIOUS and the new one in SECRET_KEY")

// ownSecret is for a bot without SECRET_KEY: the first start makes a key, and it stands in the store.
func (s *Store) ownSecret(ctx context.Context, look bool) (keyring, error) {
	wrapped, err := s.client.Exists(ctx, DataKeyPattern).Result()
	if err != nil {
		return keyring{}, fmt.Errorf("find data key: %w", err)
	}
	if wrapped > 0 {
		return keyring{}, errors.New("open data key: the store was written under a SECRET_KEY, and none is set; set it again")
	}
	raw := make([]byte, sealsSize)
	rand.Read(raw)
	fresh := []byte(hex.EncodeToString(raw))
	if !look {
		if err := s.client.SetNX(ctx, SecretKeyPattern, fresh, 0).Err(); err != nil {
			return keyring{}, fmt.Errorf("make secret key: %w", err)
		}
	}
	kept, err := s.client.Get(ctx, SecretKeyPattern).Bytes()
	switch {
	case missing(err) && look:
		kept = fresh
	case err != nil:
		return keyring{}, fmt.Errorf("read secret key: %w", err)
	}
	return ownKeys(kept), nil
}

// ownKeys are the keys of a store that was written without SECRET_KEY.
func ownKeys(kept []byte) keyring {
	return keyring{names: kept, seals: derived(kept, "installations")}
}

// dropOwn erases the key that the store made itself once it stands in the record, from the server's log of writes too where that can be.
func (s *Store) dropOwn(ctx context.Context, ring keyring) error {
	own, err := s.client.Get(ctx, SecretKeyPattern).Bytes()
	if missing(err) || err == nil && !bytes.Equal(own, ring.names) {
		return nil
	}
	if err == nil {
		err = s.client.Del(ctx, SecretKeyPattern).Err()
	}
	if err != nil {
		return fmt.Errorf("drop secret key: %w", err)
	}
	erase(ctx, s.client, s.Kept)
	return nil
}

// wrap writes the record: which SECRET_KEY it is under, in a form that does not tell the key, and the keys, sealed.
func wrap(ring keyring, secret string) (string, error) {
	box, err := newBox(derived([]byte(secret), "data key"))
	if err != nil {
		return "", err
	}
	sealed := box.Seal(nil, nil, append(append([]byte{}, ring.seals...), ring.names...), []byte(DataKeyPattern))
	return keyID([]byte(secret)) + ":" + base64.RawStdEncoding.EncodeToString(sealed), nil
}

// unwrap opens the record under one of these keys, and returns which.
func unwrap(record string, secrets ...string) (keyring, string, error) {
	id, text, _ := strings.Cut(record, ":")
	for _, secret := range secrets {
		if secret == "" || keyID([]byte(secret)) != id {
			continue
		}
		box, err := newBox(derived([]byte(secret), "data key"))
		if err != nil {
			return keyring{}, "", err
		}
		sealed, err := base64.RawStdEncoding.DecodeString(text)
		if err == nil {
			sealed, err = box.Open(nil, nil, sealed, []byte(DataKeyPattern))
		}
		if err != nil || len(sealed) <= sealsSize {
			return keyring{}, "", errors.New("open data key: the record was changed; put back a backup of the store")
		}
		return keyring{seals: sealed[:sealsSize], names: sealed[sealsSize:]}, secret, nil
	}
	return keyring{}, "", errWrongKey
}

// keyID names a key without telling it.
func keyID(key []byte) string { return hex.EncodeToString(derived(key, "key id")[:8]) }

// derived makes a key for one use out of another.
func derived(key []byte, use string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(use))
	return mac.Sum(nil)
}
