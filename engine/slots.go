package engine

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/transport"
)

// work is one slot.
func (s *sender) work() {
	for it := range s.ready {
		if it.Do == remove || s.batch == 1 {
			s.attempt([]*item{it})
			continue
		}
		group, other := s.gather(it)
		s.attempt(group)
		if other != nil {
			s.attempt([]*item{other})
		}
	}
}

// gather fills a request with records that are ready. A removal among them is
// returned apart: it is a request of its own.
func (s *sender) gather(first *item) (group []*item, other *item) {
	group = append(group, first)
	for len(group) < s.batch {
		select {
		case it, ok := <-s.ready:
			if !ok {
				return group, nil
			}
			if it.Do == remove {
				return group, it
			}
			group = append(group, it)
		default:
			return group, nil
		}
	}
	return group, nil
}

// unsent says why a row was not sent.
func (s *sender) unsent() string {
	return "not sent: " + strings.TrimPrefix(s.reason, "not sent: ")
}

// attempt makes one attempt at each item of a group.
func (s *sender) attempt(group []*item) {
	if s.halted() {
		for _, it := range group {
			it.put(waybill.Deferred, s.unsent(), s.engine.now())
			s.books.in <- entryOfBooks{done: it}
		}
		return
	}
	rec := &transport.Recorder{}
	ctx := transport.WithStop(transport.WithRecorder(s.hard, rec), s.halt)
	answers := s.send(ctx, group)
	now := s.engine.now()
	for i, it := range group {
		it.answered(answers[i], now)
		it.exchanges = append(it.exchanges, rec.Exchanges()...)
		switch a := answers[i]; {
		case a.Stop != nil:
			s.stop("the run stopped: "+a.Message, fmt.Errorf("the run stopped: %w", a.Stop))
			it.final = true
		case a.Outage:
			s.stop(a.Message, nil)
			it.final = true
		case a.Stopped: // it waited for its turn when the run was stopped
			it.put(waybill.Deferred, s.unsent(), now)
		}
		s.books.in <- entryOfBooks{done: it}
	}
}

func (s *sender) send(ctx context.Context, group []*item) []destination.Answer {
	if len(group) == 1 {
		return []destination.Answer{attemptOnce(ctx, s.job, s.client, group[0])}
	}
	records := make([]waybill.Record, len(group))
	for i, it := range group {
		records[i] = it.record
	}
	return s.job.Operation.AttemptBatch(ctx, s.client, records)
}

// ended takes back an attempt whose end is on disk, and lets the row wait for
// the next one if there is to be one.
func (s *sender) ended(it *item, settled bool) {
	if settled {
		s.pending.Done()
		return
	}
	go s.again(it)
}

// again waits outside of the slots and begins another attempt.
func (s *sender) again(it *item) {
	timer := time.NewTimer(it.wait())
	defer timer.Stop()
	select {
	case <-s.halt:
	case <-timer.C:
		it.at = s.engine.now()
		select {
		case <-s.halt:
		case s.books.begins <- it:
			return
		}
	}
	it.put(waybill.Deferred, it.answer.Message, s.engine.now())
	s.books.in <- entryOfBooks{done: it}
}
