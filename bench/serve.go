package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// serveCase measures how long the program takes from its start until it answers
// as a server, and what it holds in memory once it has nothing to do. It builds
// the program first.
func serveCase(o options) error {
	program := filepath.Join(o.dir, "waybill")
	build := exec.Command("go", "build", "-o", program, "./cmd/waybill")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("building the program: %w", err)
	}
	shop := filepath.Join(o.dir, "shop")
	if err := exec.Command(program, "init", shop).Run(); err != nil {
		return fmt.Errorf("making a project: %w", err)
	}
	fmt.Printf("\nserve: the start of a server until it answers, with a project of four syncs, and its memory when idle; %d rounds\n", o.rounds)
	for range o.rounds {
		took, memory, err := serveOnce(program, shop)
		if err != nil {
			return err
		}
		fmt.Printf("  answered after %4d ms, idle at %3d MB\n", took.Milliseconds(), memory>>20)
	}
	fmt.Println("  goal: at most 500 ms and 60 MB")
	return nil
}

// serveOnce starts a server, waits until it answers, and a while longer.
func serveOnce(program, shop string) (took time.Duration, memory int64, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, 0, err
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		return 0, 0, err
	}
	c := exec.Command(program, "serve", "--project", shop, "--listen", addr)
	began := time.Now()
	if err := c.Start(); err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, c.Process.Signal(os.Interrupt), c.Wait()) }()
	for {
		resp, err := http.Get("http://" + addr + "/readyz")
		if err == nil {
			_ = resp.Body.Close() // nothing in it that matters here
			if resp.StatusCode == http.StatusOK {
				break
			}
		}
		if time.Since(began) > 10*time.Second {
			return 0, 0, errors.New("the server does not answer")
		}
		time.Sleep(time.Millisecond)
	}
	took = time.Since(began)
	time.Sleep(5 * time.Second) // for it to settle
	memory, err = resident(c.Process.Pid)
	return took, memory, err
}

// resident is the memory of a process in bytes, as Linux tells it.
func resident(pid int) (int64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(b), "VmRSS:")
	kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
	return kb << 10, err
}
