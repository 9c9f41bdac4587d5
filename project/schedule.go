package project

import (
	"strconv"
	"strings"
	"time"
)

// Schedule is when a sync runs by itself. Its zero value is: only when a person
// runs it. At most one of Every, Cron, After, and Days with Times is set.
type Schedule struct {
	Every    time.Duration
	Cron     string // five fields
	Days     []string
	Times    []string
	Timezone string // IANA name; of Cron, Days and Times; default UTC
	After    string // another sync
}

// Manual reports whether the sync runs only when a person runs it.
func (s Schedule) Manual() bool {
	return s.Every == 0 && s.Cron == "" && s.After == "" && s.Days == nil && s.Times == nil
}

func (l *loader) schedule(m member) Schedule {
	n := m.value.get("schedule")
	if n.absent() {
		return Schedule{}
	}
	s := Schedule{
		Every: n.get("every").period(), Cron: n.get("cron").text(), After: n.get("after").text(),
		Timezone: n.get("timezone").text(), Days: n.get("days").texts(), Times: n.get("times").texts(),
	}
	forms := 0
	for _, given := range []bool{s.Every > 0, s.Cron != "", s.After != "", s.Days != nil || s.Times != nil} {
		if given {
			forms++
		}
	}
	if forms != 1 {
		l.fail(n, "`schedule` needs exactly one of `every`, `cron`, `after`, and `days` with `times`")
	}
	if s.Days != nil && s.Times == nil {
		l.fail(n, "`schedule` has `days` and no `times`")
	}
	if s.Cron != "" && !isCron(s.Cron) {
		l.fail(n.get("cron"), "`%s` is not a cron expression", s.Cron).hint("Write minute, hour, day of month, month, day of week, such as 0 6 * * *.")
	}
	if _, err := time.LoadLocation(s.Timezone); err != nil {
		l.fail(n.get("timezone"), "there is no timezone `%s`", s.Timezone).hint("Write an IANA name, such as Europe/London.")
	}
	l.note(n.position(), "The schedule of sync %s is accepted, not active in this version: it runs when you run it.", m.name)
	return s
}

// cronFields are the least and greatest value of each field, and its names.
var cronFields = []struct {
	least, most int
	names       string
}{{0, 59, ""}, {0, 23, ""}, {1, 31, ""}, {1, 12, "jan feb mar apr may jun jul aug sep oct nov dec"}, {0, 7, "sun mon tue wed thu fri sat"}}

// isCron reports whether s has five fields of lists of values, ranges and
// steps.
func isCron(s string) bool {
	fields := strings.Fields(s)
	if len(fields) != len(cronFields) {
		return false
	}
	for i, field := range fields {
		for part := range strings.SplitSeq(field, ",") {
			if !isCronPart(part, i) {
				return false
			}
		}
	}
	return true
}

func isCronPart(part string, field int) bool {
	part, step, stepped := strings.Cut(part, "/")
	if n, err := strconv.Atoi(step); stepped && (err != nil || n < 1) {
		return false
	}
	if part == "*" {
		return true
	}
	from, to, ranged := strings.Cut(part, "-")
	a, ok := cronValue(from, field)
	if !ranged || !ok {
		return ok
	}
	b, ok := cronValue(to, field)
	return ok && a <= b
}

func cronValue(s string, field int) (int, bool) {
	f := cronFields[field]
	for i, name := range strings.Fields(f.names) {
		if strings.EqualFold(s, name) {
			return i + f.least, true
		}
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= f.least && n <= f.most
}
