package freedays_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/baken-bot/baken/internal/config"
	"github.com/baken-bot/baken/internal/freedays"
	"github.com/baken-bot/baken/internal/schedule"
)

// secret stands for what makes the address of somebody's calendar private.
const secret = "private-4711"

const calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//school//EN\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20261201\r\nSUMMARY:Studiedag\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

// at is a source over a server of this machine.
func at(t *testing.T, answer http.HandlerFunc) *freedays.Source {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	u, err := url.Parse(server.URL + "/" + secret + "/days.ics")
	if err != nil {
		t.Fatal(err)
	}
	return freedays.New(config.FreeDays{URL: u})
}

func TestACalendarIsFetchedAndReadAlsoAfterARedirect(t *testing.T) {
	s := at(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/there" {
			http.Redirect(w, r, "/there", http.StatusFound)
			return
		}
		if told := r.Header.Get("Referer"); told != "" {
			t.Errorf("the next server is told %s", told)
		}
		_, _ = io.WriteString(w, calendar)
	})
	days, err := s.Read(t.Context())
	if err != nil || len(days) != 1 || days[0].Name != "Studiedag" {
		t.Errorf("got %v, %v", days, err)
	}
}

func TestACalendarThatCannotBeHadIsAClearErrorWithoutItsAddress(t *testing.T) {
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		want   string
	}{
		"not there": {http.NotFound, "404"},
		"a page":    {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>sign in</html>") }, "read calendar"},
		"broken, with a name": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "BEGIN:VCALENDAR\nBEGIN:VEVENT\nATTENDEE;"+secret+":x\n")
		}, "broken"},
		"to no address": {to("https://calendar.example.org/%zz/" + secret), "cannot be read"},
		"no HTTP":       {garbled, "cannot be read"},
		"cut off on the way": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "9999")
			_, _ = io.WriteString(w, calendar)
		}, "cannot be read"},
		"empty":                 {func(http.ResponseWriter, *http.Request) {}, "free days"},
		"50 MB that says so":    {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", fmt.Sprint(50<<20)) }, "larger than 2 MB"},
		"50 MB that does not":   {endless, "larger than 2 MB"},
		"back and forth":        {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) }, "redirects"},
		"away from https":       {to("http://calendar.example.org/"), "https"},
		"into a private net":    {to("https://10.0.0.1/"), "FREE_DAYS_PRIVATE"},
		"to a cloud's metadata": {to("https://169.254.169.254/latest"), "private network"},
		"to a private name":     {to("https://[::ffff:192.168.1.1]/"), "FREE_DAYS_PRIVATE"},
	} {
		t.Run(name, func(t *testing.T) {
			days, err := at(t, test.answer).Read(t.Context())
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), secret) {
				t.Errorf("got %v, %v", days, err)
			}
		})
	}
}

func to(address string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, address, http.StatusFound) }
}

// garbled answers with what is no answer, and holds the address.
func garbled(w http.ResponseWriter, r *http.Request) {
	line, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	_, _ = fmt.Fprintf(line, "HTTP/1.1 %s\r\n\r\n", r.URL.Path)
	_ = line.Close()
}

// endless writes until nobody listens any more.
func endless(w http.ResponseWriter, _ *http.Request) {
	for range 50 {
		if _, err := io.WriteString(w, strings.Repeat("X", 1<<20)); err != nil {
			return
		}
	}
}

func TestAServerThatHangsIsLeft(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := at(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	if days, err := s.Read(ctx); err == nil || strings.Contains(err.Error(), secret) {
		t.Errorf("got %v, %v", days, err)
	}
}

// kept keeps what it is given.
type kept struct{ days []schedule.Holiday }

func (k *kept) SaveFreeDays(_ context.Context, days []schedule.Holiday) error {
	k.days = days
	return nil
}

func TestTheLastGoodDaysStayAndTheOperatorIsTold(t *testing.T) {
	file := filepath.Join(t.TempDir(), "days.ics")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		write(calendar)
		days, told, renewed := &kept{}, []error(nil), 0
		k := &freedays.Keeper{KeeperConfig: freedays.KeeperConfig{
			Source: freedays.New(config.FreeDays{File: file}), Days: []freedays.Days{days},
			Report: func(err error) { told = append(told, err) }, Renewed: func(int) { renewed++ },
		}}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { k.Run(ctx); close(done) }()
		for _, step := range []struct {
			text          string
			after         time.Duration
			told, renewed int
		}{
			{calendar, 0, 0, 1},
			{"", 6 * time.Hour, 1, 1},
			{"BEGIN:VCALENDAR\r\nBEGIN:VEV", 30 * time.Minute, 2, 1},
			{strings.Replace(calendar, "20261201", "20261202", 1), 30 * time.Minute, 2, 2},
		} {
			synctest.Wait() // nobody is reading the file while it is written
			write(step.text)
			<-time.After(step.after)
			synctest.Wait()
			if len(told) != step.told || renewed != step.renewed || len(days.days) != 1 {
				t.Errorf("after %q: told %v, renewed %d times, have %v", step.text, told, renewed, days.days)
			}
		}
		if days.days[0].From.Day != 2 {
			t.Errorf("have %v", days.days)
		}
		stop()
		<-done
	})
}
