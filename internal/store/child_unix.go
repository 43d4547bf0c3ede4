//go:build unix

package store

import (
	"os"
	"syscall"
)

func lockFile(f *os.File) error {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
}

// privately starts a program whose files nobody else on the machine can read, also in a folder that others can look into.
func privately(start func() error) error {
	before := syscall.Umask(0o077)
	defer syscall.Umask(before)
	return start()
}
