package queuetest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/waybillhq/waybill/queue"
)

const (
	killedRuns  = 300
	killedSyncs = 25
	killEvery   = 700 * time.Millisecond
	killsAtMost = 12
	takeover    = 8 * time.Second
)

// takenOver kills a process that has a run and a delivery of it.
func takenOver(t *testing.T, s State) {
	folder, q := t.TempDir(), s.Open(t)
	first := startProcess(t, s.Address, folder)
	defer first.kill()
	run := trigger(t, q, queue.Request{Sync: "orders", Options: []byte(`"slow"`)})
	begins := func(what string) (n int) {
		for _, l := range readJournal(t, folder) {
			if l.what == what && l.run == run.Run {
				n++
			}
		}
		return n
	}
	until(t, "its deliveries have begun", func() bool { return begins("deliver") >= pieces })
	second := startProcess(t, s.Address, folder)
	defer second.kill()
	died := first.kill()
	until(t, "the run has begun again", func() bool { return begins("begin") == 2 })
	if took := time.Since(died); took > takeover {
		t.Errorf("the run of a killed process was begun again after %s", took)
	}
	until(t, "its deliveries have begun again", func() bool { return begins("deliver") >= 2*pieces })
	if took := time.Since(died); took > takeover {
		t.Errorf("the deliveries of a killed process were begun again after %s", took)
	}
	ended(t, q, "orders", run.Run)
}

// killed has three processes work on many runs, and kills one of them at random
// again and again.
func killed(t *testing.T, s State) {
	if testing.Short() {
		t.Skip("it takes half a minute")
	}
	folder, q := t.TempDir(), s.Open(t)
	processes := make([]process, 3)
	for i := range processes {
		processes[i] = startProcess(t, s.Address, folder)
	}
	t.Cleanup(func() {
		for _, p := range processes {
			p.kill()
		}
	})
	kills := map[int]time.Time{} // by process id
	runs := feed(t, q, func(round int) {
		if round >= killsAtMost {
			return
		}
		i := rand.IntN(len(processes))
		kills[processes[i].cmd.Process.Pid] = processes[i].kill()
		processes[i] = startProcess(t, s.Address, folder)
	})
	for _, p := range processes {
		p.stop(t)
	}
	judge(t, readJournal(t, folder), runs, kills)
}

// feed triggers runs until there were enough, and waits until all have ended.
// From time to time it calls disturb.
func feed(t *testing.T, q queue.Queue, disturb func(round int)) (runs []string) {
	t.Helper()
	deadline := time.Now().Add(2 * time.Minute)
	poll, round := time.NewTicker(20*time.Millisecond), 0
	defer poll.Stop()
	next := time.Now().Add(killEvery)
	for {
		for i := 0; i < killedSyncs && len(runs) < killedRuns; i++ {
			if ticket := trigger(t, q, queue.Request{Sync: fmt.Sprintf("sync-%d", i)}); ticket.New {
				runs = append(runs, ticket.Run)
			}
		}
		left := list(t, q)
		if len(left) == 0 {
			return runs
		}
		if time.Now().After(deadline) {
			t.Fatalf("left in the queue: %+v", left)
		}
		if time.Now().After(next) {
			disturb(round)
			round++
			next = time.Now().Add(killEvery)
		}
		<-poll.C
	}
}

// line is one of the journal.
type line struct {
	at   time.Time
	pid  int
	what string
	run  string
	n    int // the attempt, or the piece
}

func readJournal(t *testing.T, folder string) (lines []line) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, "journal"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // nothing happened yet
	}
	if err != nil {
		t.Fatal(err)
	}
	for scan := bufio.NewScanner(bytes.NewReader(text)); scan.Scan(); {
		var l line
		var micros int64
		if _, err := fmt.Sscan(scan.Text(), &micros, &l.pid, &l.what, &l.run, &l.n); err != nil {
			t.Fatalf("%s: %v", scan.Text(), err)
		}
		l.at = time.UnixMicro(micros)
		lines = append(lines, l)
	}
	return lines
}

// judge holds the journal against what a queue promises.
func judge(t *testing.T, lines []line, runs []string, kills map[int]time.Time) {
	t.Helper()
	ended, began := map[string]bool{}, map[string]line{}
	var slowest time.Duration
	takeovers := 0
	for _, l := range lines {
		switch l.what {
		case "twice":
			t.Errorf("run %s was begun while its sync was in work", l.run)
		case "end":
			ended[l.run] = true
		case "begin":
			last, again := began[l.run]
			died, wasKilled := kills[last.pid]
			switch {
			case again && !wasKilled:
				t.Errorf("run %s was begun again, and whoever had it is alive", l.run)
			case again && l.n <= last.n:
				t.Errorf("attempt %d of run %s came after attempt %d", l.n, l.run, last.n)
			case again && l.n == last.n+1: // else one died that had taken it and noted nothing
				takeovers++
				slowest = max(slowest, l.at.Sub(died))
			}
			began[l.run] = l
		}
	}
	for _, run := range runs {
		if !ended[run] {
			t.Errorf("run %s was never worked to its end", run)
		}
	}
	if slowest > 2*takeover { // whoever takes it over may be killed before it says so
		t.Errorf("a run of a killed process was begun again after %s", slowest)
	}
	t.Logf("%d runs, %d kills, %d runs taken over, the slowest after %s", len(runs), len(kills), takeovers, slowest)
}
