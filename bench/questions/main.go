// Command questions measures what the bot makes of questions, from outside: it builds the bot, asks it every question of a file, and prints how often the right topic
// comes first, what is caught of what is urgent, what is refused, and what personal data is seen, each with a 95 % interval. The same questions go through
// bleve over the same library, side by side. With -speed it times one question against libraries of one, ten and a hundred times the size.
//
//	go run ./questions [-speed] [-detail] QUESTIONS.tsv
//
// The file has a header line and the columns lang, kind (answer, urgent, out-of-scope, smalltalk or privacy), question, expected topics, note.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/baken-bot/baken/internal/content"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	speed := flag.Bool("speed", false, "time one question against synthetic libraries too")
	detail := flag.Bool("detail", false, "print every question that went wrong")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "want one file of questions")
		os.Exit(2)
	}
	if err := run(ctx, os.Stdout, flag.Arg(0), *speed, *detail); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, file string, speed, detail bool) error {
	questions, err := readQuestions(file)
	if err != nil {
		return err
	}
	b, err := build(ctx)
	if err != nil {
		return err
	}
	defer b.remove()
	answers, err := b.ask(ctx, "", questions)
	if err != nil {
		return err
	}
	lib, err := content.Load(content.Embedded(), nil)
	if err != nil {
		return fmt.Errorf("load library: %w", err)
	}
	t := newTally(lib)
	for i, q := range questions {
		t.add(q, answers[i])
	}
	t.print(out, detail)
	if err := compare(out, lib, questions, answers); err != nil {
		return err
	}
	if !speed {
		return nil
	}
	return timeSizes(ctx, out, b, questions)
}
