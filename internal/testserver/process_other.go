//go:build !linux

package testserver

import (
	"os"
	"os/exec"
)

// terminate asks a server to shut down.
var terminate = os.Interrupt

func giveTo(string, string) error { return nil }

func runAs(*exec.Cmd, string) {}

// startBound starts a server and returns a channel that is closed when it has
// ended.
func startBound(cmd *exec.Cmd) (<-chan struct{}, error) {
	exited := make(chan struct{})
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(exited)
		_ = cmd.Wait() // its log says why it ended
	}()
	return exited, nil
}
