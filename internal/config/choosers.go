package config

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// Server is a server of the school's own that helps to choose among the topics.
type Server struct {
	// URL is nil when the school has none.
	URL *url.URL
	// Name is the model the server is asked for.
	Name string
	Key  Secret
}

// On reports whether there is such a server.
func (s Server) On() bool { return s.URL != nil }

// embeddings reads the settings of a server that turns texts into vectors. One that serves a single model takes any name.
func embeddings(env *Env) Server {
	s := Server{URL: server(env, "EMBEDDINGS_URL"), Name: env.String("EMBEDDINGS_MODEL", ""), Key: env.Secret("EMBEDDINGS_KEY")}
	half(env, s.Name != "", "EMBEDDINGS_MODEL", "EMBEDDINGS_URL")
	half(env, s.Key.IsSet(), "EMBEDDINGS_KEY", "EMBEDDINGS_URL")
	if s.Name == "" {
		s.Name = "default"
	}
	return s
}

// languageModel reads the settings of a server that answers in words.
func languageModel(env *Env) Server {
	s := Server{URL: server(env, "MODEL_URL"), Name: env.String("MODEL_NAME", ""), Key: env.Secret("MODEL_KEY")}
	half(env, s.Name != "", "MODEL_NAME", "MODEL_URL")
	half(env, s.Key.IsSet(), "MODEL_KEY", "MODEL_URL")
	if s.Name == "" && env.String("MODEL_URL", "") != "" {
		env.Problem("MODEL_NAME", "required with MODEL_URL: the name by which the server knows the model")
	}
	return s
}

// half notes a setting that does nothing without another.
func half(env *Env, set bool, name, needs string) {
	if set && env.String(needs, "") == "" {
		env.Problem(name, "does nothing without %s; set that too, or unset this", needs)
	}
}

// server returns an address that messages may be sent to, or nil.
func server(env *Env, name string) *url.URL {
	u := env.URL(name)
	switch {
	case u == nil:
		return nil
	case u.User != nil:
		env.Problem(name, "holds a password; put it in the setting for the key")
	case u.Scheme == "http" && !nearby(u.Hostname()):
		env.Problem(name, "want https, because what colleagues ask travels to it; http is for this machine and its own network only")
	}
	return u
}

// nearby reports whether a host is this machine or on its own network.
func nearby(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast()
	}
	// RFC 6762 (.local), RFC 8375 (.home.arpa), and the name ICANN set apart for networks of one's own (.internal).
	own := func(suffix string) bool { return strings.HasSuffix(host, suffix) }
	return !strings.Contains(host, ".") || slices.ContainsFunc([]string{".local", ".home.arpa", ".internal", ".localhost"}, own)
}
