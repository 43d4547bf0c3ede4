package main

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// pulseLines are what the browser test of a pulse types and looks for, by language of the page.
type pulseLines struct {
	plan, kind, theme, own, saved, save, question, answer, second, thanks, later, now, take, ready, result, word, share, owned string
}

func pulseBrowserLines() map[string]pulseLines {
	return map[string]pulseLines{
		"nl": {
			"Plan iets", "Anonieme vragen", "Rust en ruimte", "Eigen anonieme vraag", "Ingepland", "Inplannen", "Vraag 1 van 2", "Vaak", "Vraag 2 van 2", "Dank je", "Later", "Toch nu", "Neem dit over", "Deze vraag kan",
			"Uitslag van de anonieme vragen", "Schrijf wat we ermee doen", "Deel met het team", "Het team kan het lezen",
		},
		"en": {
			"Plan something", "Anonymous questions", "Calm and room", "My own anonymous question", "Planned", "Save the plan", "Question 1 of 2", "Often", "Question 2 of 2", "Thank you", "Later", "Now after all", "Take this", "This question can be asked",
			"Result of the anonymous questions", "Write what we do with it", "Share with the team", "The team can read it",
		},
	}
}

func TestAPulseInARealBrowser(t *testing.T) {
	chromium := findChromium(t)
	if chromium == "" {
		return
	}
	browser := startChromium(t, chromium)
	for lang, l := range pulseBrowserLines() {
		t.Run(lang, func(t *testing.T) {
			address := serveForBrowser(t)
			browse(t, browser, address, look(360, 740, lang == "en"), pulsing("http://"+address+"/?lang="+lang, lang+"-pulse", l))
		})
	}
}

// pulsing goes from planning two questions over answering them and their result to the word about it. The extras of the team answer by themselves.
func pulsing(url, name string, l pulseLines) chromedp.Action {
	return chromedp.Tasks{
		chromedp.Navigate(url), chromedp.WaitVisible("#empty"), become("coordinator", "team"),
		say("/baken plan"), press(l.plan), press(l.kind), shows(l.own), fits(), picture(name + "-themes"),
		press(l.own), chromedp.WaitVisible("#log form"), fits(), labelled(), picture(name + "-own"),
		chromedp.Evaluate(`(() => { const f = [...document.querySelectorAll("#log form")].pop(); f.elements["text-nl"].value = "Ik sliep deze week goed."; f.elements["text-en"].value = "I slept well this week."; f.requestSubmit(); })()`, nil),
		shows(l.take), fits(), picture(name + "-blocked"), press(l.take), shows(l.ready), fits(), labelled(), picture(name + "-ready"),
		press(l.theme), chromedp.Poll(`document.querySelectorAll("#log form input[type=checkbox]").length > 1`, nil), fits(), labelled(),
		chromedp.Evaluate(`[...document.querySelectorAll("#log form")].pop().querySelectorAll("input[type=checkbox]").forEach((b, i) => b.checked = i < 2)`, nil), picture(name + "-form"),
		chromedp.Evaluate(`[...document.querySelectorAll("#log form")].pop().requestSubmit()`, nil), shows(l.save), fits(), picture(name + "-dates"),
		press(l.save), shows(l.saved), fits(), picture(name + "-saved"),
		travelUntil("teacher-5", ""), become("teacher-5", ""), shows(l.question), fits(), picture(name + "-question"),
		press(l.later), shows(l.now), fits(), picture(name + "-later"), press(l.now), shows(l.question),
		press(l.answer), shows(l.second), picture(name + "-second"), press(l.answer), shows(l.thanks), fits(), picture(name + "-thanks"),
		travelUntil("assistant", ""), picture(name + "-travel"),
		travelUntil("coordinator", l.result), become("coordinator", ""), shows(l.result), fits(), picture(name + "-owner"),
		become("coordinator", "team"), shows(l.result), chromedp.WaitVisible("#log img.picture"), fits(), picture(name + "-result"),
		become("coordinator", ""), press(l.word), chromedp.WaitVisible("#log form"), fits(), labelled(), picture(name + "-word"),
		chromedp.Evaluate(`(() => { const f = [...document.querySelectorAll("#log form")].pop(); f.querySelectorAll("textarea").forEach((a, i) => a.value = i < 2 ? "x y z" : ""); f.requestSubmit(); })()`, nil),
		shows(l.owned), fits(), picture(name + "-shared"),
	}
}

// travelUntil moves the clock from message to message until something waits for a colleague, or a text stands in the conversation that one gets.
func travelUntil(who, text string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		for range 12 {
			var came bool
			condition := fmt.Sprintf(`/·/.test(document.querySelector("#who option[value=%s]").textContent)`, who)
			if text != "" {
				if err := chromedp.Run(ctx, become(who, "team")); err != nil {
					return err
				}
				condition = fmt.Sprintf(`document.querySelector("#log").innerText.includes(%q)`, text)
			}
			var before string
			if err := chromedp.Run(ctx, chromedp.Evaluate(condition, &came), chromedp.Evaluate(`document.querySelector("#now").textContent`, &before)); err != nil || came {
				return err
			}
			moved := fmt.Sprintf(`![%q, document.body.dataset.travel].includes(document.querySelector("#now").textContent)`, before)
			if err := chromedp.Run(ctx, chromedp.Click(`#time [data-by=next]`), chromedp.Poll(moved, nil, chromedp.WithPollingTimeout(10*time.Second))); err != nil {
				return err
			}
		}
		return fmt.Errorf("nothing came for %s", who)
	})
}
