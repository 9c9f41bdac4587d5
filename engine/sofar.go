package engine

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/waybillhq/waybill/store"
)

// tellEvery is how often a run that reads has the state say how far it is.
const tellEvery = time.Second

// sofar has the state say how many rows a run has read, while it reads.
type sofar struct {
	rows atomic.Int64
	stop context.CancelFunc
	over sync.WaitGroup
}

// soFar begins to tell. A reading of less than tellEvery writes nothing. If the
// state is away, nothing is told: how the run goes on is not hung on it.
func (e *Engine) soFar(ctx context.Context, b store.Batch) *sofar {
	s := &sofar{}
	ctx, s.stop = context.WithCancel(ctx)
	s.over.Go(func() {
		tick := time.NewTicker(tellEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if n := s.rows.Load(); n != b.Reading {
				b.Reading = n
				_, _ = e.Store.Commit(ctx, b)
			}
		}
	})
	return s
}

// end returns when nothing more is told.
func (s *sofar) end() {
	s.stop()
	s.over.Wait()
}
