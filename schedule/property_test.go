package schedule_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/waybillhq/waybill/schedule"
)

var zones = []string{"Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo", "Asia/Beirut"}

// TestWalker compares the next times with those found by walking over every
// minute and looking at the clock on the wall.
func TestWalker(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		hours := rapid.SampledFrom([]string{"*", "*/2", "0-3", "0,1", "1", "2"}).Draw(t, "hours")
		minutes := rapid.SampledFrom([]string{"*/15", "0", "30", "15,45", "59", "10-50/20"}).Draw(t, "minutes")
		days := rapid.SampledFrom([]string{"* * *", "* * *", "* * 0", "* * sat,sun", "25-31 * *"}).Draw(t, "days")
		s, err := schedule.Parse(schedule.Spec{Cron: minutes + " " + hours + " " + days, Timezone: zone.String()})
		if err != nil {
			t.Fatal(err)
		}
		after := someTime(t, zone)
		end := after.Add(60 * time.Hour)
		var got []string
		for next, ok := s.Next(after); ok && !next.After(end); next, ok = s.Next(next) {
			got = append(got, next.Format(time.RFC3339))
		}
		want := walk(values(minutes, 60), values(hours, 24), days, hours == "*", zone, after, end)
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("from %s\ngot  %v\nwant %v", after, got, want)
		}
	})
}

// someTime is often near a change of the clocks.
func someTime(t *rapid.T, zone *time.Location) time.Time {
	at := time.Unix(rapid.Int64Range(1_600_000_000, 1_900_000_000).Draw(t, "at"), 0)
	if _, end := at.In(zone).ZoneBounds(); !end.IsZero() && rapid.IntRange(0, 4).Draw(t, "near") > 0 {
		at = end.Add(-time.Duration(rapid.IntRange(-90, 40*60).Draw(t, "before")) * time.Minute)
	}
	return at.UTC()
}

// walk finds the times the slow way. A fixed time counts when the wall shows it
// for the first time; a gap stands for all times that it swallowed.
func walk(minutes, hours map[int]bool, days string, through bool, zone *time.Location, after, end time.Time) (found []string) {
	matches := func(w time.Time) bool { return minutes[w.Minute()] && hours[w.Hour()] && onDay(w, days) }
	shown := map[string]bool{}
	clock := func(t time.Time) time.Time {
		_, offset := t.In(zone).Zone()
		return t.Add(time.Duration(offset) * time.Second)
	}
	const stamp = "2006-01-02 15:04"
	begin := after.Truncate(time.Minute).Add(-48 * time.Hour)
	before := clock(begin.Add(-time.Minute))
	for t := begin; !t.After(end); t = t.Add(time.Minute) {
		now, due := clock(t), false
		if through {
			due = matches(now)
		} else {
			for w := before.Add(time.Minute); !w.After(now); w = w.Add(time.Minute) {
				due = due || matches(w) && !shown[w.Format(stamp)]
				shown[w.Format(stamp)] = true
			}
		}
		before = now
		if due && t.After(after) {
			found = append(found, t.Format(time.RFC3339))
		}
		if !through && !shown[now.Format(stamp)] {
			shown[now.Format(stamp)] = true
		}
	}
	return found
}

func onDay(w time.Time, days string) bool {
	switch days {
	case "* * 0":
		return w.Weekday() == time.Sunday
	case "* * sat,sun":
		return w.Weekday() == time.Sunday || w.Weekday() == time.Saturday
	case "25-31 * *":
		return w.Day() >= 25
	}
	return true
}

// values reads the little cron of this test.
func values(field string, n int) map[int]bool {
	out := map[int]bool{}
	for part := range strings.SplitSeq(field, ",") {
		from, to, step := 0, n-1, 1
		switch {
		case part == "*":
		case strings.HasPrefix(part, "*/"):
			fmt.Sscanf(part, "*/%d", &step)
		case strings.Contains(part, "/"):
			fmt.Sscanf(part, "%d-%d/%d", &from, &to, &step)
		case strings.Contains(part, "-"):
			fmt.Sscanf(part, "%d-%d", &from, &to)
		default:
			fmt.Sscanf(part, "%d", &from)
			to = from
		}
		for i := from; i <= to; i += step {
			out[i] = true
		}
	}
	return out
}

// TestLatestIsTheLastOfAllMissed holds the short cut against the long way.
func TestLatestIsTheLastOfAllMissed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		spec := rapid.SampledFrom([]schedule.Spec{
			{Every: 7 * time.Minute}, {Cron: "*/20 * * * *"}, {Cron: "30 1 * * *"}, {Cron: "0 5 1 * *"}, {Times: []string{"01:30", "02:30"}},
		}).Draw(t, "spec")
		if spec.Every == 0 {
			spec.Timezone = rapid.SampledFrom(zones).Draw(t, "zone")
		}
		s, err := schedule.Parse(spec)
		if err != nil {
			t.Fatal(err)
		}
		last := time.Unix(rapid.Int64Range(1_600_000_000, 1_900_000_000).Draw(t, "last"), 0)
		now := last.Add(time.Duration(rapid.IntRange(0, 60*24*40).Draw(t, "minutes")) * time.Minute)
		got, ok := s.Latest(last, now)
		var want time.Time
		for next, more := s.Next(last); more && !next.After(now); next, more = s.Next(next) {
			want = next
		}
		if ok == want.IsZero() || ok && !got.Equal(want) {
			t.Fatalf("got %s %t, want %s", got, ok, want)
		}
	})
}
