package store

import (
	"os/exec"
	"syscall"
)

// endWithParent makes the kernel stop the server when the bot dies without stopping it.
func endWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM, Setpgid: true}
}
