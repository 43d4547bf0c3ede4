package config

import (
	"net"
	"net/url"
	"os"
	"time"
)

// Core holds the settings of the bot itself. Their names and defaults are part of the public contract, see README.md.
type Core struct {
	// Addr is where HTTP is served.
	Addr      string
	PublicURL *url.URL
	// RedisURL is empty for the embedded store, whose files live in DataDir. It is a secret: it may hold a password.
	RedisURL Secret
	DataDir  string
	// ContentDir holds a school's own topics, or is empty.
	ContentDir string
	TimeZone   *time.Location
	// Region is one of the three regions of the Dutch school holidays, or empty.
	Region string
	// FreeDays is where the school's own free days stand.
	FreeDays  FreeDays
	LogLevel  string
	LogFormat string
	BotName   string
	// SecretKey is empty when it is to be generated and kept in the embedded store.
	SecretKey Secret
	// PreviousKey is the SECRET_KEY of before, when it was changed; or empty.
	PreviousKey Secret
	// Playground is whether to serve the playground; PlaygroundSet whether that was said.
	Playground, PlaygroundSet bool
	// Embeddings and Model are servers of the school's own that help to choose among the topics; both are off by default.
	Embeddings, Model Server
}

// minSecretKey is the length in bytes of a key of 128 bits written in hexadecimal.
const minSecretKey = 32

// Load reads the core settings. Problems are collected in env; ask [Env.Err] when all settings are read.
func Load(env *Env) Core {
	c := Core{
		Addr:       env.String("ADDR", "127.0.0.1:8080"),
		PublicURL:  env.URL("PUBLIC_URL"),
		RedisURL:   env.Secret("REDIS_URL"),
		DataDir:    env.String("DATA_DIR", "./data"),
		ContentDir: env.String("CONTENT_DIR", ""),
		TimeZone:   env.Location("TIMEZONE", "Europe/Amsterdam"),
		Region:     env.OneOf("REGION", "", "noord", "midden", "zuid"),
		LogLevel:   env.OneOf("LOG_LEVEL", "info", "debug", "warn", "error"),
		LogFormat:  env.OneOf("LOG_FORMAT", "", "json", "text"),
		BotName:    env.String("BOT_NAME", "Baken"),
		SecretKey:  env.Secret("SECRET_KEY"),
	}
	c.PreviousKey = env.Secret("SECRET_KEY_PREVIOUS")
	c.Playground, c.PlaygroundSet = env.Bool("PLAYGROUND")
	c.Embeddings, c.Model, c.FreeDays = embeddings(env), languageModel(env), freeDays(env)
	c.check(env)
	return c
}

func (c Core) check(env *Env) {
	if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		env.Problem("ADDR", "%q is not host:port, such as 127.0.0.1:8080", c.Addr)
	}
	if c.ContentDir != "" {
		if info, err := os.Stat(c.ContentDir); err != nil || !info.IsDir() {
			env.Problem("CONTENT_DIR", "%q is not a folder that can be read", c.ContentDir)
		}
	}
	if n := len(c.SecretKey.Reveal()); n > 0 && n < minSecretKey {
		env.Problem("SECRET_KEY", "has %d characters, needs at least %d; make one with: openssl rand -hex 32", n, minSecretKey)
	}
	if c.PreviousKey.IsSet() && !c.SecretKey.IsSet() {
		env.Problem("SECRET_KEY_PREVIOUS", "does nothing without SECRET_KEY; put the new key there")
	}
	if c.RedisURL.IsSet() && !c.SecretKey.IsSet() {
		env.Problem("SECRET_KEY", "required with REDIS_URL, the same for every replica; make one with: openssl rand -hex 32")
	}
}
