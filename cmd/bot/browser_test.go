package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// lines are what the browser test types and looks for, by language of the page.
type lines struct {
	question, answer, unclear, choose, alarm, card, flow, begin, next, end string
}

func browserLines() map[string]lines {
	return map[string]lines{
		"nl": {
			"hoe maak ik de dag voorspelbaar?", "Voorspelbaarheid", "tso", "Wat bedoel je?", "een kind vertelde net dat papa haar slaat", "Veilig Thuis",
			"De 5 stappen van de meldcode", "Beginnen", "Verder", "Dat waren de vijf stappen",
		},
		"en": {
			"what is the window of tolerance?", "The window of tolerance", "tso", "Which do you mean?", "a child just told me that dad hits her", "Veilig Thuis",
			"The 5 steps of the Meldcode", "Begin", "Next", "Those were the five steps",
		},
	}
}

func TestThePlaygroundInARealBrowser(t *testing.T) {
	chromium := findChromium(t)
	if chromium == "" {
		return
	}
	address := serveForBrowser(t)
	browser := startChromium(t, chromium)
	for lang, l := range browserLines() {
		for _, size := range []struct {
			name          string
			width, height int64
			dark          bool
		}{{"phone", 360, 740, false}, {"desktop", 1280, 800, true}} {
			t.Run(lang+" on "+size.name, func(t *testing.T) {
				browse(t, browser, address, look(size.width, size.height, size.dark), conversation("http://"+address+"/?lang="+lang, lang+"-"+size.name, l))
			})
		}
	}
}

// findChromium returns the browser to test in. Without one it says so and returns nothing, and fails where one is required.
func findChromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("BAKEN_REQUIRE_BROWSER") != "" {
		t.Fatal("no chromium on PATH, and BAKEN_REQUIRE_BROWSER is set")
	}
	t.Log("no chromium on PATH: not tested in a browser")
	return ""
}

func serveForBrowser(t *testing.T) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	env := map[string]string{"ADDR": "127.0.0.1:0", "DATA_DIR": t.TempDir()}
	address, done := make(chan string, 1), make(chan error, 1)
	go func() {
		done <- run(ctx, process{learn: learnOnce, Getenv: func(k string) string { return env[k] }, Out: io.Discard, Err: io.Discard, started: func(a string) { address <- a }})
	}()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	select {
	case a := <-address:
		return a
	case err := <-done:
		done <- err
		t.Fatalf("stopped at once: %v", err)
		return ""
	}
}

func startChromium(t *testing.T, path string) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(t.TempDir()), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	browser, cancel := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		// It writes into its folder until it is gone.
		if err := chromedp.Cancel(browser); err != nil {
			t.Log(err)
		}
		cancel()
	})
	if err := chromedp.Run(browser); err != nil {
		t.Fatal(err)
	}
	return browser
}

// browseFor bounds what is done in one tab.
const browseFor = time.Minute

// browse does something in a tab of its own, and fails on whatever goes wrong on the page.
func browse(t *testing.T, browser context.Context, address string, actions ...chromedp.Action) {
	t.Helper()
	tab, cancel := chromedp.NewContext(browser)
	defer cancel()
	tab, stop := context.WithTimeout(tab, browseFor)
	defer stop()
	faults := watch(tab, address)
	if err := chromedp.Run(tab, actions...); err != nil {
		t.Fatal(err)
	}
	for len(faults) > 0 {
		t.Error(<-faults)
	}
}

// watch reports errors of the page and requests to anywhere else.
func watch(tab context.Context, address string) chan string {
	faults := make(chan string, 50)
	chromedp.ListenTarget(tab, func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			faults <- "error on the page: " + e.ExceptionDetails.Error()
		case *network.EventRequestWillBeSent:
			if url := e.Request.URL; !strings.HasPrefix(url, "http://"+address) && !strings.HasPrefix(url, "data:") {
				faults <- "request to " + url
			}
		}
	})
	return faults
}

func look(width, height int64, dark bool) chromedp.Action {
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	return chromedp.Tasks{
		network.Enable(), network.ClearBrowserCookies(), chromedp.EmulateViewport(width, height),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}),
	}
}

// conversation goes through a question, a clarification, an urgent message and a guided flow.
func conversation(url, name string, l lines) chromedp.Action {
	return chromedp.Tasks{
		chromedp.Navigate(url), chromedp.WaitVisible("#empty"), picture(name + "-empty"),
		say(l.question), shows(l.answer), fits(), picture(name + "-answer"),
		say(l.unclear), shows(l.choose), picture(name + "-clarify"),
		say(l.alarm), shows(l.card), fits(), picture(name + "-urgent"),
		press(l.flow), press(l.begin), press(l.next), press(l.next), press(l.next), press(l.next), picture(name + "-guide"), press(l.next),
		shows(l.end), fits(), labelled(), chromedp.Reload(), shows(l.end),
		chromedp.Navigate(strings.Replace(url, "/?", "/playground/gallery?", 1)), chromedp.WaitVisible(".card.urgent"), fits(), picture(name + "-gallery"),
	}
}

// plannedLines are what the browser test of planning types and looks for, by language of the page.
type plannedLines struct {
	plan, series, dates, save, saved, nudge, less, stop, stopped, pause, now, paused string
}

func plannedBrowserLines() map[string]plannedLines {
	return map[string]plannedLines{
		"nl": {
			"Plan iets", "Een reeks", "Laat de data zien", "Inplannen", "Ik heb het in het kanaal gemeld|Ik meld het in het kanaal op", "Tip voor deze week", "Minder hiervan", "Stop deze reeks",
			"komt niet meer bij jou", "/baken pauze", "Stop nu", "Alles staat stil",
		},
		"en": {
			"Plan something", "A series", "Show me the dates", "Save the plan", "I have told the channel|I will tell the channel on", "Tip for this week", "Less of this", "Stop this series",
			"will not come to you any more", "/baken pause", "Stop now", "Everything is paused",
		},
	}
}

func TestATermOfPlansInARealBrowser(t *testing.T) {
	chromium := findChromium(t)
	if chromium == "" {
		return
	}
	browser := startChromium(t, chromium)
	for lang, l := range plannedBrowserLines() {
		t.Run(lang, func(t *testing.T) {
			address := serveForBrowser(t)
			browse(t, browser, address, look(360, 740, false), planning("http://"+address+"/?lang="+lang, lang+"-plan", l))
		})
	}
}

// planning goes from a plan over its announcement and a nudge to turning it down, and stops everything.
func planning(url, name string, l plannedLines) chromedp.Action {
	saved := strings.Split(l.saved, "|")
	return chromedp.Tasks{
		chromedp.Navigate(url), chromedp.WaitVisible("#empty"), become("coordinator", "team"),
		say("/baken plan"), press(l.plan), press(l.series), chromedp.WaitVisible("#log form"), fits(), labelled(), picture(name + "-form"),
		chromedp.Evaluate(`document.querySelector("#log form").requestSubmit()`, nil), shows(l.save), fits(), picture(name + "-dates"),
		press(l.save), chromedp.Poll(fmt.Sprintf(`[%q, %q].some(s => document.querySelector("#log").innerText.includes(s))`, saved[0], saved[1]), nil, chromedp.WithPollingTimeout(10*time.Second)),
		fits(), picture(name + "-saved"),
		chromedp.Click(`#time [data-by=week]`), chromedp.Poll(`/·/.test(document.querySelector("#who option[value=teacher-5]").textContent)`, nil, chromedp.WithPollingTimeout(20*time.Second)),
		picture(name + "-unread"), become("teacher-5", ""), shows(l.nudge), fits(), picture(name + "-nudge"),
		press(l.less), press(l.stop), shows(l.stopped), picture(name + "-less"),
		become("coordinator", ""), say(l.pause), press(l.now), shows(l.paused), fits(), picture(name + "-pause"),
		chromedp.Click(`#time [data-by=next]`), chromedp.Poll(`!document.querySelector("#now").textContent.includes(document.body.dataset.travel)`, nil), fits(),
	}
}

// become chooses who to be, and where.
func become(who, where string) chromedp.Action {
	choose := func(id, value string) chromedp.Action {
		return chromedp.Evaluate(fmt.Sprintf(`(() => { const s = document.querySelector(%q); s.value = %q; s.dispatchEvent(new Event("change")); })()`, id, value), nil)
	}
	return chromedp.Tasks{choose("#where", where), choose("#who", who)}
}

// say types with the keyboard alone.
func say(text string) chromedp.Action {
	return chromedp.Tasks{chromedp.Focus("#text"), chromedp.SendKeys("#text", text+"\r")}
}

func shows(text string) chromedp.Action {
	return chromedp.Poll(fmt.Sprintf(`document.querySelector("#log").innerText.includes(%q)`, text), nil, chromedp.WithPollingTimeout(10*time.Second))
}

// press waits for the last button of that name and presses it.
func press(label string) chromedp.Action {
	return chromedp.Poll(fmt.Sprintf(`(() => {
		const b = [...document.querySelectorAll("#log .bot:last-of-type button, #log .bot button")].filter(b => b.textContent === %q).pop();
		if (!b || b.dataset.done) return false;
		b.dataset.done = "1"; b.click(); return true;
	})()`, label), nil, chromedp.WithPollingTimeout(10*time.Second))
}

// fits fails when the page is wider than the screen.
func fits() chromedp.Action {
	return must(`document.documentElement.scrollWidth <= window.innerWidth`, "the page scrolls sideways")
}

// labelled fails when something to fill in or press has no name for a screen reader.
func labelled() chromedp.Action {
	return must(`[...document.querySelectorAll("button, a, input, textarea, select")].every(e => (e.getAttribute("aria-label") || e.textContent || e.labels?.[0]?.textContent || "").trim())`,
		"something has no label")
}

func must(condition, complaint string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		var ok bool
		if err := chromedp.Evaluate(condition, &ok).Do(ctx); err != nil {
			return err
		}
		if !ok {
			return fmt.Errorf("%s", complaint)
		}
		return nil
	})
}

// picture saves what is on the screen in the folder BAKEN_SCREENSHOTS, if that is set.
func picture(name string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		dir := os.Getenv("BAKEN_SCREENSHOTS")
		if dir == "" {
			return nil
		}
		var png []byte
		if err := chromedp.CaptureScreenshot(&png).Do(ctx); err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600)
	})
}
