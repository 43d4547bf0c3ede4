package telemetry

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// Check is one thing that must be well before the bot can serve.
type Check struct {
	Name string
	Ping func(context.Context) error
}

// checkTimeout bounds one check, well within the second after which common load balancers give up.
const checkTimeout = 800 * time.Millisecond

// Live answers that the process lives.
func Live(w http.ResponseWriter, _ *http.Request) {
	plain(w, http.StatusOK, "ok\n")
}

// Ready answers whether every check is well, and names those that are not. The causes go to the log of whoever made the check: an answer anybody can
// ask for holds no addresses.
func Ready(checks ...Check) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		status, text := http.StatusOK, ""
		for _, c := range checks {
			ctx, cancel := context.WithTimeout(r.Context(), checkTimeout)
			result := "ok"
			if err := c.Ping(ctx); err != nil {
				status, result = http.StatusServiceUnavailable, "away"
			}
			cancel()
			text += fmt.Sprintf("%s: %s\n", c.Name, result)
		}
		plain(w, status, text)
	}
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	fmt.Fprint(w, text)
}
