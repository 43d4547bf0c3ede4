package store

import (
	"encoding/base64"
	"errors"
	"hash"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/dialog"
)

// Key describes one kind of key: everything the store holds is of one of these kinds. The sentences are what an operator and a member of staff are told
// about it.
type Key struct {
	// Pattern names the key; {school} and {person} stand for hashes under SECRET_KEY. The braces are Redis's own hash tag: all of a
	// school's keys live on one slot of a cluster.
	Pattern  string
	Type     string
	Lifetime time.Duration // 0: until it is erased
	NL, EN   string
}

// How long marks of messages live. A platform that found us away delivers again for up to a day (Slack's delayed events:
// https://docs.slack.dev/apis/events-api); an hour more covers clocks that differ.
const (
	seenLease = 30 * time.Second
	seenFor   = 25 * time.Hour
)

// The kinds of key that are there only under some settings: without SECRET_KEY, with it, and with EMBEDDINGS_URL.
const (
	SecretKeyPattern = "secret-key"
	DataKeyPattern   = "data-key"
	VectorsPattern   = "vectors:{set}:{part}"
)

// TicketPrefix begins the names of tickets; the rest is a hash.
const TicketPrefix = "ticket:"

// ticketFor is the longest life of a ticket: to install the bot takes minutes.
const ticketFor = 10 * time.Minute

// What waits in the queue is kept by the library that runs it, under keys of its own; what failed for good stays there for its ninety days
// (https://github.com/hibiken/asynq: archived tasks).
const (
	QueuePattern = "asynq:{queue}:…"
	queueFor     = 90 * 24 * time.Hour
)

// Keys lists every kind of key.
func Keys() []Key {
	return append([]Key{
		{
			SecretKeyPattern, "string", 0,
			"De sleutel waarmee de bot personen in de opslag onherkenbaar maakt, als de beheerder er geen heeft ingesteld.",
			"The key with which the bot makes people unrecognisable in the store, when the operator has set none.",
		},
		{
			"{school}:session:{person}", "string", dialog.SessionLifetime,
			"Waar een gesprek over gaat: onderwerp, taal en welke kaart er het laatst stond. Geen tekst van berichten.",
			"What a conversation is about: topic, language and which card stood there last. No text of messages.",
		},
		{
			"{school}:person:{person}", "string", 0,
			"Wat een persoon koos: taal, werkdagen, moment, uitstel, minder of geen berichten. En de maand van het begin.",
			"What a person chose: language, working days, moment, snooze, fewer or no messages. And the month they began.",
		},
		{
			"{school}:seen:{message}", "string", seenFor,
			"Dat een bericht is beantwoord, zodat het niet twee keer wordt beantwoord. Niet van wie het was of wat erin stond.",
			"That a message was answered, so that it is not answered twice. Not whose it was or what it said.",
		},
		{
			VectorsPattern, "string", vectorsFor,
			"Getallen die een rekenmodel van de school maakte van de teksten van de bot zelf. Niets over personen of vragen.",
			"Numbers that a model of the school's own made of the bot's own texts. Nothing about people or questions.",
		},
	}, slices.Concat(planKeys(), pulseKeys(), installationKeys())...)
}

// hidden turns a name from outside into one nobody can turn back without the key: 128 bits of an HMAC.
func (s *Store) hidden(parts ...string) string {
	text := make([]byte, 0, 128)
	for _, p := range parts {
		text = append(append(strconv.AppendInt(text, int64(len(p)), 10), ':'), p...)
	}
	mac := s.macs.Get().(hash.Hash)
	mac.Write(text)
	name := base64.RawURLEncoding.EncodeToString(mac.Sum(text[:0])[:16])
	mac.Reset()
	s.macs.Put(mac)
	return name
}

// schoolKey returns a key of a school; without parts, what all its keys begin with.
func (s *Store) schoolKey(school chat.School, parts ...string) string {
	prefix, ok := s.prefixes.Load(school)
	if !ok {
		prefix = "{" + s.hidden("school", string(school)) + "}:"
		s.prefixes.Store(school, prefix)
	}
	return prefix.(string) + strings.Join(parts, ":")
}

func (s *Store) personKey(who chat.Person, kind string) string {
	return s.schoolKey(who.School, kind, s.personName(who.School, who.Address))
}

// personName stands for somebody, or for a place, in the keys of a school.
func (s *Store) personName(school chat.School, who chat.Address) string {
	return s.hidden("person", string(school), who.String())
}

// missing reports whether an error only means that there is nothing under a key.
func missing(err error) bool { return errors.Is(err, redis.Nil) }
