package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"
)

type healthCmd struct{}

// Run asks the bot on this machine whether it is ready: the health check of an image that holds no shell.
func (healthCmd) Run(ctx context.Context, p *process, all *commands) error {
	core, _, err := settings(p, all)
	if err != nil {
		return err
	}
	_, port, err := net.SplitHostPort(core.Addr)
	if err != nil {
		return fmt.Errorf("read ADDR: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort("127.0.0.1", port)+"/readyz", nil)
	if err != nil {
		return fmt.Errorf("ask health: %w", err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("ask health: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("ask health: %s", res.Status)
	}
	return nil
}
