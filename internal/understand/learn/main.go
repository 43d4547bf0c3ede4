// Command learn learns from the library that comes with the bot and stores what was learnt, so that the bot starts at once. It is run by go generate, after any
// change of the library.
//
//	learn FILE
package main

import (
	"bytes"
	"fmt"
	"os"

	"github.com/baken-bot/baken/internal/content"
	"github.com/baken-bot/baken/internal/understand"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("read arguments: want the file to write")
	}
	lib, err := content.Load(content.Embedded(), nil)
	if err != nil {
		return fmt.Errorf("load library: %w", err)
	}
	var out bytes.Buffer
	if err := understand.Learn(lib, &out); err != nil {
		return err
	}
	if err := os.WriteFile(args[0], out.Bytes(), 0o644); err != nil { //nolint:gosec // a file of the source tree, for everyone to read
		return fmt.Errorf("store what was learnt: %w", err)
	}
	return nil
}
