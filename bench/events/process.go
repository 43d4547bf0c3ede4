package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// process is a child whose cost is measured.
type process struct {
	cmd *exec.Cmd
	// url is where it serves, without a slash at its end.
	url string
}

// tick is the unit of a process's times in /proc (man 5 proc: 1/sysconf(_SC_CLK_TCK) seconds, which is 100 on every Linux that Go runs on).
const tick = 10 * time.Millisecond

// cpuTime is the time on processors that the process has used.
func (p process) cpuTime() (time.Duration, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("read times: %w", err)
	}
	// The name, in brackets, may hold spaces; what follows it does not.
	_, rest, ok := strings.Cut(string(data), ") ")
	fields := strings.Fields(rest)
	if !ok || len(fields) < 13 {
		return 0, errors.New("read times: /proc has another form")
	}
	user, err1 := strconv.Atoi(fields[11])
	system, err2 := strconv.Atoi(fields[12])
	return time.Duration(user+system) * tick, errors.Join(err1, err2)
}

// resident is the memory in use in MB.
func (p process) resident() (float64, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("read memory: %w", err)
	}
	_, rest, _ := strings.Cut(string(data), "VmRSS:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0, errors.New("read memory: /proc has another form")
	}
	kb, err := strconv.Atoi(fields[0])
	return float64(kb) / 1024, err
}

// stop asks the process to end, and waits for it.
func (p process) stop() {
	if p.cmd == nil {
		return
	}
	_ = p.cmd.Process.Signal(os.Interrupt)
	ended := make(chan struct{})
	go func() { _ = p.cmd.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(15 * time.Second):
		_ = p.cmd.Process.Kill()
		<-ended
	}
}
