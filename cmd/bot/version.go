package main

import (
	"fmt"
	"runtime/debug"
)

type versionCmd struct{}

// Run prints version, commit and Go version.
func (versionCmd) Run(p *process) error {
	version, commit := "development", "unknown"
	info, ok := debug.ReadBuildInfo()
	if !ok {
		_, err := fmt.Fprintln(p.Out, "baken", version)
		return err
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		version = v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			commit = s.Value
		}
	}
	_, err := fmt.Fprintf(p.Out, "baken %s, commit %s, %s\n", version, commit, info.GoVersion)
	return err
}
