package playground_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/chat/chattest"
	"github.com/baken-bot/baken/internal/chat/playground"
)

func newServer(t *testing.T, box playground.Inbox) (*playground.Playground, *httptest.Server) {
	t.Helper()
	p, err := playground.New(playground.Config{Inbox: box, School: "playground", BotName: "Baken", Clock: &still{at: time.Now()}, Loopback: true})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(p)
	t.Cleanup(func() { p.Close(); s.Close() })
	return p, s
}

// still is a clock that stands still until it is moved.
type still struct {
	at    time.Time
	moved []time.Time
}

func (c *still) Now() time.Time { return c.at }

func (c *still) Next(context.Context) (time.Time, bool, error) { return c.at.Add(time.Hour), true, nil }

func (c *still) Forward(_ context.Context, to time.Time) error {
	c.at, c.moved = to, append(c.moved, to)
	return nil
}

// browser is a page without a screen.
type browser struct {
	*http.Client
	url    string
	events chan string
	count  int
}

func newBrowser(t *testing.T, url string) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{Client: &http.Client{Jar: jar}, url: url, events: make(chan string, 16)}
	res, err := b.Get(url + "/")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/playground/events?as=teacher-5&lang=nl", nil)
	if err != nil {
		t.Fatal(err)
	}
	stream, err := b.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		defer stream.Body.Close()
		for lines := bufio.NewScanner(stream.Body); lines.Scan(); {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				b.events <- data
			}
		}
	}()
	<-b.events // what was said so far
	return b
}

func (b *browser) post(t *testing.T, message map[string]any) int {
	t.Helper()
	b.count++
	message["id"], message["as"], message["lang"] = strings.Repeat("i", b.count), "teacher-5", "nl"
	data, err := json.Marshal(message)
	if err != nil {
		t.Fatal(err)
	}
	res, err := b.Post(b.url+"/playground/messages", "application/json", bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	return res.StatusCode
}

// answer waits for the bot's next words.
func (b *browser) answer() string {
	for e := range b.events {
		if strings.Contains(e, `"kind":"bot"`) {
			return e
		}
	}
	return ""
}

func TestThePlaygroundKeepsThePromisesOfAnAdapter(t *testing.T) {
	chattest.Run(t, chattest.Adapter{
		Ext: ".html",
		Render: func(t *testing.T, r chat.Reply) []byte {
			html, err := playground.Render(r, "nl")
			if err != nil {
				t.Fatal(err)
			}
			return []byte(html + "\n")
		},
		Open: func(t *testing.T, box *chat.Inbox) chattest.Door {
			p, s := newServer(t, box)
			b := newBrowser(t, s.URL)
			return chattest.Door{
				Text: func(t *testing.T, text string) string { b.post(t, map[string]any{"text": text}); return b.answer() },
				Press: func(t *testing.T, a chat.Action) string {
					b.post(t, map[string]any{"press": a.String(), "label": "x"})
					return b.answer()
				},
				Submit: func(t *testing.T, sub chat.Submission) string {
					b.post(t, map[string]any{"form": sub.Form.String(), "values": sub.Values, "many": sub.Many})
					return b.answer()
				},
				Forge: func(t *testing.T) bool { return refused(t, s.URL) },
				Send: func(t *testing.T) error {
					return p.Send(t.Context(), chat.Address{Platform: playground.Platform, Value: "nobody"}, chat.Reply{Text: "a"})
				},
			}
		},
		Without: map[chattest.Check]string{chattest.Secrets: "there are none"},
	})
}

// refused reports whether requests that no page of ours makes are all refused.
func refused(t *testing.T, url string) bool {
	t.Helper()
	body := `{"id":"1","as":"head","text":"hoi"}`
	for name, header := range map[string]map[string]string{
		"no visitor":          {"Content-Type": "application/json"},
		"a form":              {"Content-Type": "text/plain", "Cookie": "baken-playground=" + strings.Repeat("a", 26)},
		"another site":        {"Content-Type": "application/json", "Cookie": "baken-playground=" + strings.Repeat("a", 26), "Sec-Fetch-Site": "cross-site"},
		"another site's name": {"Content-Type": "application/json", "Cookie": "baken-playground=" + strings.Repeat("a", 26), "Host": "evil.example"},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/playground/messages", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range header {
			req.Header.Set(k, v)
		}
		req.Host = header["Host"]
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode < 400 {
			t.Errorf("%s: %s", name, res.Status)
			return false
		}
	}
	return true
}

// echo answers with what was said, as a quote.
type echo struct{}

func (echo) Do(ctx context.Context, m chat.Message, respond func(context.Context, chat.Reply) error) error {
	return respond(ctx, chat.Reply{Cards: []chat.Card{{Quote: m.Text}}})
}

func TestNothingThatIsTypedComesBackAsMarkup(t *testing.T) {
	_, s := newServer(t, echo{})
	b := newBrowser(t, s.URL)
	b.post(t, map[string]any{"text": `<script>alert(1)</script><img src=x onerror=alert(2)>`})
	if got := b.answer(); strings.Contains(got, `<script`) || strings.Contains(got, `<img`) {
		t.Errorf("got %s", got)
	}
}

func TestTooMuchTextIsRefusedAndTheNextMessageWorks(t *testing.T) {
	_, s := newServer(t, echo{})
	b := newBrowser(t, s.URL)
	if status := b.post(t, map[string]any{"text": strings.Repeat("x", 300<<10)}); status != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", status)
	}
	b.post(t, map[string]any{"text": "hoi"})
	if !strings.Contains(b.answer(), "hoi") {
		t.Error("no answer after it")
	}
}

func TestTwoBrowsersDoNotShareAConversation(t *testing.T) {
	_, s := newServer(t, echo{})
	one, two := newBrowser(t, s.URL), newBrowser(t, s.URL)
	one.post(t, map[string]any{"text": "geheim"})
	one.answer()
	select {
	case e := <-two.events:
		t.Errorf("the other browser got %s", e)
	default:
	}
}

func TestEveryPageHasAStrictPolicy(t *testing.T) {
	_, s := newServer(t, echo{})
	for _, path := range []string{"/", "/playground/gallery", "/playground/static/playground.js"} {
		res, err := http.Get(s.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if csp := res.Header.Get("Content-Security-Policy"); res.StatusCode != http.StatusOK || !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: %s, policy %q", path, res.Status, csp)
		}
	}
}

func TestLoopbackAddresses(t *testing.T) {
	for address, want := range map[string]bool{
		"127.0.0.1:8080": true, "[::1]:8080": true, "localhost:80": true, "0.0.0.0:8080": false, ":8080": false, "192.168.1.4:8080": false, "x": false,
	} {
		if got := playground.IsLoopback(address); got != want {
			t.Errorf("%s: %t", address, got)
		}
	}
}

func TestTheTimeMachineMovesTheClockOfItsSchoolAlone(t *testing.T) {
	clock := &still{at: time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)}
	p, err := playground.New(playground.Config{Inbox: echo{}, School: "playground", BotName: "Baken", Clock: clock, Loopback: true})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(p)
	t.Cleanup(func() { p.Close(); s.Close() })
	b := newBrowser(t, s.URL)
	move := func(body string) (int, string) {
		res, err := b.Post(s.URL+"/playground/clock?lang=nl", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		var out bytes.Buffer
		if _, err := out.ReadFrom(res.Body); err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, out.String()
	}
	if code, out := move(`{"by":"week"}`); code != http.StatusOK || !strings.Contains(out, "di 1 december 2026, 10.00") {
		t.Errorf("a week on: %d %s", code, out)
	}
	if code, out := move(`{"by":"next"}`); code != http.StatusOK || !strings.Contains(out, "di 1 december 2026, 11.20") {
		t.Errorf("the next message: %d %s", code, out)
	}
	for _, body := range []string{`{"by":"year"}`, `{`, ``} {
		if code, _ := move(body); code != http.StatusBadRequest {
			t.Errorf("%q: %d", body, code)
		}
	}
	if len(clock.moved) != 2 {
		t.Errorf("moved %d times", len(clock.moved))
	}
}

func TestAMessageInTheTeamIsSeenByAllAndReachesMembersWhoWereNotLooking(t *testing.T) {
	p, s := newServer(t, echo{})
	b := newBrowser(t, s.URL)
	b.post(t, map[string]any{"text": "hallo"})
	var visitor string
	for _, c := range b.Jar.Cookies(mustURL(t, s.URL)) {
		visitor = c.Value
	}
	members := 0
	err := p.Each(t.Context(), chat.Address{Platform: playground.Platform, Value: visitor + ".team"}, func(to chat.Address) error {
		members++
		return p.Send(t.Context(), to, chat.Reply{Text: "een tip"})
	})
	if err != nil || members != 12 {
		t.Errorf("%d members: %v", members, err)
	}
	if err := p.Send(t.Context(), chat.Address{Platform: playground.Platform, Value: visitor + ".team"}, chat.Reply{Text: "aan allen"}); err != nil {
		t.Error(err)
	}
	res, err := b.Get(s.URL + "/playground/clock")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var seen struct{ Unread map[string]int }
	if err := json.NewDecoder(res.Body).Decode(&seen); err != nil || seen.Unread["assistant"] != 1 {
		t.Errorf("unread %v: %v", seen.Unread, err)
	}
}

func mustURL(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// votes counts what extras press and fill in.
type votes struct {
	mu    sync.Mutex // guards what follows
	by    map[string][]string
	reply func(m chat.Message) chat.Reply
}

func (v *votes) Do(ctx context.Context, m chat.Message, respond func(context.Context, chat.Reply) error) error {
	v.mu.Lock()
	what := ""
	switch {
	case m.Press != nil:
		what = m.Press.String()
	case m.Submission != nil:
		what = fmt.Sprint(m.Submission.Form, m.Submission.Many)
	}
	v.by[m.From.Address.Value] = append(v.by[m.From.Address.Value], what)
	v.mu.Unlock()
	return respond(ctx, v.reply(m))
}

func TestTheExtrasAnswerQuestionsToTheEndAndNothingElse(t *testing.T) {
	options := func(n int) chat.Card {
		c := chat.Card{Title: "Vraag"}
		for i := range n {
			c.Buttons = append(c.Buttons, chat.Button{Label: fmt.Sprint(i), Do: chat.Action{Verb: "vote", Arg: fmt.Sprint("r/0/", i)}})
		}
		return c
	}
	out := chat.Card{Buttons: []chat.Button{{Label: "Sla over", Quiet: true, Do: chat.Action{Verb: "skip"}}}}
	form := chat.Form{Do: chat.Action{Verb: "ballot", Arg: "r/1"}, Title: "Vraag", Fields: []chat.Field{
		{Name: "answer", Label: "Antwoord", Kind: chat.SomeOf, Options: []chat.Option{{Value: "0", Label: "Ja"}, {Value: "1", Label: "Nee"}}},
	}}
	box := &votes{by: map[string][]string{}}
	box.reply = func(m chat.Message) chat.Reply {
		switch {
		case m.Press != nil && m.Press.Verb == "vote":
			return chat.Reply{Cards: []chat.Card{{Title: "Vraag", Buttons: []chat.Button{{Label: "Kies", Do: chat.Action{Verb: "ballot", Arg: "r/1"}}}}, out}}
		case m.Press != nil && m.Press.Verb == "ballot":
			return chat.Reply{Form: &form}
		}
		return chat.Reply{Text: "Dank je"}
	}
	p, s := newServer(t, box)
	b := newBrowser(t, s.URL)
	var visitor string
	address, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range b.Jar.Cookies(address) {
		visitor = c.Value
	}
	each := func(r chat.Reply) {
		err := p.Each(t.Context(), chat.Address{Platform: playground.Platform, Value: visitor + ".team"}, func(to chat.Address) error { return p.Send(t.Context(), to, r) })
		if err != nil {
			t.Fatal(err)
		}
	}
	nudge := chat.Card{Title: "Tip", Buttons: []chat.Button{{Label: "Lees meer", Do: chat.Action{Verb: "read"}}, {Label: "Later", Quiet: true, Do: chat.Action{Verb: "later"}}}}
	heavy := chat.Card{Title: "Tip", Buttons: []chat.Button{{Label: "Lees", Do: chat.Action{Verb: "nudge"}}}}
	for _, c := range []chat.Card{nudge, heavy} {
		each(chat.Reply{Cards: []chat.Card{c}})
	}
	if len(box.by) != 0 {
		t.Fatalf("a tip was answered: %v", box.by)
	}
	each(chat.Reply{Cards: []chat.Card{options(3), out}})
	if len(box.by) != 6 {
		t.Errorf("%d extras answered", len(box.by))
	}
	for who, did := range box.by {
		if len(did) != 3 || !strings.HasPrefix(did[0], "vote:r/0/") || did[1] != "ballot:r/1" || !strings.Contains(did[2], "answer:") {
			t.Errorf("%s did %v", who, did)
		}
	}
}
