package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"
)

// serverOnPath returns the Redis or Valkey server of this machine, or "".
func serverOnPath() string {
	for _, name := range []string{"redis-server", "valkey-server"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// stopTimeout is how long the child may take to write its last data.
const stopTimeout = 5 * time.Second

// startChild runs a server as a child on a socket that only this user can reach, with every write in an append-only file. A lock keeps a second
// bot away from the same files.
func startChild(ctx context.Context, server, dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make data folder: %w; set DATA_DIR to a folder that can be written", err)
	}
	lock, err := lockDir(dir)
	if err != nil {
		return nil, err
	}
	sockets, err := os.MkdirTemp("", "baken")
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make socket folder: %w", err), lock.Close())
	}
	socket := filepath.Join(sockets, "redis.sock")
	cmd := exec.Command(server, "--port", "0", "--unixsocket", socket, "--unixsocketperm", "700", "--dir", dir,
		"--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--daemonize", "no", "--loglevel", "warning")
	endWithParent(cmd)
	cmd.Stderr = os.Stderr
	c := &child{cmd: cmd, done: make(chan struct{}), sockets: sockets, lock: lock}
	if err := c.start(); err != nil {
		return nil, errors.Join(fmt.Errorf("start %s: %w", server, err), os.RemoveAll(sockets), lock.Close())
	}
	s := &Store{
		client: redis.NewClient(&redis.Options{Network: "unix", Addr: socket, ContextTimeoutEnabled: true, DialTimeout: dialTimeout, ReadTimeout: ioTimeout, WriteTimeout: ioTimeout, DialerRetries: 1, MaxRetries: 1}),
		Where:  fmt.Sprintf("%s in %s, written to disk every second", filepath.Base(server), dir), Kept: true, stop: c.stop,
	}
	if err := c.ready(ctx, s); err != nil {
		return nil, errors.Join(fmt.Errorf("start %s in %s: %w", server, dir, err), s.Close())
	}
	return s, nil
}

// child is a server this process started and stops.
type child struct {
	cmd *exec.Cmd
	// done is closed when the server has ended; ended holds how.
	done    chan struct{}
	ended   error
	sockets string
	lock    *os.File
}

// start runs the server on a thread of its own that lives as long as it does: the kernel's signal at a parent's death follows the thread that started
// the child (https://go.dev/issue/27505).
func (c *child) start() error {
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := privately(c.cmd.Start)
		started <- err
		if err == nil {
			c.ended = c.cmd.Wait()
			close(c.done)
		}
	}()
	return <-started
}

// ready waits until the server has read its files and answers.
func (c *child) ready(ctx context.Context, s *Store) error {
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for {
		if err := s.Ping(ctx); err == nil {
			return nil
		}
		select {
		case <-c.done:
			return fmt.Errorf("it stopped at once: %w", c.ended)
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
	}
}

// stop ends the server in its own way, so that it writes what it holds, and then removes what was made for it.
func (c *child) stop() error {
	err := c.cmd.Process.Signal(syscall.SIGTERM)
	if errors.Is(err, os.ErrProcessDone) {
		err = nil
	}
	select {
	case <-c.done:
	case <-time.After(stopTimeout):
		err = errors.Join(err, errors.New("stop redis: it did not end in time"), c.cmd.Process.Kill())
		<-c.done
	}
	return errors.Join(err, os.RemoveAll(c.sockets), c.lock.Close())
}

// lockDir takes the folder for this process; the lock goes with the process.
func lockDir(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock data folder: %w", err)
	}
	if err := lockFile(f); err != nil {
		return nil, errors.Join(fmt.Errorf("lock data folder %s: %w; stop that one or set another DATA_DIR", dir, ErrInUse), f.Close())
	}
	return f, nil
}
