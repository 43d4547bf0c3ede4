package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// house is all that a run starts: a Redis, and what answers events over it.
type house struct {
	dir, redis, slack, bot string
	children               []process
}

func newHouse(ctx context.Context, slack, bot string) (*house, error) {
	dir, err := os.MkdirTemp("", "baken-bench")
	if err != nil {
		return nil, fmt.Errorf("make folder: %w", err)
	}
	h := &house{dir: dir, slack: slack, bot: bot}
	if err := errors.Join(h.build(ctx), h.startRedis(ctx)); err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

func (h *house) close() {
	for i := len(h.children) - 1; i >= 0; i-- {
		h.children[i].stop()
	}
	_ = os.RemoveAll(h.dir)
}

// build makes the bot of this checkout, unless one was given.
func (h *house) build(ctx context.Context) error {
	if h.bot != "" {
		return nil
	}
	h.bot = filepath.Join(h.dir, "bot")
	root, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "github.com/baken-bot/baken").Output()
	if err != nil {
		return fmt.Errorf("find module: %w", err)
	}
	cmd := exec.CommandContext(ctx, "go", "build", "-o", h.bot, "./cmd/bot")
	cmd.Dir, cmd.Stderr = strings.TrimSpace(string(root)), os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("build bot: %w", err)
	}
	return nil
}

// child is a program that ends with this one, whatever ends it.
func child(path string, args ...string) *exec.Cmd {
	cmd := exec.Command(path, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	return cmd
}

// free is an address on this machine where nothing listens.
func free() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find port: %w", err)
	}
	return l.Addr().String(), l.Close()
}

func (h *house) startRedis(ctx context.Context) error {
	addr, err := free()
	if err != nil {
		return err
	}
	_, port, _ := strings.Cut(addr, ":")
	cmd := child("redis-server", "--bind", "127.0.0.1", "--port", port, "--dir", h.dir, "--save", "", "--appendonly", "yes")
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start redis-server: %w", err)
	}
	h.children = append(h.children, process{cmd: cmd})
	h.redis = "redis://" + addr
	return until(ctx, func() bool {
		conn, err := net.DialTimeout("tcp", addr, time.Second)
		return err == nil && conn.Close() == nil
	})
}

// start runs a program that answers events, and waits until it can.
func (h *house) start(ctx context.Context, path, ready string, args ...string) (process, error) {
	addr, err := free()
	if err != nil {
		return process{}, err
	}
	errs, err := os.Create(filepath.Join(h.dir, filepath.Base(path)+".log"))
	if err != nil {
		return process{}, fmt.Errorf("make log: %w", err)
	}
	defer errs.Close()
	cmd := child(path, args...)
	cmd.Stderr = errs
	// Nothing of this shell's own settings may change what is measured.
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + h.dir, "ADDR=" + addr, "REDIS_URL=" + h.redis, "SECRET_KEY=" + strings.Repeat("k", 32), "PLAYGROUND=off", "LOG_LEVEL=warn",
		"DATA_DIR=" + h.dir, "SLACK_BOT_TOKEN=" + token, "SLACK_SIGNING_SECRET=" + secret, "SLACK_API_URL=" + h.slack,
	}
	if err := cmd.Start(); err != nil {
		return process{}, fmt.Errorf("start %s: %w", filepath.Base(path), err)
	}
	p := process{cmd: cmd, url: "http://" + addr}
	h.children = append(h.children, p)
	return p, until(ctx, func() bool {
		res, err := http.Get(p.url + ready)
		return err == nil && res.Body.Close() == nil && res.StatusCode == http.StatusOK
	})
}

func (h *house) startBot(ctx context.Context) (process, error) {
	return h.start(ctx, h.bot, "/readyz", "serve")
}

func (h *house) startBaseline(ctx context.Context) (process, error) {
	self, err := os.Executable()
	if err != nil {
		return process{}, fmt.Errorf("find myself: %w", err)
	}
	return h.start(ctx, self, "/readyz", "-baseline")
}

// complaints are the lines a program logged.
func (h *house) complaints(path string) []string {
	data, err := os.ReadFile(filepath.Join(h.dir, filepath.Base(path)+".log"))
	if err != nil || len(data) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSpace(string(data)), "\n")
}

// until waits, twenty seconds at most, for what should soon be so.
func until(ctx context.Context, so func() bool) error {
	for range 400 {
		if so() {
			return nil
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return errors.New("wait for a program to be ready: it is not")
}
