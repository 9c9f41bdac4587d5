package schedule

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// calendar is a set of days and of minutes of the day.
type calendar struct {
	days, months, weekdays uint64 // bit n: day n of the month, month n, weekday n from Sunday
	either                 bool   // a day matches by its number or by its weekday; else by both
	minutes                []int  // since midnight, in order
	through                bool   // of every hour: it runs through changes of the clocks
}

// horizon is how many days ahead a match is looked for: 29 February on a given
// weekday is up to 40 years away.
const horizon = 41 * 366

// on reports whether a day is in the set.
func (c *calendar) on(day time.Time) bool {
	number, weekday := c.days>>day.Day()&1 == 1, c.weekdays>>int(day.Weekday())&1 == 1
	if c.months>>int(day.Month())&1 == 0 {
		return false
	}
	if c.either {
		return number || weekday
	}
	return number && weekday
}

// has reports whether a time on the wall is in the set.
func (c *calendar) has(w time.Time) bool {
	_, ok := slices.BinarySearch(c.minutes, w.Hour()*60+w.Minute())
	return ok && w.Second() == 0 && w.Nanosecond() == 0 && c.on(w)
}

// next returns the first time on the wall later than w that is in the set.
func (c *calendar) next(w time.Time) (time.Time, bool) {
	day := w.Truncate(24 * time.Hour)
	for range horizon {
		if c.on(day) {
			for _, m := range c.minutes {
				if t := day.Add(time.Duration(m) * time.Minute); t.After(w) {
					return t, true
				}
			}
		}
		day = day.AddDate(0, 0, 1)
	}
	return time.Time{}, false
}

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

const everyDay = 1<<32 - 2 // and every month: bits from 1

// parseTimes makes the calendar of days and times.
func parseTimes(days, times []string) (*calendar, error) {
	c := &calendar{days: everyDay, months: everyDay, weekdays: 1<<7 - 1}
	if len(days) > 0 {
		c.weekdays = 0
	}
	for _, d := range days {
		n := slices.Index(weekdays, strings.ToLower(d))
		if n < 0 {
			return nil, invalid("days", "`%s` is not a day of the week", d).WithHint("Write mon, tue, wed, thu, fri, sat or sun.")
		}
		c.weekdays |= 1 << n
	}
	for _, text := range times {
		t, err := time.Parse("15:04", text)
		if err != nil || len(text) != len("15:04") {
			return nil, invalid("times", "`%s` is not a time of day", text).WithHint("Write it like 06:30.")
		}
		c.minutes = append(c.minutes, t.Hour()*60+t.Minute())
	}
	if len(c.minutes) == 0 {
		return nil, invalid("times", "`times` names no time of day").WithHint("Write it like 06:30.")
	}
	slices.Sort(c.minutes)
	c.minutes = slices.Compact(c.minutes)
	return c, nil
}

// cronFields are the least and greatest value of each field, and its names.
var cronFields = []struct {
	least, most int
	names       []string
}{
	{0, 59, nil},
	{0, 23, nil},
	{1, 31, nil},
	{1, 12, strings.Fields("jan feb mar apr may jun jul aug sep oct nov dec")},
	{0, 7, append(weekdays, "sun")},
}

// parseCron makes the calendar of a cron expression. As in Vixie's cron, a day
// matches by its number or by its weekday if neither field begins with a star,
// else by both.
func parseCron(text string) (*calendar, error) {
	wrong := invalid("cron", "`%s` is not a cron expression", text).
		WithHint("Write minute, hour, day of month, month, day of week, such as 0 6 * * *.")
	fields := strings.Fields(text)
	if len(fields) != len(cronFields) {
		return nil, wrong
	}
	var sets [5]uint64
	for i, field := range fields {
		for part := range strings.SplitSeq(field, ",") {
			bits, ok := cronPart(part, i)
			if !ok {
				return nil, wrong
			}
			sets[i] |= bits
		}
	}
	c := &calendar{days: sets[2], months: sets[3], weekdays: sets[4] | sets[4]>>7, through: sets[1] == 1<<24-1}
	c.either = fields[2][0] != '*' && fields[4][0] != '*'
	for m := range 24 * 60 {
		if sets[1]>>(m/60)&1 == 1 && sets[0]>>(m%60)&1 == 1 {
			c.minutes = append(c.minutes, m)
		}
	}
	if _, ok := c.next(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)); !ok {
		return nil, invalid("cron", "`%s` never comes", text).WithHint("No year has such a day.")
	}
	return c, nil
}

// cronPart returns the values of one item of a list: *, a value or a range,
// each with or without a step.
func cronPart(part string, field int) (bits uint64, ok bool) {
	f := cronFields[field]
	span, step, stepped := strings.Cut(part, "/")
	every := 1
	if stepped {
		if every, ok = number(step); !ok || every < 1 {
			return 0, false
		}
	}
	from, to := f.least, f.most
	if span != "*" {
		a, b, ranged := strings.Cut(span, "-")
		if from, ok = cronValue(a, field); !ok {
			return 0, false
		}
		if ranged {
			if to, ok = cronValue(b, field); !ok {
				return 0, false
			}
			if field == 4 && to == 0 && from > 0 {
				to = 7 // fri-sun
			}
		} else if !stepped {
			to = from
		}
	}
	for n := from; n <= to; n += every {
		bits |= 1 << n
	}
	return bits, from <= to
}

func cronValue(s string, field int) (int, bool) {
	f := cronFields[field]
	if i := slices.IndexFunc(f.names, func(name string) bool { return strings.EqualFold(s, name) }); i >= 0 {
		return i + f.least, true
	}
	n, ok := number(s)
	return n, ok && n >= f.least && n <= f.most
}

// number reads digits, and nothing else that strconv takes for a number.
func number(s string) (int, bool) {
	if strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n < 1000
}
