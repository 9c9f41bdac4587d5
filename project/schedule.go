package project

import (
	"errors"
	"slices"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/schedule"
)

// Schedule is when a sync runs by itself. Its zero value is: only when a person
// runs it. At most one of Every, Cron, After, and Days with Times is set.
type Schedule schedule.Spec

// Manual reports whether the sync runs only when a person runs it.
func (s Schedule) Manual() bool {
	return s.Every == 0 && s.Cron == "" && s.After == "" && s.Days == nil && s.Times == nil
}

// ParseSchedule reads a schedule out of a text that has it under the key
// schedule, as a sync has. The Path of an error is what it is about, such as
// schedule.cron.
func ParseSchedule(body []byte) (Schedule, error) {
	const name = "schedule"
	l := newLoader("", Catalogue{})
	l.sealed, l.read = true, func(string) ([]byte, error) { return body, nil }
	root, ok := l.parse(name)
	if !ok {
		return Schedule{}, errors.Join(l.errs...)
	}
	l.check(root, &shape{keys: []key{{name, true, scheduleShape()}}}, name)
	l.locate(root, "")
	s := l.schedule(member{value: root})
	if len(l.errs) > 0 {
		l.placed()
		return Schedule{}, errors.Join(l.errs...)
	}
	return s, nil
}

func (l *loader) schedule(m member) Schedule {
	n := m.value.get("schedule")
	if n.absent() {
		return Schedule{}
	}
	s := Schedule{
		Every: n.get("every").period(), Cron: n.get("cron").text(), After: n.get("after").text(), OnlyIf: n.get("only_if").text(),
		Timezone: n.get("timezone").text(), Days: n.get("days").texts(), Times: n.get("times").texts(),
	}
	if s.Manual() {
		l.fail(n, "`schedule` needs exactly one of `every`, `cron`, `after`, and `days` with `times`")
		return s
	}
	if _, err := schedule.Parse(schedule.Spec(s)); err != nil {
		l.scheduleProblems(n, err)
	}
	l.note(n.position(), "The schedule of sync %s takes effect under `waybill serve`.", m.name)
	return s
}

// scheduleProblems notes what is wrong with a schedule, each at its key.
func (l *loader) scheduleProblems(n node, err error) {
	list, ok := err.(interface{ Unwrap() []error }) //nolint:errorlint // it is what schedule.Parse returns
	if !ok {
		l.fail(n, "%v", err)
		return
	}
	for _, problem := range list.Unwrap() {
		e, ok := problem.(*waybill.Error) //nolint:errorlint // the same
		if !ok {
			l.fail(n, "%v", problem)
			continue
		}
		at := n
		if key := n.get(e.Path); e.Path != "" && !key.absent() {
			at = key
		}
		if slices.Contains([]string{"days", "times", "only_if"}, e.Path) && l.failed(at.position()) {
			continue // their shape was found wrong before
		}
		l.fail(at, "%s", e.Message).hint("%s", e.Hint)
	}
}
