//go:build !linux

package store

import "os/exec"

// endWithParent has no counterpart here: after a crash of the bot its lock is gone, and its server must be stopped by hand.
func endWithParent(*exec.Cmd) {}
