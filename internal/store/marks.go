package store

import (
	"context"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/pulse"
)

// marks makes the codes that stand for people in the rosters of one school. The code is not the hash of their other keys, so that a roster leads to nothing else. Its
// key goes where the rosters go: under another key the same person would be somebody new, and results could be subtracted from each other.
type marks []byte

func (m marks) of(who pulse.Person) string {
	mac := hmac.New(sha256.New, m)
	mac.Write([]byte(who))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16])
}

func (r Rounds) marksKey(school pulse.School) string {
	return r.schoolKey(chat.School(school), "pulse", "marks")
}

// marks returns those of a school, and keeps their key the first time.
func (r Rounds) marks(ctx context.Context, school pulse.School) (marks, error) {
	place := r.marksKey(school)
	fresh := derived(r.key, "marks "+string(school))
	if err := r.client.SetNX(ctx, place, Sealer(r).Seal(fresh, place), 0).Err(); err != nil {
		return nil, fmt.Errorf("keep key of marks: %w", err)
	}
	sealed, err := r.client.Get(ctx, place).Bytes()
	if err != nil {
		return nil, fmt.Errorf("read key of marks: %w", err)
	}
	key, err := Sealer(r).Open(sealed, place)
	if err != nil {
		return nil, fmt.Errorf("open key of marks: %w", err)
	}
	return key, nil
}

// travelling is what leaves a store sealed: who was invited to what was shown.
type travelling struct {
	Marks   marks
	History pulse.History
}

// travelPlace is where it belongs: that of one school cannot be given to another.
func travelPlace(school chat.School) []byte { return []byte("rosters of " + string(school)) }

func (s *Store) pack(school chat.School, t travelling) ([]byte, error) {
	data, err := json.Marshal(t)
	if err != nil {
		return nil, fmt.Errorf("encode rosters: %w", err)
	}
	return s.travel[0].Seal(nil, nil, data, travelPlace(school)), nil
}

// unpack opens what a store under the same SECRET_KEY packed, or under the one before.
func (s *Store) unpack(school chat.School, sealed []byte) (travelling, error) {
	var t travelling
	for _, box := range s.travel {
		data, err := box.Open(nil, nil, sealed, travelPlace(school))
		if err != nil {
			continue
		}
		if err := json.Unmarshal(data, &t); err != nil {
			return t, fmt.Errorf("rosters: %w", err)
		}
		return t, nil
	}
	return t, errors.New("rosters: were sealed for another school or under another SECRET_KEY: import with that SECRET_KEY, or with --without-results")
}

// travelBoxes are the ciphers for what leaves the store, the one to seal with first. A store keeps its own under keys that no other store has; these come from SECRET_KEY alone.
func travelBoxes(secrets ...string) ([]cipher.AEAD, error) {
	var out []cipher.AEAD
	for _, secret := range secrets {
		if secret == "" {
			continue
		}
		box, err := newBox(derived([]byte(secret), "travel"))
		if err != nil {
			return nil, err
		}
		out = append(out, box)
	}
	return out, nil
}
