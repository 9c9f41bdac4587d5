package local

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/queue/book"
	"github.com/waybillhq/waybill/queue/internal/inwork"
)

// beginRuns takes the oldest runs whose syncs are free.
func (s *session) beginRuns() error {
	now := time.Now()
	for run, until := range s.later {
		if now.After(until) {
			delete(s.later, run)
		}
	}
	runs, err := s.Waiting(s.base, s.o.Slots-s.running+len(s.later))
	if err != nil {
		return err
	}
	for _, run := range runs {
		if _, busy := s.later[run]; busy || s.running == s.o.Slots {
			continue
		}
		var h book.Held
		var ok bool
		err := s.DB.Write(s.base, func(tx book.Tx) (err error) {
			h, ok, err = book.Take(s.base, tx, run, s.o.Holder, s.Time())
			return err
		})
		if err != nil {
			return err
		}
		if ok {
			s.start(h)
		}
	}
	return nil
}

// start works on a run that was taken.
func (s *session) start(h book.Held) {
	s.running++
	ctx, end := s.set.Begin(s.base, h.Run)
	if h.Cancelled {
		s.set.End(h.Run, queue.ErrCancelled)
	}
	go func() {
		defer end()
		err := inwork.Call(s.o.Log, func() error { return s.worker.Run(ctx, h.Job) })
		fate := s.settle(h, err, context.Cause(ctx))
		if fate == book.Ended {
			s.set.End(h.Run, queue.ErrEnded) // its deliveries
		}
		s.tell(func() {
			s.running--
			if fate == book.Back {
				s.later[h.Run] = time.Now().Add(again)
			}
		})
	}()
}

// settle records what became of a run, with what was spread of it.
func (s *session) settle(h book.Held, err, cause error) (fate book.Fate) {
	problem := inwork.Insist(s.base, s.o.Log, "what became of run "+h.Run, stays, func() error {
		return s.DB.Write(s.base, func(tx book.Tx) (problem error) {
			if fate, problem = book.Settle(s.base, tx, h, err, cause, s.Time()); problem != nil || fate != book.Ended {
				return problem
			}
			_, problem = tx.Exec(s.base, `DELETE FROM spread WHERE run = $1`, h.Run)
			return problem
		})
	})
	if problem != nil && stays(problem) {
		return s.fail(h, problem)
	}
	return fate
}

// fail ends a run of which the state refuses to record what became.
func (s *session) fail(h book.Held, why error) book.Fate {
	for _, bare := range []bool{false, true} {
		err := inwork.Insist(s.base, s.o.Log, "that run "+h.Run+" failed", stays, func() error {
			return s.DB.Write(s.base, func(tx book.Tx) error { return book.Fail(s.base, tx, h, why, bare, s.Time()) })
		})
		if err == nil {
			return book.Ended
		}
	}
	return book.Gone
}

// stays reports whether an error of SQLite stays, however often the same is tried:
// the state is not as it should be. Locks and full disks pass.
func stays(err error) bool {
	const wrong, corrupt, tooBig, mismatch, misuse, notState = 1, 11, 18, 20, 21, 26 // https://sqlite.org/rescode.html
	e, ok := errors.AsType[interface {
		error
		Code() int
	}](err)
	return ok && slices.Contains([]int{wrong, corrupt, tooBig, mismatch, misuse, notState}, e.Code()&0xff)
}
