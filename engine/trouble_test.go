package engine_test

import (
	"context"
	"errors"
	"strings"
	"testing"

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

func (s *fullDisk) Recover(ctx context.Context, scope store.Scope, fence int64) (store.Recovered, error) {
	if s.full && s.left < 0 {
		return store.Recovered{}, errFull
	}
	return s.Store.Recover(ctx, scope, fence)
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
