package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
)

// errSeal means that a record was not written under this SECRET_KEY, or was changed, or stands under another key than its own.
var errSeal = errors.New("the record was sealed under another SECRET_KEY, or changed")

// Sealer hides what has to be kept whole: whom a plan is for and where a delivery goes. Whoever reads the store sees neither.
type Sealer struct{ *Store }

// Seal encrypts under SECRET_KEY; what is sealed for one place cannot be opened in another.
func (s Sealer) Seal(data []byte, place string) []byte {
	return s.box.Seal(nil, nil, data, []byte(place))
}

// Open returns what was sealed for a place.
func (s Sealer) Open(sealed []byte, place string) ([]byte, error) {
	data, err := s.box.Open(nil, nil, sealed, []byte(place))
	if err != nil {
		return nil, errSeal
	}
	return data, nil
}

// Hide turns names into one nobody can turn back without SECRET_KEY.
func (s Sealer) Hide(parts ...string) string { return s.hidden(parts...) }

// newBox makes the cipher of a store. Its key is not the one that hides names.
func newBox(secret []byte) (cipher.AEAD, error) {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("seal"))
	block, err := aes.NewCipher(mac.Sum(nil))
	if err != nil {
		return nil, fmt.Errorf("make cipher: %w", err)
	}
	box, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("make cipher: %w", err)
	}
	return box, nil
}
