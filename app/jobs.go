package app

import (
	"context"
	"sync"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/engine"
)

// jobs are those that pieces of runs are being delivered for. All pieces of a
// run that one process has at once share a job, and so its connections and its
// limits. The zero value has none.
type jobs struct {
	mu   sync.Mutex
	open map[string]*openJob // by run
}

type openJob struct {
	ready chan struct{} // closed when the job is there
	job   *engine.Job
	close func() error
	err   error
	users int
}

// get returns the job of a run, and what gives it back.
func (j *jobs) get(ctx context.Context, live *Live, run waybill.Run) (*engine.Job, func(), error) {
	j.mu.Lock()
	o, ok := j.open[run.ID]
	if !ok {
		o = &openJob{ready: make(chan struct{})}
		if j.open == nil {
			j.open = map[string]*openJob{}
		}
		j.open[run.ID] = o
	}
	o.users++
	j.mu.Unlock()
	if !ok {
		o.job, o.close, o.err = newDelivery(ctx, live, run.Sync)
		close(o.ready)
	}
	<-o.ready
	release := func() { j.release(run.ID, o) }
	if o.err != nil {
		release()
		return nil, nil, o.err
	}
	return o.job, release, nil
}

func newDelivery(ctx context.Context, live *Live, sync string) (*engine.Job, func() error, error) {
	a, err := live.App(ctx)
	if err != nil {
		return nil, nil, err
	}
	return a.delivery(ctx, sync, Send)
}

// release closes the job when nobody uses it any more. An error of closing idle
// connections is of no account.
func (j *jobs) release(run string, o *openJob) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if o.users--; o.users > 0 {
		return
	}
	if j.open[run] == o {
		delete(j.open, run)
	}
	if o.close != nil {
		_ = o.close()
	}
}
