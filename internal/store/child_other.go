//go:build !unix

package store

import "os"

// lockFile does nothing where files cannot be locked this way; the server itself refuses a second user of its socket.
func lockFile(*os.File) error { return nil }

// privately starts a program as it is: who may read its files is the folder's own matter there.
func privately(start func() error) error { return start() }
