package engine_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/store"
)

// halting is a model that stops half way, until it is told to go on.
type halting struct {
	*table
	after int
	goOn  chan struct{}
}

func (s *halting) All() iter.Seq2[waybill.Row, error] {
	return func(yield func(waybill.Row, error) bool) {
		n := 0
		for r, err := range s.table.All() {
			if n++; n == s.after {
				<-s.goOn
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

func (s *halting) Query(context.Context, string, ...waybill.Where) (waybill.Rows, error) {
	return s, nil
}

// TestARunThatReadsSaysHowFarItIs has another process look at a run whose model
// takes long, and at the same run when it has ended.
func TestARunThatReadsSaysHowFarItIs(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	for i := range 1000 {
		f.model.rows = append(f.model.rows, waybill.Row{fmt.Sprint(i), fmt.Sprint("R-", i), "1", nil})
	}
	model := &halting{table: f.model, after: 900, goOn: make(chan struct{})}
	f.job.Source = model
	ended := make(chan waybill.Run)
	go func() {
		run, err := f.try(engine.Options{})
		if err != nil {
			t.Error(err)
		}
		ended <- run
	}()
	deadline := time.Now().Add(30 * time.Second)
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for {
		runs, err := f.store.ListRuns(t.Context(), store.RunFilter{})
		if err != nil {
			t.Fatal(err)
		}
		if len(runs) == 1 && runs[0].Reading == 768 { // three batches: the fourth is on its way
			if runs[0].Counts.Read != 0 || runs[0].Status != waybill.Running {
				t.Errorf("while it reads: %+v", runs[0])
			}
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("it says %+v", runs)
		}
		<-look.C
	}
	close(model.goOn)
	run := <-ended
	if kept, err := f.store.Run(t.Context(), run.ID); err != nil || kept.Reading != 0 || kept.Counts.Read != 1000 {
		t.Errorf("in the end: %+v, %v", kept, err)
	}
}

// worded is a model that says in its own words that its query was ended.
type worded struct {
	*table
	ctx   context.Context // that of the one query
	begun chan struct{}
}

func (s *worded) Query(ctx context.Context, _ string, _ ...waybill.Where) (waybill.Rows, error) {
	s.ctx = ctx
	return s, nil
}

func (s *worded) All() iter.Seq2[waybill.Row, error] {
	return func(yield func(waybill.Row, error) bool) {
		close(s.begun)
		<-s.ctx.Done()
		yield(nil, errors.New("the query was ended"))
	}
}

// TestARunThatReadsIsCancelled ends a run whose source does not say why it ended.
func TestARunThatReadsIsCancelled(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	model := &worded{table: f.model, begun: make(chan struct{})}
	f.job.Source = model
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-model.begun; cancel() }()
	e := &engine.Engine{Store: f.store, TempDir: t.TempDir()}
	if run, err := e.Run(ctx, f.job, engine.Options{}); err != nil || run.Status != waybill.Cancelled {
		t.Errorf("it is %s: %s, %v", run.Status, run.Error, err)
	}
}
