package engine_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/internal/testserver"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/sqlite"
	"github.com/waybillhq/waybill/transport"
)

// TestMain lets the test binary be the process that is killed.
func TestMain(m *testing.M) {
	if url := os.Getenv("WAYBILL_TEST_VENDOR"); url != "" {
		if err := runCrashJob(url, os.Getenv("WAYBILL_TEST_STATE"), number("WAYBILL_TEST_ROWS", 0)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(testserver.Main(m))
}

// number reads a number from the environment.
func number(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

const crashSlots = 8

// runCrashJob runs a sync of n inserts to the end and prints the run.
func runCrashJob(url, state string, n int) error {
	ctx := context.Background()
	s, err := sqlite.Open(ctx, state)
	if err != nil {
		return err
	}
	defer s.Close()
	run, err := (&engine.Engine{Store: s}).Run(ctx, crashJob(url, n), engine.Options{})
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(run)
}

func crashJob(url string, n int) *engine.Job {
	model := &table{columns: []waybill.Column{{Name: "pk", Type: waybill.Int}, {Name: "id", Type: waybill.String}}}
	for i := range n {
		model.rows = append(model.rows, waybill.Row{int64(i), fmt.Sprint("O-", i)})
	}
	d := vendorDestination(&waybill.BusinessKey{Field: "id"})
	return &engine.Job{
		Source: model, Destination: d, Operation: &d.Operations[0], Config: destination.Settings{"url": url},
		Identity: map[string]string{"url": url}, Transport: transport.New(transport.Options{Concurrency: crashSlots}), Concurrency: crashSlots,
		Sync: waybill.Sync{
			Name: "crash", Account: "vendor", Operation: "records", Mode: waybill.Insert, Retry: waybill.DefaultRetryRefused,
			Model:   waybill.Model{Name: "model", SQL: "select", PrimaryKey: []string{"pk"}},
			Mapping: waybill.Mapping{{To: "id", Column: "id"}},
		},
	}
}

// TestKilledAnywhereLosesAndRepeatsNothing kills a process that sends, at
// random moments, and then lets it finish. WAYBILL_KILLS and WAYBILL_ROWS make
// it longer.
func TestKilledAnywhereLosesAndRepeatsNothing(t *testing.T) {
	t.Parallel()
	kills, rows := number("WAYBILL_KILLS", 6), number("WAYBILL_ROWS", 1500)
	v := newVendor(t)
	state := filepath.Join(t.TempDir(), "waybill.db")
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1)) //nolint:gosec // not a secret
	for k := range kills {
		// Killed when the vendor has received so many more, in the middle of
		// whatever the process does then.
		killAfter(t, v, state, rows, 1+r.IntN(max(1, rows/kills*2)))
		_ = k
	}
	out, err := crashProcess(t, v.URL, state, rows).Output()
	if err != nil {
		t.Fatalf("the last run: %v", err)
	}
	var run waybill.Run
	if err := json.Unmarshal(out, &run); err != nil {
		t.Fatal(err)
	}
	checkCrash(t, v, state, rows, kills, run)
}

func crashProcess(t *testing.T, url, state string, rows int) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0])
	c.Env = append(os.Environ(), "WAYBILL_TEST_VENDOR="+url, "WAYBILL_TEST_STATE="+state, fmt.Sprint("WAYBILL_TEST_ROWS=", rows))
	c.Stderr = os.Stderr
	return c
}

// killAfter runs a process and kills it when the vendor has received n more.
func killAfter(t *testing.T, v *vendor, state string, rows, n int) {
	t.Helper()
	c := crashProcess(t, v.URL, state, rows)
	reached := make(chan struct{})
	v.mu.Lock()
	count := 0
	v.answer = func(id string, _ int) answer {
		if count++; count == n {
			close(reached)
		}
		return answer{status: 200, body: `{"id":"v-` + id + `"}`}
	}
	v.mu.Unlock()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	select {
	case <-reached:
		_ = c.Process.Kill()
		<-ended
	case <-ended: // there was less than that left to send
	}
}

// checkCrash holds the vendor's record against the ledger, row by row.
func checkCrash(t *testing.T, v *vendor, state string, rows, kills int, run waybill.Run) {
	t.Helper()
	s, err := sqlite.Open(t.Context(), state)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	v.mu.Lock()
	defer v.mu.Unlock()
	doubts := int64(0)
	for i := range rows {
		id := fmt.Sprint("O-", i)
		key, _ := mapping.Encode([]any{int64(i)})
		e, ok, err := s.Entry(t.Context(), store.Scope{Account: "vendor", Sync: "crash"}, key)
		switch got := v.times[id]; {
		case err != nil || !ok:
			t.Fatalf("%s is not remembered: %v", id, err)
		case e.State == store.InDoubt:
			if doubts++; got > 1 {
				t.Errorf("%s is in doubt and was received %d times", id, got)
			}
		case e.State != store.Accepted:
			t.Errorf("%s is %s", id, e.State)
		case got != 1:
			t.Errorf("%s is accepted and was received %d times", id, got)
		}
	}
	if run.Counts.InDoubt != doubts || run.Counts.Unchanged+run.Counts.Accepted+doubts != int64(rows) {
		t.Errorf("%d rows are in doubt, the run says %+v", doubts, run.Counts)
	}
	if limit := int64(kills * 4 * crashSlots); doubts > limit {
		t.Errorf("%d rows are in doubt after %d kills, at most %d can be", doubts, kills, limit)
	}
	t.Logf("%d kills, %d rows, %d in doubt", kills, rows, doubts)
}
