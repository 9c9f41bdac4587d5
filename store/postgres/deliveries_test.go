package postgres_test

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/internal/testserver"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/postgres"
)

var (
	orders = store.Scope{Account: "shop", Sync: "orders"}
	claims = store.ClaimScope{Account: "shop", Operation: "conversions"}
)

// pieces are n pieces of a run's work, and then an error if there is one.
func pieces(n int, err error) iter.Seq2[store.Piece, error] {
	return func(yield func(store.Piece, error) bool) {
		for i := range n {
			if !yield(store.Piece{Work: fmt.Appendf(nil, "piece %d", i+1), Rows: i}, nil) {
				return
			}
		}
		if err != nil {
			yield(store.Piece{}, err)
		}
	}
}

// planned is a run of n pieces, open to workers.
func planned(t *testing.T, s *postgres.Store, id string, n int) {
	t.Helper()
	run(t, s, id, orders.Sync)
	if got, err := s.SaveDeliveries(t.Context(), id, 0, pieces(n, nil)); err != nil || got != n {
		t.Fatalf("%d pieces, %v", got, err)
	}
}

func take(t *testing.T, s *postgres.Store, run string, n int) store.Delivery {
	t.Helper()
	d, ok, err := s.TakeDelivery(t.Context(), run, n, "tester")
	if err != nil || !ok {
		t.Fatalf("piece %d of %s was not to be had: %v", n, run, err)
	}
	return d
}

func TestADeliveryIsTakenByOne(t *testing.T) {
	t.Parallel()
	url := testserver.Postgres(t)
	stores := []*postgres.Store{open(t, url), open(t, url)}
	planned(t, stores[0], "R", 3)
	var taken atomic.Int64
	var d store.Delivery
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			got, ok, err := stores[i%2].TakeDelivery(t.Context(), "R", 2, fmt.Sprint("worker ", i))
			if ok == (err != nil) || err != nil && waybill.ErrorCode(err) != waybill.EConflict {
				t.Error(ok, err)
			}
			if ok && taken.Add(1) == 1 {
				d = got
			}
		})
	}
	all.Wait()
	if taken.Load() != 1 || string(d.Work) != "piece 2" || d.Rows != 1 || d.Taken != 1 {
		t.Fatalf("taken %d times: %+v", taken.Load(), d)
	}
	if err := d.Lease.Release(); err != nil {
		t.Fatal(err)
	}
	again := take(t, stores[1], "R", 2)
	defer again.Lease.Release() //nolint:errcheck // the test has ended
	if again.Taken != 2 || again.Fence <= d.Fence {
		t.Errorf("%+v after %+v", again, d)
	}
	for _, n := range []int{0, 4} {
		if _, ok, err := stores[0].TakeDelivery(t.Context(), "R", n, "x"); ok || err != nil {
			t.Errorf("there is no piece %d: %v", n, err)
		}
	}
}

func TestDeliveriesOpenWhenAllAreKept(t *testing.T) {
	t.Parallel()
	s := open(t, testserver.Postgres(t))
	lease, err := s.Lock(t.Context(), orders.Sync)
	if err != nil {
		t.Fatal(err)
	}
	run(t, s, "R", orders.Sync)
	broken := errors.New("the plan is damaged")
	big := func(yield func(store.Piece, error) bool) { // more than is sent at once
		for range 3 {
			yield(store.Piece{Work: make([]byte, 3<<20)}, nil)
		}
		yield(store.Piece{}, broken)
	}
	if _, err := s.SaveDeliveries(t.Context(), "R", lease.Fence(), big); !errors.Is(err, broken) {
		t.Fatal(err)
	}
	if _, ok, err := s.TakeDelivery(t.Context(), "R", 1, "x"); ok || err != nil {
		t.Errorf("a piece of a plan that broke was taken: %v", err)
	}
	found, err := s.Recover(t.Context(), orders, lease.Fence(), "")
	if err != nil || len(found.Runs) != 1 {
		t.Errorf("%+v, %v", found, err)
	}
	if n, _, err := s.Unfinished(t.Context(), "R"); err != nil || n != 0 {
		t.Errorf("%d pieces were left behind, %v", n, err)
	}
	if err := lease.Release(); err != nil {
		t.Fatal(err)
	}
	run(t, s, "R2", orders.Sync)
	if _, err := s.SaveDeliveries(t.Context(), "R2", lease.Fence(), pieces(1, nil)); waybill.ErrorCode(err) != waybill.EConflict {
		t.Errorf("kept under a lease that was given back: %v", err)
	}
}

func TestExactlyOneFinishesARun(t *testing.T) {
	t.Parallel()
	url := testserver.Postgres(t)
	stores := []*postgres.Store{open(t, url), open(t, url), open(t, url)}
	const n = 24
	planned(t, stores[0], "R", n)
	var last atomic.Int64
	var all sync.WaitGroup
	for w, s := range stores {
		all.Go(func() {
			for i := w; i < n; i += len(stores) {
				d := take(t, s, "R", i+1)
				left, err := s.FinishDelivery(t.Context(), d.DeliveryRef, store.Part{Counts: waybill.Counts{Accepted: 1}, Warnings: []string{"every piece", fmt.Sprint("piece of ", w)}})
				if err = errors.Join(err, d.Lease.Release()); err != nil {
					t.Error(err)
				}
				if left == 0 {
					last.Add(1)
				}
			}
		})
	}
	all.Wait()
	if last.Load() != 1 {
		t.Errorf("%d saw the end of the run", last.Load())
	}
	if left, _, err := stores[0].Unfinished(t.Context(), "R"); err != nil || left != 0 {
		t.Errorf("%d are left, %v", left, err)
	}
	r, err := stores[0].Run(t.Context(), "R")
	if slices.Sort(r.Warnings); err != nil || !slices.Equal(r.Warnings, []string{"every piece", "piece of 0", "piece of 1", "piece of 2"}) {
		t.Errorf("the run has the warnings %q, %v", r.Warnings, err)
	}
	if _, ok, err := stores[0].TakeDelivery(t.Context(), "R", 1, "x"); ok || err != nil {
		t.Errorf("what is done was taken: %v", err)
	}
}

func TestAStaleWorkerOfADeliveryWritesNothing(t *testing.T) {
	t.Parallel()
	url := testserver.Postgres(t)
	a, b := open(t, url), open(t, url)
	planned(t, a, "R", 2)
	stale := take(t, a, "R", 1)
	db := connect(t, url)
	if _, err := db.Exec(t.Context(), `UPDATE deliveries SET "until" = 0 WHERE n = 1`); err != nil { // its term is over
		t.Fatal(err)
	}
	ours := take(t, b, "R", 1)
	defer ours.Lease.Release() //nolint:errcheck // the test has ended
	write := func(s *postgres.Store, d store.DeliveryRef) error {
		_, err := s.Commit(t.Context(), store.Batch{
			Run: "R", Scope: orders, Claims: claims, Delivery: &d, Begin: []store.Begin{{Key: `["1"]`, BusinessKey: "O-1"}}, Added: &waybill.Counts{Accepted: 1},
		})
		return err
	}
	wrong := ours.DeliveryRef
	wrong.N = 2
	for _, d := range []store.DeliveryRef{stale.DeliveryRef, wrong} {
		if err := write(a, d); waybill.ErrorCode(err) != waybill.EConflict {
			t.Errorf("written by %+v: %v", d, err)
		}
		if _, err := a.FinishDelivery(t.Context(), d, store.Part{}); waybill.ErrorCode(err) != waybill.EConflict {
			t.Errorf("finished by %+v: %v", d, err)
		}
		if _, err := a.Resume(t.Context(), store.ResumeRequest{Delivery: d, Scope: orders, Claims: claims}); waybill.ErrorCode(err) != waybill.EConflict {
			t.Errorf("resumed by %+v: %v", d, err)
		}
	}
	if n := ask[int](t, db, `SELECT count(*) FROM claims`); n != 0 {
		t.Errorf("%d claims", n)
	}
	select {
	case <-stale.Lease.Lost():
	case <-time.After(term):
		t.Error("the former worker does not know that it lost the piece")
	}
	if err := stale.Lease.Release(); err != nil {
		t.Error(err)
	}
	if err := write(b, ours.DeliveryRef); err != nil {
		t.Errorf("the worker lost it by another's release: %v", err)
	}
	if r, err := a.Run(t.Context(), "R"); err != nil || r.Counts.Accepted != 1 {
		t.Errorf("%+v, %v", r.Counts, err)
	}
}

func TestAVanishedWorkersDeliveryIsTakenOver(t *testing.T) {
	t.Parallel()
	url := testserver.Postgres(t)
	gone, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	planned(t, gone, "R", 1)
	take(t, gone, "R", 1)
	if err := gone.Close(); err != nil {
		t.Fatal(err)
	}
	s, began := open(t, url), time.Now()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		d, ok, err := s.TakeDelivery(t.Context(), "R", 1, "another")
		if took := time.Since(began); (err != nil && waybill.ErrorCode(err) != waybill.EConflict) || took > 2*term {
			t.Fatalf("not taken over after %s: %v", took, err)
		}
		if ok {
			if n, err := s.TakenAgain(t.Context(), "R"); err != nil || n != 1 {
				t.Errorf("taken again %d times, %v", n, err)
			}
			if err := d.Lease.Release(); err != nil {
				t.Error(err)
			}
			return
		}
	}
}

func TestRecoverLeavesWhatWorkersShare(t *testing.T) {
	t.Parallel()
	s := open(t, testserver.Postgres(t))
	planned(t, s, "R", 1)
	lease, err := s.Lock(t.Context(), orders.Sync)
	if err != nil {
		t.Fatal(err)
	}
	defer lease.Release() //nolint:errcheck // the test has ended
	found, err := s.Recover(t.Context(), orders, lease.Fence(), "")
	if err != nil || len(found.Runs) != 0 || len(found.Working) != 1 {
		t.Fatalf("%+v, %v", found, err)
	}
	d := take(t, s, "R", 1)
	if _, err := s.Commit(t.Context(), store.Batch{Run: "R", Scope: orders, Delivery: &d.DeliveryRef, Added: &waybill.Counts{Accepted: 2, Deferred: 1}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.FinishDelivery(t.Context(), d.DeliveryRef, store.Part{}); err != nil {
		t.Fatal(err)
	}
	if found, err = s.Recover(t.Context(), orders, lease.Fence(), ""); err != nil || len(found.Done) != 1 {
		t.Fatalf("%+v, %v", found, err)
	}
	if r, err := s.Run(t.Context(), "R"); err != nil || r.Status != waybill.WithRejections || r.FinishedAt.IsZero() || r.Counts.Accepted != 2 || r.Error != "" {
		t.Errorf("%+v, %v", r, err)
	}
}
