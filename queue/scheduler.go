package queue

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/waybillhq/waybill/schedule"
)

// Scheduler triggers what is due. Several servers may tick at once: each time
// that is due gives one run.
type Scheduler struct {
	Queue Queue

	// Schedules returns the schedules as they are now, by sync.
	Schedules func(ctx context.Context) (map[string]schedule.Schedule, error)
}

// Tick triggers what is due at now. A sync that cannot be triggered does not
// keep the others from it; it is due again at the next tick.
func (s *Scheduler) Tick(ctx context.Context, now time.Time) error {
	entries, err := s.entries(ctx, now)
	if err != nil {
		return fmt.Errorf("reading the schedules: %w", err)
	}
	var errs []error
	for _, d := range schedule.Tick(entries, now) {
		if _, err := s.Queue.Trigger(ctx, request(d)); err != nil {
			errs = append(errs, fmt.Errorf("triggering %s: %w", d.Sync, err))
		}
	}
	return errors.Join(errs...)
}

func request(d schedule.Due) Request {
	r := Request{Sync: d.Sync, Trigger: Scheduled, Due: d.At, Key: "schedule:" + d.At.UTC().Format(time.RFC3339)}
	if d.After != "" {
		r.Trigger, r.Key = After, "after:"+d.After
	}
	return r
}

// entries holds the schedules against what is remembered of them. Those that
// are new or were changed begin now.
func (s *Scheduler) entries(ctx context.Context, now time.Time) ([]schedule.Entry, error) {
	schedules, err := s.Schedules(ctx)
	if err != nil {
		return nil, err
	}
	marks, err := s.Queue.Marks(ctx)
	if err != nil {
		return nil, err
	}
	var entries []schedule.Entry
	var followed []string
	for sync, sch := range schedules {
		if mark, ok := marks[sync]; !ok || mark.Text != sch.Text() {
			if err := s.Queue.Begin(ctx, sync, sch.Text(), now); err != nil {
				return nil, err
			}
			continue // nothing can be due yet
		}
		entries = append(entries, schedule.Entry{Sync: sync, Schedule: sch, Paused: marks[sync].Paused, Last: marks[sync].Last})
		if other := sch.After(); other != "" {
			followed = append(followed, other)
		}
	}
	ended, err := s.Queue.Ended(ctx, followed)
	for i, e := range entries {
		entries[i].Ended = ended[e.Schedule.After()]
	}
	return entries, err
}
