// Package schedule says when a sync is due. It is pure: it reads no clock and
// keeps nothing; whoever calls it brings the time and remembers what was due.
//
// The forms are: every so often, days and times in a zone, cron in a zone,
// after another sync, and manual. Where clocks change, times of day keep what a
// person means by them: see [Schedule.Next].
package schedule

import (
	"errors"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // machines without a list of zones know them too

	"github.com/waybillhq/waybill"
)

// Spec is a schedule as a person writes it. Its zero value is: manual. At most
// one of Every, Cron, After, and Days with Times is set.
type Spec struct {
	Every    time.Duration // at least a second
	Cron     string        // minute, hour, day of month, month, day of week
	Days     []string      // mon to sun; none: every day
	Times    []string      // like 06:30
	Timezone string        // an IANA name, of Cron, Days and Times; default: UTC
	After    string        // another sync
	OnlyIf   string        // of After: "", completed or any, see [Schedule.Follows]
}

// Schedule is a checked [Spec]. The zero Schedule is manual. It is immutable
// and may be used by several goroutines at once.
type Schedule struct {
	spec Spec
	zone *time.Location
	cal  *calendar // of cron, days and times; else nil
}

// Parse checks a spec. Each error in what it returns (see errors.Join) is a
// *waybill.Error whose Path is the key it is about, or empty.
func Parse(s Spec) (Schedule, error) {
	out, errs := Schedule{spec: s, zone: time.UTC}, checkForm(s)
	var err error
	switch {
	case s.Cron != "":
		out.cal, err = parseCron(s.Cron)
	case s.Times != nil:
		out.cal, err = parseTimes(s.Days, s.Times)
	}
	if err != nil {
		errs = append(errs, err)
	}
	if s.Timezone != "" {
		zone, err := time.LoadLocation(s.Timezone)
		if err != nil || s.Timezone == "Local" {
			errs = append(errs, invalid("timezone", "there is no timezone `%s`", s.Timezone).WithHint("Write an IANA name, such as Europe/London."))
		} else {
			out.zone = zone
		}
	}
	if len(errs) > 0 {
		return Schedule{}, errors.Join(errs...)
	}
	return out, nil
}

func checkForm(s Spec) (errs []error) {
	forms := 0
	for _, given := range []bool{s.Every != 0, s.Cron != "", s.After != "", s.Days != nil || s.Times != nil} {
		if given {
			forms++
		}
	}
	if forms > 1 || forms == 0 && (s.Timezone != "" || s.OnlyIf != "") {
		errs = append(errs, invalid("", "`schedule` needs exactly one of `every`, `cron`, `after`, and `days` with `times`"))
	}
	if s.Days != nil && s.Times == nil {
		errs = append(errs, invalid("", "`schedule` has `days` and no `times`"))
	}
	if s.Every != 0 && s.Every < time.Second {
		errs = append(errs, invalid("every", "`every` is shorter than a second"))
	}
	if !slices.Contains([]string{"", OnlyIfCompleted, OnlyIfAny}, s.OnlyIf) || s.OnlyIf != "" && s.After == "" {
		errs = append(errs, invalid("only_if", "`only_if: %s` means nothing here", s.OnlyIf).WithHint("Beside `after`, write completed or any."))
	}
	return errs
}

func invalid(path, format string, args ...any) *waybill.Error {
	return waybill.Errorf(waybill.EInvalid, format, args...).At(path)
}

// Spec returns what the schedule was made of.
func (s Schedule) Spec() Spec { return s.spec }

// Manual reports whether the sync runs only when somebody runs it.
func (s Schedule) Manual() bool { return s.spec.Every == 0 && s.cal == nil && s.spec.After == "" }

// After returns the sync that this one follows, or "".
func (s Schedule) After() string { return s.spec.After }

// Text identifies the schedule: two schedules with one text are due at the same
// times. It is for machines; people read [Schedule.Describe].
func (s Schedule) Text() string {
	p := s.spec
	return strings.Join([]string{
		p.Every.String(), p.Cron, strings.Join(p.Days, ","), strings.Join(p.Times, ","), p.Timezone, p.After, p.OnlyIf,
	}, "|")
}

// Next returns the first time later than after that the schedule is due, in
// UTC. There is none, and it returns false, for manual schedules and for those
// that follow another sync.
//
// "Every" counts from after, which must be the last time that was due, so that
// a late run does not move the ones behind it.
//
// Where clocks go forward, times of day that do not exist are due once, at the
// first moment behind the gap. Where clocks go back, times of day that occur
// twice are due the first time only. A cron of every hour runs through instead:
// it is due whenever the clock on the wall shows one of its minutes.
func (s Schedule) Next(after time.Time) (time.Time, bool) {
	switch {
	case s.cal != nil && s.cal.through:
		return s.nextThrough(after)
	case s.cal != nil:
		return s.nextFixed(after)
	case s.spec.Every > 0:
		return after.Add(s.spec.Every).UTC(), true
	}
	return time.Time{}, false
}

// Upcoming returns the next n times behind after, fewer if there are fewer.
func (s Schedule) Upcoming(after time.Time, n int) []time.Time {
	var times []time.Time
	for len(times) < n {
		next, ok := s.Next(after)
		if !ok {
			break
		}
		times, after = append(times, next), next
	}
	return times
}

// The values of only_if.
const (
	OnlyIfCompleted = "completed"
	OnlyIfAny       = "any"
)

// Follows reports whether a sync runs after one that ended so: by default when
// it was completed, be it with rejections; with only_if completed, when every
// row arrived; with any, however it ended.
func (s Schedule) Follows(ended waybill.Status) bool {
	switch s.spec.OnlyIf {
	case OnlyIfAny:
		return true
	case OnlyIfCompleted:
		return ended == waybill.Completed
	}
	return ended == waybill.Completed || ended == waybill.WithRejections
}
