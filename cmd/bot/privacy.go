package main

import (
	"embed"
	"fmt"
	"io"
	"maps"
	"math"
	"net/url"
	"slices"
	"strings"
	"text/template"
	"time"

	"github.com/baken-bot/baken/internal/config"
	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/store"
)

//go:embed privacy.*.txt
var privacyTexts embed.FS

type privacyCmd struct {
	Lang string `help:"Language of the text." enum:"nl,en" default:"nl"`
}

// Run prints what is stored, how long and who can see it, from the settings as they are. It is written for colleagues and a works council.
func (c *privacyCmd) Run(p *process, all *commands) error {
	core, env, err := settings(p, all)
	if err != nil {
		return err
	}
	if err := env.Err(); err != nil {
		return fmt.Errorf("settings are wrong:\n%w", err)
	}
	return writePrivacy(p.Out, core, content.Lang(c.Lang))
}

// privacy is what the text is filled in with.
type privacy struct {
	Bot        string
	Embeddings server
	Model      server
	// Place is where state lives: Redis when the host is set, otherwise a folder.
	Place place
	// KeyApart is true when the key that hides people is not in the store itself.
	KeyApart bool
	Keys     []kept
}

// server is where something goes, or empty.
type server struct{ Host, Name string }

type place struct{ Redis, Folder string }

// kept is what is kept as long as that, in words.
type kept struct {
	HowLong string
	What    []string
}

func writePrivacy(w io.Writer, core config.Core, lang content.Lang) error {
	text, err := template.ParseFS(privacyTexts, fmt.Sprintf("privacy.%s.txt", lang))
	if err != nil {
		return fmt.Errorf("read privacy text: %w", err)
	}
	v := privacy{
		Bot: core.BotName, Embeddings: serverOf(core.Embeddings), Model: serverOf(core.Model), Place: place{Folder: core.DataDir}, KeyApart: core.SecretKey.IsSet(),
		Keys: keptKinds(core, lang),
	}
	if core.RedisURL.IsSet() {
		v.Place.Redis = redisHost(core.RedisURL)
	}
	if err := text.Execute(w, v); err != nil {
		return fmt.Errorf("write privacy text: %w", err)
	}
	return nil
}

func serverOf(s config.Server) server {
	if !s.On() {
		return server{}
	}
	return server{s.URL.Host, s.Name}
}

// redisHost is the server in REDIS_URL without its password.
func redisHost(secret config.Secret) string {
	u, err := url.Parse(secret.Reveal())
	if err != nil || u.Host == "" {
		return "Redis"
	}
	return u.Host
}

// keptKinds are the kinds of key that these settings lead to, by how long they are kept: the shortest first, and last what stays until it is erased.
func keptKinds(core config.Core, lang content.Lang) []kept {
	byLife := map[time.Duration][]string{}
	for _, k := range store.Keys() {
		switch {
		case k.Pattern == store.SecretKeyPattern && core.SecretKey.IsSet(), k.Pattern == store.DataKeyPattern && !core.SecretKey.IsSet():
		case k.Pattern == store.VectorsPattern && !core.Embeddings.On():
		case lang == content.English:
			byLife[k.Lifetime] = append(byLife[k.Lifetime], k.EN)
		default:
			byLife[k.Lifetime] = append(byLife[k.Lifetime], k.NL)
		}
	}
	stays := byLife[0]
	delete(byLife, 0)
	var out []kept
	for _, life := range slices.Sorted(maps.Keys(byLife)) {
		out = append(out, kept{howLong(life, lang), byLife[life]})
	}
	return append(out, kept{howLong(0, lang), stays})
}

// howLong is a lifetime in words, rounded up to whole units.
func howLong(d time.Duration, lang content.Lang) string {
	words := map[content.Lang][5]string{
		content.Dutch: {"tot het wordt gewist", "minuten", "uur", "dagen", "een minuut"}, content.English: {"until it is erased", "minutes", "hours", "days", "one minute"},
	}[lang]
	unit, n := 0, 0.0
	switch {
	case d == 0:
		return words[0]
	case d <= time.Minute:
		return words[4]
	case d < time.Hour:
		unit, n = 1, d.Minutes()
	case d < 48*time.Hour:
		unit, n = 2, d.Hours()
	default:
		unit, n = 3, d.Hours()/24
	}
	return strings.TrimSpace(fmt.Sprintf("%.0f %s", math.Ceil(n), words[unit]))
}
