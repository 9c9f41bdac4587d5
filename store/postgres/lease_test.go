package postgres_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/internal/testserver"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/postgres"
)

// term is how long a lease holds without being renewed.
const term = 5 * time.Second

// takeOver locks a sync as soon as that can be done, and says how long it took.
func takeOver(t *testing.T, s *postgres.Store, sync string) (store.Lease, time.Duration) {
	t.Helper()
	began := time.Now()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		lease, err := s.Lock(t.Context(), sync)
		if err == nil {
			return lease, time.Since(began)
		}
		if waybill.ErrorCode(err) != waybill.EConflict || time.Since(began) > 4*term {
			t.Fatalf("after %s: %v", time.Since(began), err)
		}
		<-tick.C
	}
}

func TestALeaseIsRenewed(t *testing.T) {
	t.Parallel()
	url := testserver.Postgres(t)
	a, b := open(t, url), open(t, url)
	lease, err := a.Lock(t.Context(), "orders")
	if err != nil {
		t.Fatal(err)
	}
	for end := time.After(term + term/2); ; {
		select {
		case <-lease.Lost():
			t.Fatal("the lease was lost")
		case <-end:
			_, err := b.Lock(t.Context(), "orders")
			if waybill.ErrorCode(err) != waybill.EConflict || !strings.Contains(err.Error(), fmt.Sprint("process ", os.Getpid())) {
				t.Errorf("%v does not say who runs it", err)
			}
			if err := lease.Release(); err != nil {
				t.Error(err)
			}
			if err := lease.Release(); err != nil {
				t.Errorf("released twice: %v", err)
			}
			return
		}
	}
}

func TestAStaleHolderWritesNothing(t *testing.T) {
	t.Parallel()
	url := testserver.Postgres(t)
	a, b := open(t, url), open(t, url)
	stale, err := a.Lock(t.Context(), "orders")
	if err != nil {
		t.Fatal(err)
	}
	db := connect(t, url)
	if _, err := db.Exec(t.Context(), `UPDATE leases SET "until" = 0`); err != nil { // its term is over
		t.Fatal(err)
	}
	ours, err := b.Lock(t.Context(), "orders")
	if err != nil {
		t.Fatal(err)
	}
	defer ours.Release() //nolint:errcheck // the test has ended
	if ours.Fence() <= stale.Fence() {
		t.Errorf("the fence went from %d to %d", stale.Fence(), ours.Fence())
	}
	for what, code := range writes(t.Context(), a, stale.Fence()) {
		if code != waybill.EConflict {
			t.Errorf("%s by the former holder: %q", what, code)
		}
	}
	for _, table := range []string{"runs", "memory", "accounts"} {
		if n := ask[int](t, db, `SELECT count(*) FROM `+table); n != 0 {
			t.Errorf("%d rows in %s", n, table)
		}
	}
	for what, code := range writes(t.Context(), b, ours.Fence()) {
		if code != "" {
			t.Errorf("%s by the holder: %q", what, code)
		}
	}
	select {
	case <-stale.Lost():
	case <-time.After(term):
		t.Error("the former holder does not know that it lost the lease")
	}
	if err := stale.Release(); err != nil {
		t.Error(err)
	}
	if _, err := b.Recover(t.Context(), store.Scope{Account: "shop", Sync: "orders"}, ours.Fence(), ""); err != nil {
		t.Errorf("the holder lost it by another's release: %v", err)
	}
	if _, err := b.Recover(t.Context(), store.Scope{Account: "shop", Sync: "orders"}, 0, ""); waybill.ErrorCode(err) != waybill.EConflict {
		t.Errorf("recovered without a lease: %v", err)
	}
	if _, err := b.Commit(t.Context(), store.Batch{Scope: store.Scope{Account: "shop", Sync: "customers"}, Fence: ours.Fence()}); waybill.ErrorCode(err) != waybill.EConflict {
		t.Errorf("written under the lease of another sync: %v", err)
	}
}

// writes writes all that a run does, and returns the codes of the errors.
func writes(ctx context.Context, s *postgres.Store, fence int64) map[string]waybill.Code {
	scope := store.Scope{Account: "shop", Sync: "orders"}
	codes := map[string]waybill.Code{}
	_, err := s.Commit(ctx, store.Batch{Scope: scope, Fence: fence, Entries: []store.Entry{{Key: `["1"]`, State: store.Accepted}}})
	codes["a batch"] = waybill.ErrorCode(err)
	codes["an account"] = waybill.ErrorCode(s.SetAccount(ctx, store.Account{Name: "shop"}, fence))
	r := waybill.Run{ID: "R", Sync: "orders", Account: "shop", Status: waybill.Running}
	codes["a run"] = waybill.ErrorCode(s.SaveRun(ctx, r, fence))
	if codes["a run"] == "" {
		_, err := s.Recover(ctx, scope, fence, "")
		codes["a recovery"] = waybill.ErrorCode(err)
	}
	return codes
}

// workerOf is the variable that makes the test program a worker on the state
// that it names.
const workerOf = "WAYBILL_TEST_WORKER"

// work locks a sync, says so, and writes when it is told to by a line.
func work(url string) int {
	ctx := context.Background()
	s, err := postgres.Open(ctx, url)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	lease, err := s.Lock(ctx, "orders")
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println("ready")
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	lost := false
	select {
	case <-lease.Lost():
		lost = true
	default:
	}
	fmt.Println(lost, writes(ctx, s, lease.Fence()))
	return 0
}

func TestAVanishedHolderIsTakenOver(t *testing.T) {
	t.Parallel()
	url := testserver.Postgres(t)
	gone, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	lease, err := gone.Lock(t.Context(), "orders")
	if err != nil {
		t.Fatal(err)
	}
	if err := gone.Close(); err != nil { // nothing of it reaches the database any more
		t.Fatal(err)
	}
	again, took := takeOver(t, open(t, url), "orders")
	defer again.Release() //nolint:errcheck // the test has ended
	if took > 2*term {
		t.Errorf("taken over after %s", took)
	}
	select {
	case <-lease.Lost():
	case <-time.After(term):
		t.Error("a holder that cannot renew its lease does not lose it")
	}
}
