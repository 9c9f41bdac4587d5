package project

import (
	"slices"
	"strings"

	"github.com/waybillhq/waybill/internal/near"
)

// references checks the names that the parts of a project give of one another.
func (l *loader) references() {
	for _, d := range l.project.Destinations {
		l.alerts("destinations."+d.Name, d.Alerts)
	}
	for _, m := range l.project.Models {
		l.refer("models."+m.Name+".source", "source", m.Source)
	}
	for _, s := range l.project.Syncs {
		l.alerts("syncs."+s.Name, s.Alerts)
		l.refer("syncs."+s.Name+".schedule.after", "sync", s.Schedule.After)
		l.cycle(s)
	}
	for _, t := range l.project.Tests {
		l.referAt(t.Position, "sync", t.Sync)
	}
}

func (l *loader) alerts(path string, names []string) {
	for _, name := range names {
		l.refer(path+".alerts", "alert", name)
	}
}

func (l *loader) refer(path, what, name string) { l.referAt(l.project.Locate(path), what, name) }

// referAt reports a name that nothing has. What has the name and is wrong
// itself was reported there.
func (l *loader) referAt(at Position, what, name string) {
	section := what + "s"
	if _, ok := l.at[section+"."+name]; ok || name == "" {
		return
	}
	var names []string
	for id := range l.at {
		if known, ok := strings.CutPrefix(id, section+"."); ok {
			names = append(names, known)
		}
	}
	slices.Sort(names)
	l.failAt(at, "there is no %s `%s`", what, name).hint("%s", near.Hint(name, names))
}

// cycle reports syncs that wait for one another.
func (l *loader) cycle(s Sync) {
	seen := []string{s.Name}
	for next := s.Schedule.After; next != ""; {
		if next == s.Name {
			l.failAt(l.project.Locate("syncs."+s.Name+".schedule.after"), "`%s` runs after itself: %s", s.Name, strings.Join(append(seen, next), " after "))
			return
		}
		after, err := l.project.Sync(next)
		if err != nil || slices.Contains(seen, next) {
			return
		}
		seen, next = append(seen, next), after.Schedule.After
	}
}
