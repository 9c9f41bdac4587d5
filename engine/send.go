package engine

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/store"
)

// ahead is how many times the send slots may be begun and not settled, so that
// a crash leaves few rows in doubt (invariant 10).
const ahead = 4

// sender sends the rows of a plan. A row passes from the feeder to the books,
// which put its attempt on disk, to a slot, which sends it, and back to the
// books; a row that is tried again waits outside of the slots.
type sender struct {
	engine  *Engine
	job     *Job
	client  *destination.Client
	batch   int // records of one request
	books   *books
	ready   chan *item // attempts that are on disk
	pending sync.WaitGroup

	hard context.Context        // ends requests that are in flight
	lost func() <-chan struct{} // closed when another worker may have taken over

	mu     sync.Mutex
	halt   chan struct{} // closed when nothing more is to be sent
	over   chan struct{} // closed when nothing more is to be begun: others go on
	reason string        // why, for the rows that are left
	err    error         // why the run failed, if it did
}

// duty is by what right work is carried out: the lease of a whole sync, or that
// of a piece of a run.
type duty struct {
	lease store.Lease
	piece *store.DeliveryRef // nil: the run is whole
}

// carryOut sends a plan and keeps the books of it.
func (e *Engine) carryOut(ctx context.Context, j *Job, o Options, p *planned, run *waybill.Run, by duty) error {
	s := e.newSender(ctx, j, o)
	s.lost = by.lease.Lost
	defer s.client.Close()
	keep := context.WithoutCancel(ctx)
	claims, claimed := j.claims()
	var done atomic.Int64
	b := &books{
		job: j, ledger: e.Store, by: by, run: run, claims: claims, claimed: claimed, in: make(chan entryOfBooks, 2*atOnce),
		begins: make(chan *item, s.ahead()), limit: s.ahead(),
		begun: func(it *item) { s.ready <- it }, failed: s.fail, warned: map[string]bool{},
		ended: func(it *item, settled bool) {
			if settled {
				done.Add(1)
			}
			s.ended(it, settled)
		},
	}
	tell := throttle(e.now, func(stage Stage, n int64) {
		if o.Progress != nil {
			o.Progress(Progress{Run: run.ID, Stage: stage, Counts: run.Counts, Done: n, Total: p.sends + p.removals})
		}
	})
	b.busy = func() bool { return len(s.ready) > 3*j.Concurrency/2 }
	b.tell = func() { tell(Sending, done.Load()) }
	s.books = b

	stopWatching := s.watch(ctx, keep, run.ID)
	defer stopWatching()
	var slots, keeper sync.WaitGroup
	keeper.Go(func() { b.keep(keep) })
	for range j.Concurrency {
		slots.Go(s.work)
	}
	if p.sends > 0 && by.piece == nil {
		s.verify(ctx, run)
	}
	err := s.feed(p)
	s.pending.Wait()
	close(s.ready)
	slots.Wait()
	close(b.in)
	keeper.Wait()
	return errors.Join(err, s.err)
}

func (e *Engine) newSender(ctx context.Context, j *Job, o Options) *sender {
	s := &sender{engine: e, job: j, batch: max(1, j.Operation.Batch), halt: make(chan struct{}), over: make(chan struct{})}
	if j.Operation.SendBatch == nil {
		s.batch = 1
	}
	s.client = destination.NewClient(j.Destination, j.Operation, j.destinationSync(), j.Transport)
	s.ready = make(chan *item, s.ahead())
	s.hard = context.WithoutCancel(ctx)
	if o.Abort != nil {
		s.hard = o.Abort
	}
	return s
}

// stop ends the sending: what is in flight is settled, the rest is left. Only
// the first reason counts.
func (s *sender) stop(reason string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.halt:
		return
	default:
	}
	s.reason, s.err = reason, err
	close(s.halt)
}

// errBooks marks the end of a run whose books could not be kept: what was begun
// may be on its way, whatever the state says.
var errBooks = errors.New("the state could not be written")

// fail ends the run because the books cannot be kept.
func (s *sender) fail(err error) { s.stop(errBooks.Error(), fmt.Errorf("%w: %w", errBooks, err)) }

func (s *sender) halted() bool {
	select {
	case <-s.halt:
		return true
	case <-s.lost(): // a process that was stopped may find out here first
		s.fail(store.TakenOver())
		return true
	default:
		return false
	}
}

// watch ends the sending when ctx ends or the run is cancelled in the state.
func (s *sender) watch(ctx, keep context.Context, run string) (stop func()) {
	watched, cancel := context.WithCancel(keep)
	var wg sync.WaitGroup
	wg.Go(func() {
		tick := time.NewTicker(300 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-watched.Done():
				return
			case <-ctx.Done():
				if errors.Is(context.Cause(ctx), ErrHandOver) {
					close(s.over)
					return
				}
				s.stop("the run was cancelled", errCancelled)
				return
			case <-s.hard.Done():
				s.stop("the run was aborted", errCancelled)
				return
			case <-s.lost():
				s.fail(store.TakenOver())
				return
			case <-tick.C:
				if asked, err := s.engine.Store.Cancelled(watched, run); err == nil && asked {
					s.stop("the run was cancelled", errCancelled)
					return
				}
			}
		}
	})
	return func() { cancel(); wg.Wait() }
}

// verify checks what the sync chose, such as its campaign, before the first row
// is sent: a wrong one would pay nobody. If the vendor cannot be asked the run
// goes on, with a warning.
func (s *sender) verify(ctx context.Context, run *waybill.Run) {
	err := verify(ctx, s.job)
	if err == nil || ctx.Err() != nil {
		return
	}
	if blocks(err) {
		s.stop(err.Error(), err)
		return
	}
	run.Warnings = append(run.Warnings, "the settings of the sync could not be checked: "+err.Error())
}

// blocks reports whether what verify found keeps a run from sending: a choice
// that is not on offer, or a credential that is refused.
func blocks(err error) bool {
	if e, ok := errors.AsType[*destination.Error](err); ok {
		return e.Disposition == destination.Stop
	}
	return waybill.ErrorCode(err) == waybill.EInvalid
}

// verify asks the vendor whether what the sync chose is on offer.
func verify(ctx context.Context, j *Job) error {
	c := destination.NewClient(j.Destination, nil, j.destinationSync(), j.Transport)
	return errors.Join(j.Destination.Verify(ctx, c, j.Operation, j.Sync.Settings), c.Close())
}

// feed passes the work of a plan on, in order.
func (s *sender) feed(p *planned) error {
	for raw, err := range p.work.All() {
		if err != nil {
			return err
		}
		select {
		case <-s.over:
			return ErrHandOver
		default:
		}
		it := &item{}
		if err := it.decode(raw); err != nil {
			return err
		}
		if it.Do != send && it.Do != remove {
			s.books.in <- entryOfBooks{quiet: &it.work}
			continue
		}
		if err := s.begin(it); err != nil {
			return err
		}
	}
	return nil
}

// ahead is how many attempts may be begun and not settled: twice the slots, and
// up to four times where there are many, since more are answered then while a
// group is written.
func (s *sender) ahead() int {
	slots := s.job.Concurrency
	return min(ahead, 2+slots/32) * slots * s.batch
}

// begin hands a row to the books, unless the run is ending.
func (s *sender) begin(it *item) error {
	if err := it.read(s.job); err != nil {
		return err
	}
	select {
	case <-s.halt:
		s.leave(it)
		return nil
	default:
	}
	s.pending.Add(1)
	it.at = s.engine.now()
	select {
	case <-s.over:
		s.pending.Done()
		return ErrHandOver
	case <-s.halt:
		s.pending.Done()
		s.leave(it)
	case s.books.begins <- it:
	}
	return nil
}

// retaken reports whether the work is a piece that somebody has to take again.
func (s *sender) retaken() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.books.by.piece != nil && errors.Is(s.err, errBooks)
}

// leave counts a row that the run did not get to. Its memory stays as it is:
// the next run finds it again. Of a piece whose books could not be kept nothing
// is counted: it is taken again.
func (s *sender) leave(it *item) {
	if it.Do == remove || s.retaken() {
		return
	}
	s.books.in <- entryOfBooks{left: &work{Key: it.Key, Kind: it.Kind, Business: it.Business, Outcome: waybill.Deferred, Message: s.unsent()}}
}
