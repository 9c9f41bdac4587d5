package engine_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/store"
)

// fullDisk is a store whose disk is full after some commits, for a while.
type fullDisk struct {
	store.Store
	left int  // commits that still fit
	full bool // nothing fits, not even the end of the run
}

var errFull = errors.New("database or disk is full")

func (s *fullDisk) Commit(ctx context.Context, b store.Batch) ([]store.Claim, error) {
	if s.left--; s.left < 0 {
		return nil, errFull
	}
	return s.Store.Commit(ctx, b)
}

func (s *fullDisk) Recover(ctx context.Context, scope store.Scope, fence int64, resumed string) (store.Recovered, error) {
	if s.full && s.left < 0 {
		return store.Recovered{}, errFull
	}
	return s.Store.Recover(ctx, scope, fence, resumed)
}

func TestAFullDiskLeavesNothingInTheDark(t *testing.T) {
	t.Parallel()
	for name, full := range map[string]bool{"for a moment": false, "to the end of the run": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := setUp(t, waybill.Insert)
			f.rows(waybill.Row{int64(1), "A", nil, nil})
			e := &engine.Engine{Store: &fullDisk{Store: f.store, left: 1, full: full}}
			run, err := e.Run(t.Context(), f.job, engine.Options{}) // begun and sent; the answer cannot be kept
			if !errors.Is(err, errFull) || run.Status != waybill.Failed {
				t.Fatalf("the run is %s, %v", run.Status, err)
			}
			f.sent("A")
			if !full {
				f.balanced(run)
			}
			f.want(f.run(engine.Options{}), waybill.WithRejections, "read=1 added=1 in_doubt=1")
			f.sent()
			f.decide("1", store.Delivered)
			f.want(f.run(engine.Options{}), waybill.Completed, "read=1 unchanged=1")
		})
	}
}

func TestWhatASyncChoseIsCheckedBeforeTheFirstRow(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	asked := 0
	var answer error
	f.job.Destination.Choices = func(context.Context, *destination.Client, string) ([]destination.Choice, error) {
		asked++
		return []destination.Choice{{Value: "10l176", Label: "Shop"}}, answer
	}
	f.job.Operation.Settings = []waybill.Field{{Name: "campaign", Type: waybill.String}}
	f.job.Sync.Settings = map[string]string{"campaign": "nope"}
	f.rows()
	f.want(f.run(engine.Options{}), waybill.Completed, "")
	if asked != 0 {
		t.Error("the vendor was asked although there was nothing to send")
	}
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	run, err := f.try(engine.Options{})
	if waybill.ErrorCode(err) != waybill.EInvalid || !strings.Contains(run.Error, "10l176 Shop") {
		t.Errorf("the error does not say what there is: %v, %s", err, run.Error)
	}
	f.want(run, waybill.Failed, "read=1 added=1 deferred=1")
	f.sent()
	answer = destination.Retry(0, errors.New("no such address"))
	run = f.run(engine.Options{})
	f.want(run, waybill.Completed, "read=1 added=1 accepted=1")
	if len(run.Warnings) != 1 || !strings.Contains(run.Warnings[0], "no such address") {
		t.Errorf("warnings %q", run.Warnings)
	}
	f.sent("A")
}

// leased is a store whose lease can be lost, as one that several machines share.
type leased struct {
	store.Store
	lost chan struct{}

	mu      sync.Mutex
	without []string // what was written under no lease, or another's
}

const fence = 7

func (s *leased) Lock(context.Context, string) (store.Lease, error) { return s, nil }
func (s *leased) Release() error                                    { return nil }
func (s *leased) Lost() <-chan struct{}                             { return s.lost }
func (s *leased) Fence() int64                                      { return fence }

// written is the error of a write under a fence.
func (s *leased) written(what string, under int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if under != fence {
		s.without = append(s.without, what)
	}
	select {
	case <-s.lost:
		return store.TakenOver()
	default:
		return nil
	}
}

func (s *leased) Commit(ctx context.Context, b store.Batch) ([]store.Claim, error) {
	if err := s.written("a batch", b.Fence); err != nil {
		return nil, err
	}
	return s.Store.Commit(ctx, b)
}

func (s *leased) SaveRun(ctx context.Context, r waybill.Run, under int64) error {
	return errors.Join(s.written("a run", under), s.Store.SaveRun(ctx, r, under))
}

func (s *leased) SetAccount(ctx context.Context, a store.Account, under int64) error {
	return errors.Join(s.written("an account", under), s.Store.SetAccount(ctx, a, under))
}

func (s *leased) Recover(ctx context.Context, scope store.Scope, under int64, resumed string) (store.Recovered, error) {
	if err := s.written("a recovery", under); err != nil {
		return store.Recovered{}, err
	}
	return s.Store.Recover(ctx, scope, under, resumed)
}

func TestALostLeaseEndsTheSending(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	const rows = 500
	var model []waybill.Row
	for i := range rows {
		model = append(model, waybill.Row{int64(i), fmt.Sprint("K", i), nil, nil})
	}
	f.rows(model...)
	s := &leased{Store: f.store, lost: make(chan struct{})}
	var once sync.Once
	f.vendor.answer = func(id string, _ int) answer {
		once.Do(func() { close(s.lost) })
		return answer{status: 200, body: `{"id":"v-` + id + `"}`}
	}
	run, err := (&engine.Engine{Store: s}).Run(t.Context(), f.job, engine.Options{})
	if waybill.ErrorCode(err) != waybill.EConflict || run.Status != waybill.Failed {
		t.Errorf("the run is %s, %v", run.Status, err)
	}
	if n := len(f.vendor.take()); n > 2*f.job.Concurrency {
		t.Errorf("%d of %d rows were sent after the lease was lost", n, rows)
	}
	if len(s.without) > 0 {
		t.Errorf("written without the lease: %q", s.without)
	}
}

// parting is a store at which a run is cancelled, before it sends anything.
type parting struct {
	store.Store
	cancel context.CancelFunc
}

func (p parting) SetAccount(context.Context, store.Account, int64) error {
	p.cancel()
	return context.Canceled
}

// A run that is cancelled between planning and sending counts no row of which
// nothing is told.
func TestARunThatIsCancelledBeforeItSendsCountsNothing(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, "much too long a note"})
	ctx, cancel := context.WithCancel(t.Context())
	e := &engine.Engine{Store: parting{f.store, cancel}, Now: func() time.Time { return f.now }, TempDir: t.TempDir()}
	run, err := e.Run(ctx, f.job, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	f.want(run, waybill.Cancelled, "")
	f.sent()
}
