package dialog_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/baken-bot/baken/internal/chat"
	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/dialog"
	"github.com/baken-bot/baken/internal/people"
	"github.com/baken-bot/baken/internal/understand"
)

// mind is learnt once: nothing in it changes.
var mind = sync.OnceValues(func() (*content.Library, *understand.Reader) {
	lib, err := content.Load(content.Embedded(), nil)
	if err != nil {
		panic(err)
	}
	r, err := understand.New(lib)
	if err != nil {
		panic(err)
	}
	return lib, r
})

// memory keeps sessions and people, and can be away.
type memory struct {
	sessions map[chat.Address]dialog.Session
	staff    map[chat.Address]people.Staff
	away     error
}

type sessions struct{ *memory }

func (m sessions) Load(_ context.Context, who chat.Person) (dialog.Session, error) {
	return m.sessions[who.Address], m.away
}

func (m sessions) Save(_ context.Context, who chat.Person, s dialog.Session) error {
	m.sessions[who.Address] = s
	return m.away
}

func (m sessions) Drop(_ context.Context, who chat.Person) error {
	delete(m.sessions, who.Address)
	return m.away
}

type staff struct{ *memory }

func (m staff) Load(_ context.Context, who chat.Person) (people.Staff, bool, error) {
	s, ok := m.staff[who.Address]
	return s, ok, m.away
}

func (m staff) Save(_ context.Context, who chat.Person, s people.Staff) error {
	m.staff[who.Address] = s
	return m.away
}

func (m staff) Forget(_ context.Context, who chat.Person) error {
	delete(m.staff, who.Address)
	return m.away
}

// talk is one conversation.
type talk struct {
	*testing.T
	d       *dialog.Dialog
	memory  *memory
	votes   []string
	private bool
	count   int
}

func newTalk(t *testing.T) *talk {
	t.Helper()
	lib, reader := mind()
	k := &talk{T: t, memory: &memory{sessions: map[chat.Address]dialog.Session{}, staff: map[chat.Address]people.Staff{}}, private: true}
	d, err := dialog.New(dialog.Config{
		Library: lib, Reader: reader, Sessions: sessions{k.memory}, People: staff{k.memory}, BotName: "Baken",
		Feedback: func(topic string, helped bool) { k.votes = append(k.votes, topic+" "+strconv.FormatBool(helped)) },
	})
	if err != nil {
		t.Fatal(err)
	}
	k.d = d
	return k
}

func (k *talk) message() chat.Message {
	k.count++
	who := chat.Address{Platform: "test", Value: "anna"}
	return chat.Message{
		ID: strconv.Itoa(k.count), From: chat.Person{School: "s", Address: who}, Where: who, Private: k.private,
		At: time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC),
	}
}

func (k *talk) turn(m chat.Message) dialog.Turn {
	k.Helper()
	t, err := k.d.Turn(k.Context(), m)
	if err != nil && k.memory.away == nil {
		k.Fatal(err)
	}
	if err := t.Reply.Validate(); err != nil {
		k.Error(err)
	}
	return t
}

func (k *talk) say(text string) dialog.Turn {
	k.Helper()
	m := k.message()
	m.Text = text
	return k.turn(m)
}

// press presses the button whose label holds the words.
func (k *talk) press(t dialog.Turn, label string) dialog.Turn {
	k.Helper()
	for _, c := range t.Reply.Cards {
		for _, b := range c.Buttons {
			if strings.Contains(b.Label, label) {
				m := k.message()
				m.Press = &b.Do
				return k.turn(m)
			}
		}
	}
	k.Fatalf("no button %q under %s", label, chat.PlainText(t.Reply))
	return dialog.Turn{}
}

func (k *talk) wants(t dialog.Turn, words ...string) {
	k.Helper()
	text := chat.PlainText(t.Reply)
	for _, w := range words {
		if !strings.Contains(text, w) {
			k.Errorf("no %q in:\n%s", w, text)
		}
	}
}

func TestAnAnswerComesWholeFromTheLibrary(t *testing.T) {
	k := newTalk(t)
	turn := k.say("hoe maak ik de dag voorspelbaar")
	if turn.Outcome != dialog.Answered {
		t.Fatalf("outcome %s", turn.Outcome)
	}
	lib, _ := mind()
	topic, _ := lib.Topic(turn.Topic, content.Dutch)
	card := turn.Reply.Cards[0]
	if card.Title != topic.Title || card.Body != topic.Body || len(card.Steps) != len(topic.Steps) {
		t.Errorf("the card is not the topic: %+v", card)
	}
	k.wants(turn, "Bron", "nagekeken november 2026")
}

func TestAnAnswerIsRatedWithoutSayingByWhom(t *testing.T) {
	k := newTalk(t)
	turn := k.say("hoe maak ik de dag voorspelbaar")
	k.wants(k.press(turn, "Helpt"), "niet wie het vroeg")
	k.press(k.press(turn, "Helpt niet"), "Te algemeen")
	if len(k.votes) != 2 || !strings.HasSuffix(k.votes[0], "true") || !strings.HasSuffix(k.votes[1], "false") {
		t.Errorf("votes %v", k.votes)
	}
}

func TestADisclosureGetsTheFixedCardAndAWayBack(t *testing.T) {
	k := newTalk(t)
	turn := k.say("een kind vertelde net dat papa haar slaat en ze durft niet naar huis")
	lib, _ := mind()
	card, _ := lib.SafetyCard(content.Home, content.Dutch)
	if turn.Outcome != dialog.Alarmed || turn.Reply.Cards[0].Body != card.Body || !turn.Reply.Private {
		t.Fatalf("got %+v", turn.Reply)
	}
	for _, b := range turn.Reply.Cards[0].Buttons {
		if strings.HasPrefix(b.Label, "Helpt") {
			t.Error("a safety card asks whether it helped")
		}
	}
	k.wants(k.press(turn, "5 stappen"), "vijf stappen")
	again := k.say("moet ik daar nu iets mee")
	if again.Outcome != dialog.Alarmed {
		t.Errorf("the bot does not stay: %s", again.Outcome)
	}
	back := k.press(again, "Dit bedoelde ik niet")
	if back.Outcome == dialog.Alarmed {
		t.Error("there is no way back")
	}
	if s := k.memory.sessions[chat.Address{Platform: "test", Value: "anna"}]; s.Route != content.NoRoute {
		t.Errorf("route %q is still remembered", s.Route)
	}
}

func TestADoubtPutsOneLineAboveTheAnswer(t *testing.T) {
	k := newTalk(t)
	for _, text := range []string{"ik zag blauwe plekken op zijn arm, hoe begin ik daarover", "hij praat over een geheim met zijn oom"} {
		turn := k.say(text)
		if turn.Safety != content.NoRoute {
			continue
		}
		if turn.SafetyLine == content.NoRoute {
			t.Errorf("%q: neither card nor line", text)
			continue
		}
		if !strings.Contains(turn.Reply.Cards[0].Lead, "gevaar") {
			t.Errorf("no line: %+v", turn.Reply.Cards[0])
		}
		if k.press(turn, "Nu hulp nodig").Outcome != dialog.Alarmed {
			t.Error("the line leads to no card")
		}
	}
}

func TestPersonalDataWaitsForATapAndIsNeverKept(t *testing.T) {
	k := newTalk(t)
	turn := k.say("Sanne de Boer loopt steeds weg uit de les, wat doe ik")
	k.wants(turn, "een naam", "niets bewaard")
	if strings.Contains(chat.PlainText(turn.Reply), "Sanne") {
		t.Error("the name is repeated")
	}
	for _, s := range k.memory.sessions {
		if strings.Contains(strings.Join(s.Held.Topics, " ")+s.Topic, "Sanne") {
			t.Error("the name is kept")
		}
	}
	if answer := k.press(turn, "Zo vragen"); answer.Outcome == dialog.SmallTalk || !answer.Reply.Replace {
		t.Errorf("the tap is not answered: %+v", answer)
	}
}

func TestNoSessionHoldsWhatWasTyped(t *testing.T) {
	k := newTalk(t)
	for _, text := range []string{"xylofoonmuur", "hoe begin ik de ochtend xylofoonmuur", "een leerling wil dood xylofoonmuur", "Sanne Bakker xylofoonmuur"} {
		k.say(text)
		for _, s := range k.memory.sessions {
			if strings.Contains(strings.Join(append(s.Offered, s.Topic, s.Lang, string(s.Route)), " "), "xylofoonmuur") {
				t.Errorf("kept after %q: %+v", text, s)
			}
		}
	}
}

func TestTheBotDoesNotAskTwiceInARow(t *testing.T) {
	k := newTalk(t)
	for _, text := range []string{"tso", "tso", "tso"} {
		before := k.memory.sessions[chat.Address{Platform: "test", Value: "anna"}].Clarified
		if turn := k.say(text); before && turn.Outcome == dialog.Clarified {
			t.Fatal("asked twice in a row")
		}
	}
}

func TestAFollowUpStaysWithItsTopic(t *testing.T) {
	k := newTalk(t)
	first := k.say("wat is co-regulatie")
	for text, want := range map[string]string{"heb je bronnen?": "bronnen bij", "vertel meer": "hoort erbij"} {
		turn := k.say(text)
		if turn.Topic != first.Topic {
			t.Errorf("%q answered with %q", text, turn.Topic)
		}
		k.wants(turn, want)
	}
	english := k.say("in English please")
	if english.Lang != content.English || english.Topic != first.Topic {
		t.Errorf("got %s %s", english.Lang, english.Topic)
	}
}

func TestAGuidedFlowGoesForwardsAndBackAndKeepsNothing(t *testing.T) {
	k := newTalk(t)
	m := k.message()
	m.Press = &chat.Action{Verb: "guide", Arg: "reflect"}
	turn := k.press(k.press(k.turn(m), "Beginnen"), "Verder")
	k.wants(turn, "2 van 3")
	turn = k.press(k.press(turn, "Terug"), "Verder")
	turn = k.press(k.press(turn, "Verder"), "Verder")
	k.wants(turn, "Dat was het")
}

func TestInAChannelOnlyTheAskerSeesTheAnswerUntilItIsShared(t *testing.T) {
	k := newTalk(t)
	k.private = false
	turn := k.say("hoe maak ik de dag voorspelbaar")
	if !turn.Reply.Private {
		t.Error("everybody sees the answer")
	}
	if shared := k.press(turn, "Deel in kanaal"); shared.Reply.Private || len(shared.Reply.Cards[0].Buttons) > 0 {
		t.Errorf("got %+v", shared.Reply)
	}
}

func TestAPersonCanSeeAndEraseWhatIsKept(t *testing.T) {
	k := newTalk(t)
	k.say("hoi")
	k.wants(k.say("wat weet je van mij?"), "november 2026", "Wat ik niet heb")
	k.wants(k.press(k.say("vergeet mij"), "Wis"), "Gewist")
	if len(k.memory.staff)+len(k.memory.sessions) > 0 {
		t.Errorf("left: %v %v", k.memory.staff, k.memory.sessions)
	}
}

func TestWithoutTheStoreSafetyStillWorksAndTheRestSaysSo(t *testing.T) {
	k := newTalk(t)
	k.memory.away = errors.New("redis is away")
	if turn := k.say("een leerling zegt dat hij dood wil"); turn.Outcome != dialog.Alarmed || turn.Reply.Text != "" {
		t.Errorf("got %+v", turn)
	}
	k.wants(k.say("hoe maak ik de dag voorspelbaar"), "niets onthouden", "Voorspelbaarheid")
	k.wants(k.say("wat weet je van mij"), "niet")
}

func TestAForgedOrOldButtonGetsAPlainSentence(t *testing.T) {
	for _, a := range []chat.Action{
		{Verb: "nothing"},
		{Verb: "topic", Arg: "../../etc"},
		{Verb: "guide", Arg: "x/y"},
		{Verb: "safety", Arg: "x"},
		{Verb: "browse", Arg: "x/99999999999"},
		{Verb: "whynot", Arg: "x"},
		{Verb: "lang", Arg: "fr"},
		{Verb: "held"},
		{Verb: "share", Arg: "x"},
	} {
		k := newTalk(t)
		m := k.message()
		m.Press = &a
		k.wants(k.turn(m), "Stel je vraag gerust opnieuw")
	}
}

func TestBrowsingReachesEveryTopic(t *testing.T) {
	k := newTalk(t)
	lib, _ := mind()
	seen := map[string]bool{}
	var walk func(arg string, depth int)
	walk = func(arg string, depth int) {
		m := k.message()
		m.Press = &chat.Action{Verb: "browse", Arg: arg}
		for _, c := range k.turn(m).Reply.Cards {
			for _, b := range c.Buttons {
				if b.Do.Verb == "topic" {
					seen[b.Do.Arg] = true
				} else if b.Do.Verb == "browse" && depth < 20 {
					walk(b.Do.Arg, depth+1)
				}
			}
		}
	}
	walk("", 0)
	if len(seen) != len(lib.TopicIDs()) {
		t.Errorf("%d of %d topics", len(seen), len(lib.TopicIDs()))
	}
}

func TestNothingAnybodyTypesComesBackAsMarkup(t *testing.T) {
	for _, text := range []string{"<!channel> @everyone Sanne Bakker [x](https://evil.example)", "<script>alert(1)</script>", "*hoi* **daar**"} {
		k := newTalk(t)
		turn := k.say(text)
		for _, c := range turn.Reply.Cards {
			for _, marked := range append([]string{turn.Reply.Text, c.Title, c.Body, c.Lead, c.Mind, c.Footer}, c.Steps...) {
				if strings.Contains(marked, "evil") || strings.Contains(marked, "@everyone") || strings.Contains(marked, "<script>") || strings.Contains(marked, "<!channel>") {
					t.Errorf("%q came back in %q", text, marked)
				}
			}
		}
	}
}

func BenchmarkTurn(b *testing.B) {
	lib, reader := mind()
	m := &memory{sessions: map[chat.Address]dialog.Session{}, staff: map[chat.Address]people.Staff{}}
	d, err := dialog.New(dialog.Config{Library: lib, Reader: reader, Sessions: sessions{m}, People: staff{m}, BotName: "Baken"})
	if err != nil {
		b.Fatal(err)
	}
	msg := chat.Message{ID: "1", From: chat.Person{School: "s", Address: chat.Address{Platform: "t", Value: "a"}}, Private: true, Text: "een leerling loopt steeds de klas uit, wat doe ik", At: time.Now()}
	for b.Loop() {
		if _, err := d.Turn(b.Context(), msg); err != nil {
			b.Fatal(err)
		}
	}
}
