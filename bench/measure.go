package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

// figures are what the operating system says of one arm in one round.
type figures struct {
	wall   time.Duration
	cpu    time.Duration
	memory int64 // peak, in bytes
	tally  tally
}

// start starts an arm.
func start(args ...string) (*exec.Cmd, io.ReadCloser, io.WriteCloser, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, nil, nil, err
	}
	c := exec.Command(self, args...)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, nil, nil, err
	}
	in, err := c.StdinPipe()
	if err != nil {
		return nil, nil, nil, err
	}
	return c, out, in, c.Start()
}

// once runs an arm against a receiver of its own.
func once(receiverArgs, arm []string) (figures, error) {
	var f figures
	rc, out, in, err := start(append([]string{"receiver"}, receiverArgs...)...)
	if err != nil {
		return f, err
	}
	defer func() { _ = in.Close(); _ = rc.Wait() }()
	url, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return f, fmt.Errorf("starting the receiver: %w", err)
	}
	url = strings.TrimSpace(url)
	if f, err = timed(append(arm, "-url", url)); err != nil {
		return f, err
	}
	resp, err := http.Get(url + "/stats")
	if err != nil {
		return f, err
	}
	defer resp.Body.Close()
	return f, json.NewDecoder(resp.Body).Decode(&f.tally)
}

// timed runs an arm to its end.
func timed(arm []string) (figures, error) {
	began := time.Now()
	c, out, in, err := start(arm...)
	if err != nil {
		return figures{}, err
	}
	_ = in.Close()
	said, _ := io.ReadAll(out)
	err = c.Wait()
	f := figures{wall: time.Since(began)}
	if os.Getenv("BENCH_VERBOSE") != "" {
		fmt.Fprintf(os.Stderr, "  %s: %s", arm[0], said)
	}
	if err != nil {
		return f, fmt.Errorf("%s: %w", strings.Join(arm, " "), err)
	}
	usage, ok := c.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return f, errors.New("this system does not account for processes")
	}
	f.cpu = c.ProcessState.UserTime() + c.ProcessState.SystemTime()
	f.memory = usage.Maxrss << 10
	return f, nil
}

// median returns the median of a figure over rounds.
func median[T int | int64 | time.Duration | float64](rounds []figures, of func(figures) T) T {
	var xs []T
	for _, r := range rounds {
		xs = append(xs, of(r))
	}
	slices.Sort(xs)
	return xs[len(xs)/2]
}

func wall(f figures) time.Duration { return f.wall }
func cpu(f figures) time.Duration  { return f.cpu }
func memory(f figures) int64       { return f.memory }
