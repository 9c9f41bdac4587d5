package schedule

import (
	"fmt"
	"math/bits"
	"strings"
	"time"
)

// Describe says in words when the sync runs, to be put behind "runs".
func (s Schedule) Describe() string {
	switch p := s.spec; {
	case p.After != "":
		return "after " + p.After + map[string]string{
			"": ", unless it failed", OnlyIfCompleted: ", if every row arrived", OnlyIfAny: ", however it ended",
		}[p.OnlyIf]
	case p.Every > 0:
		return "every " + period(p.Every)
	case s.cal != nil:
		return s.describeCalendar()
	}
	return "only when somebody runs it"
}

// describeCalendar names days and times, or the expression if these are many.
func (s Schedule) describeCalendar() string {
	c := s.cal
	if text, ok := c.steady(s.spec.Cron); ok {
		return text
	}
	days, ok := c.dayWords()
	if !ok || len(c.minutes) > 6 {
		return fmt.Sprintf("by the cron expression %s, %s", s.spec.Cron, s.zone)
	}
	times := make([]string, len(c.minutes))
	for i, m := range c.minutes {
		times[i] = fmt.Sprintf("%02d:%02d", m/60, m%60)
	}
	return fmt.Sprintf("%s at %s %s", days, list(times), s.zone)
}

// steady describes a cron of all days that comes at equal distances.
func (c *calendar) steady(cron string) (string, bool) {
	if !c.everyDate() || c.weekdays&127 != 127 || !c.through || cron == "" {
		return "", false
	}
	n := len(c.minutes) / 24 // an hour
	if n == 1 && c.minutes[0] > 0 {
		return fmt.Sprintf("every hour at %d minutes past", c.minutes[0]), true
	}
	for i, m := range c.minutes[:n] {
		if 60%n != 0 || m != i*60/n {
			return "", false
		}
	}
	return "every " + period(time.Hour/time.Duration(n)), true
}

func (c *calendar) everyDate() bool { return c.days == 1<<32-2 && c.months&everyMonth == everyMonth }

const everyMonth = 1<<13 - 2

// dayWords names the days, if there is a short way to.
func (c *calendar) dayWords() (string, bool) {
	switch {
	case c.months&everyMonth != everyMonth || c.either:
		return "", false
	case c.days == everyDay && c.weekdays&127 == 127:
		return "every day", true
	case c.days == everyDay:
		return c.weekdayWords(), true
	case c.weekdays&127 == 127 && bits.OnesCount64(c.days) <= 3:
		var names []string
		for d := 1; d <= 31; d++ {
			if c.days>>d&1 == 1 {
				names = append(names, fmt.Sprint(d))
			}
		}
		word := "day "
		if len(names) > 1 {
			word = "days "
		}
		return word + list(names) + " of each month", true
	}
	return "", false
}

// weekdayWords names days of the week, from Monday.
func (c *calendar) weekdayWords() string {
	if c.weekdays&127 == 0b0111110 {
		return "Mondays to Fridays"
	}
	var names []string
	for i := range 7 {
		d := time.Weekday((i + 1) % 7)
		if c.weekdays>>int(d)&1 == 1 {
			names = append(names, d.String()+"s")
		}
	}
	return list(names)
}

// period says a duration in its largest unit that divides it.
func period(d time.Duration) string {
	for _, u := range []struct {
		unit time.Duration
		name string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}} {
		switch {
		case d == u.unit:
			return u.name
		case d%u.unit == 0:
			return fmt.Sprintf("%d %ss", d/u.unit, u.name)
		}
	}
	return d.String()
}

// list joins words as a sentence does.
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
