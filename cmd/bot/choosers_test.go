package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/baken-bot/baken/internal/choose/choosetest"
)

// askWith runs bot ask with the stand-in as the school's own server, and returns the answers.
func askWith(t *testing.T, env map[string]string, lines ...string) []answer {
	t.Helper()
	var out, errs bytes.Buffer
	err := run(t.Context(), process{
		learn: learnOnce, Args: []string{"ask", "--json", "-"}, Getenv: func(k string) string { return env[k] }, In: strings.NewReader(strings.Join(lines, "\n")), Out: &out, Err: &errs,
	})
	if err != nil || errs.Len() > 0 {
		t.Fatalf("%v, %s", err, errs.String())
	}
	var answers []answer
	for d := json.NewDecoder(&out); d.More(); {
		var a answer
		if err := d.Decode(&a); err != nil {
			t.Fatal(err)
		}
		a.TookUS = 0
		answers = append(answers, a)
	}
	return answers
}

// standIn starts a school's own server and returns the settings that turn it on.
func standIn(t *testing.T, s *choosetest.StandIn) map[string]string {
	t.Helper()
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	s.Key = "sk-test"
	return map[string]string{"MODEL_URL": h.URL, "MODEL_NAME": "small", "MODEL_KEY": "sk-test"}
}

func TestPupilDataNeverReachesASchoolsOwnServer(t *testing.T) {
	s := &choosetest.StandIn{}
	env := standIn(t, s)
	env["EMBEDDINGS_URL"], env["EMBEDDINGS_KEY"] = env["MODEL_URL"], env["MODEL_KEY"]
	askWith(t, env,
		"Daan de Vries, geboren 3-4-2014, loopt steeds weg uit de les. Wat doe ik?",
		"Mag ik de moeder van Fatima el Amrani bellen op 06-12345678 of mailen op m.amrani@example.org?",
		"leerlingnummer 482913 woont op de Kerkstraat 12 in 1234 AB en heeft BSN 999990019, mag ik dat delen?",
		"Emma Jansen was born on 12 March 2015 and keeps hitting others, what now?",
	)
	asked := 0
	for _, r := range s.Requests() {
		for _, data := range []string{
			"Daan", "Vries", "2014", "Fatima", "Amrani", "12345678", "example.org", "482913", "Kerkstraat", "1234 AB", "999990019", "Emma", "Jansen", "2015", "terminal",
		} {
			if strings.Contains(r.Body, data) && len(r.Input) < 2 {
				t.Errorf("%q left the house: %s", data, r.Body)
			}
		}
		if r.Message != "" {
			asked++
		}
	}
	if asked == 0 {
		t.Error("the model was not asked at all")
	}
}

func TestWhateverAServerDoesTheAnswersStayAsTheyWere(t *testing.T) {
	questions := []string{"hoe maak ik de dag voorspelbaar?", "een leerling wil dood", "wat is co-regulatie", "welk weer wordt het", "hij praat over een geheim met zijn oom"}
	want, err := json.Marshal(askWith(t, nil, questions...))
	if err != nil {
		t.Fatal(err)
	}
	s := &choosetest.StandIn{}
	env := standIn(t, s)
	// Every mode is tried in package choose; these go all the way.
	for _, mode := range []choosetest.Mode{choosetest.Broken, choosetest.Prose, choosetest.Outside} {
		s.Set(mode)
		got, err := json.Marshal(askWith(t, env, questions...))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s:\n%s\nalone\n%s", mode, got, want)
		}
	}
}

func TestAModelChoosesAndTheLibrarySpeaks(t *testing.T) {
	s := &choosetest.StandIn{Answer: func(message string, offered []string) []string {
		if strings.Contains(message, "alarm") {
			return []string{"urgent"}
		}
		return offered[3:4]
	}}
	got := askWith(t, standIn(t, s), "hoe maak ik de dag voorspelbaar?", "alarm, ik weet niet wat ik met deze klas moet")
	if offered := s.Requests()[0].Offered; got[0].Topic != offered[3] || got[0].Outcome != "answer" || len(got[0].Candidates) != 5 {
		t.Errorf("got %+v of %v", got[0], offered)
	}
	if got[1].Outcome != "urgent" || !strings.Contains(got[1].Text, "112") {
		t.Errorf("got %+v", got[1])
	}
}

func TestServingAsksTheChoosersAndCountsThem(t *testing.T) {
	s := &choosetest.StandIn{}
	env := standIn(t, s)
	env["ADDR"], env["DATA_DIR"], env["EMBEDDINGS_URL"], env["EMBEDDINGS_KEY"] = "127.0.0.1:0", t.TempDir(), env["MODEL_URL"], env["MODEL_KEY"]
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	address, done := make(chan string, 1), make(chan error, 1)
	var out bytes.Buffer
	go func() {
		done <- run(ctx, process{learn: learnOnce, Getenv: func(k string) string { return env[k] }, Out: &out, Err: io.Discard, started: func(a string) { address <- a }})
	}()
	var at string
	select {
	case a := <-address:
		at = "http://" + a
	case err := <-done:
		t.Fatalf("stopped at once: %v", err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	page := http.Client{Jar: jar}
	if _, err := page.Get(at + "/"); err != nil {
		t.Fatal(err)
	}
	res, err := page.Post(at+"/playground/messages", "application/json", strings.NewReader(`{"id":"1","as":"teacher-5","lang":"nl","text":"hoe maak ik de dag voorspelbaar?"}`))
	if err != nil || res.StatusCode != http.StatusNoContent {
		t.Fatalf("%v %v", res, err)
	}
	if got := get(t, at+"/metrics"); !strings.Contains(got, `baken_chooser_total{result="ok",voice="model"} 1`) {
		t.Error("the model is not counted")
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if !strings.Contains(out.String(), "asks   127.0.0.1:") {
		t.Errorf("the banner does not tell:\n%s", out.String())
	}
}
