package schedule

import (
	"time"

	"github.com/waybillhq/waybill"
)

// Entry is a sync with its schedule, and how far it came.
type Entry struct {
	Sync     string
	Schedule Schedule
	Paused   bool

	// Last is the last time that was due and is done with. For a schedule that
	// is new, or was changed or resumed, it is when that was: what would have
	// been due earlier is not made up.
	Last time.Time

	// Ended is the last run of the sync that this one follows.
	Ended Ended
}

// Ended is how and when a run ended.
type Ended struct {
	Run    string
	Status waybill.Status
	At     time.Time
}

// Due is a sync that is to run.
type Due struct {
	Sync  string
	At    time.Time // which time it is; of a sync that follows another: when that one ended
	After string    // the run that it follows, or ""
}

// Tick returns the syncs that are due at now. Times that were missed, because
// nothing ran then, are made up by one run: At is the latest of them.
func Tick(entries []Entry, now time.Time) []Due {
	var due []Due
	for _, e := range entries {
		if d, ok := e.due(now); ok && !e.Paused {
			due = append(due, d)
		}
	}
	return due
}

func (e Entry) due(now time.Time) (Due, bool) {
	if e.Schedule.After() != "" {
		ok := e.Ended.At.After(e.Last) && e.Schedule.Follows(e.Ended.Status)
		return Due{Sync: e.Sync, At: e.Ended.At, After: e.Ended.Run}, ok
	}
	at, ok := e.Schedule.Latest(e.Last, now)
	return Due{Sync: e.Sync, At: at}, ok
}

// Latest returns the latest time later than after and not later than now that
// the schedule is due.
func (s Schedule) Latest(after, now time.Time) (time.Time, bool) {
	if !after.Before(now) {
		return time.Time{}, false
	}
	if e := s.spec.Every; e > 0 {
		n := now.Sub(after) / e
		return after.Add(n * e).UTC(), n > 0
	}
	for _, back := range stretches {
		from := now.Add(-back)
		if from.Before(after) {
			from = after
		}
		latest, ok := s.lastIn(from, now)
		if ok || from.Equal(after) {
			return latest, ok
		}
	}
	return s.lastIn(after, now)
}

// stretches are looked through for the latest time, so that a long outage costs
// no walk over all that was missed in it.
var stretches = []time.Duration{time.Minute, time.Hour, 24 * time.Hour, 32 * 24 * time.Hour, 400 * 24 * time.Hour}

func (s Schedule) lastIn(from, to time.Time) (latest time.Time, found bool) {
	for next, ok := s.Next(from); ok && !next.After(to); next, ok = s.Next(next) {
		latest, found = next, true
	}
	return latest, found
}

// Upcoming returns the next n times behind now, as far as they are known: none
// while the schedule is paused, or if it waits for another sync.
func (e Entry) Upcoming(now time.Time, n int) []time.Time {
	if e.Paused {
		return nil
	}
	after := now
	if every := e.Schedule.spec.Every; every > 0 && !e.Last.IsZero() && e.Last.Before(now) {
		after = e.Last.Add(now.Sub(e.Last) / every * every) // the grid goes on
	}
	return e.Schedule.Upcoming(after, n)
}
