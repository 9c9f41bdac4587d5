package schedule

import "time"

// Times on the wall are kept as if they were UTC: comparable, without gaps and
// without repeats.

// wall is what the clocks in zone show at t.
func wall(t time.Time, zone *time.Location) time.Time {
	_, offset := t.In(zone).Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}

// moment is when the clocks in zone show w for the first time. If they never
// do, it is the moment at which they are put beyond it. Moments are in the same
// order as what the clocks show.
func moment(w time.Time, zone *time.Location) time.Time {
	guess := time.Date(w.Year(), w.Month(), w.Day(), w.Hour(), w.Minute(), 0, 0, zone)
	begin, end := guess.ZoneBounds()
	var changes []time.Time
	for _, c := range []time.Time{begin, end} {
		if !c.IsZero() {
			changes = append(changes, c)
		}
	}
	first := time.Time{}
	for _, at := range append([]time.Time{guess}, append(before(changes), changes...)...) {
		_, offset := at.In(zone).Zone()
		t := w.Add(-time.Duration(offset) * time.Second)
		if wall(t, zone).Equal(w) && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	if !first.IsZero() {
		return first.UTC()
	}
	for _, c := range changes {
		if !w.Before(wall(c.Add(-1), zone)) && w.Before(wall(c, zone)) {
			return c.UTC()
		}
	}
	return guess.UTC() // no zone has such a time
}

// before returns the moments just before the given ones.
func before(times []time.Time) (out []time.Time) {
	for _, t := range times {
		out = append(out, t.Add(-1))
	}
	return out
}

// nextFixed finds the next time of a calendar whose times of day are fixed.
func (s Schedule) nextFixed(after time.Time) (time.Time, bool) {
	for w, ok := s.cal.next(wall(after, s.zone)); ok; w, ok = s.cal.next(w) {
		if t := moment(w, s.zone); t.After(after) {
			return t, true
		}
	}
	return time.Time{}, false
}

// nextThrough finds the next time of a calendar that runs through changes of
// the clocks: in each stretch between two changes it goes by the wall.
func (s Schedule) nextThrough(after time.Time) (time.Time, bool) {
	for {
		w, ok := s.cal.next(wall(after, s.zone))
		if !ok {
			return time.Time{}, false
		}
		_, offset := after.In(s.zone).Zone()
		next := w.Add(-time.Duration(offset) * time.Second)
		_, end := after.In(s.zone).ZoneBounds()
		if end.IsZero() || next.Before(end) {
			return next, true
		}
		if s.cal.has(wall(end, s.zone)) {
			return end.UTC(), true
		}
		after = end
	}
}
