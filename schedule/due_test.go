package schedule_test

import (
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/schedule"
)

func TestTick(t *testing.T) {
	t.Parallel()
	now := at(t, "2026-11-21T12:07:30Z")
	ended := func(status waybill.Status, ago time.Duration) schedule.Ended {
		return schedule.Ended{Run: "R", Status: status, At: now.Add(-ago)}
	}
	for name, c := range map[string]struct {
		spec  schedule.Spec
		entry schedule.Entry
		want  string // "": not due
	}{
		"not yet":                               {schedule.Spec{Every: time.Hour}, schedule.Entry{Last: now.Add(-time.Hour + 1)}, ""},
		"just now":                              {schedule.Spec{Every: time.Hour}, schedule.Entry{Last: now.Add(-time.Hour)}, "2026-11-21T12:07:30Z"},
		"missed intervals are made up once":     {schedule.Spec{Every: 5 * time.Minute}, schedule.Entry{Last: at(t, "2026-11-20T00:01:00Z")}, "2026-11-21T12:06:00Z"},
		"missed times are made up once":         {schedule.Spec{Cron: "*/5 * * * *"}, schedule.Entry{Last: at(t, "2020-01-01T00:00:00Z")}, "2026-11-21T12:05:00Z"},
		"missed in a rare cron":                 {schedule.Spec{Cron: "0 0 29 2 *"}, schedule.Entry{Last: at(t, "2020-01-01T00:00:00Z")}, "2024-02-29T00:00:00Z"},
		"the same time does not come again":     {schedule.Spec{Cron: "*/5 * * * *"}, schedule.Entry{Last: at(t, "2026-11-21T12:05:00Z")}, ""},
		"nothing from before it began":          {schedule.Spec{Cron: "0 6 * * *"}, schedule.Entry{Last: at(t, "2026-11-21T09:00:00Z")}, ""},
		"a clock that was put back waits":       {schedule.Spec{Every: time.Minute}, schedule.Entry{Last: now.Add(time.Hour)}, ""},
		"paused":                                {schedule.Spec{Every: time.Minute}, schedule.Entry{Paused: true}, ""},
		"manual":                                {schedule.Spec{}, schedule.Entry{}, ""},
		"after another":                         {schedule.Spec{After: "o"}, schedule.Entry{Last: now.Add(-time.Hour), Ended: ended(waybill.Completed, time.Minute)}, "2026-11-21T12:06:30Z"},
		"after another, which failed":           {schedule.Spec{After: "o"}, schedule.Entry{Last: now.Add(-time.Hour), Ended: ended(waybill.Failed, time.Minute)}, ""},
		"after another, which was held":         {schedule.Spec{After: "o"}, schedule.Entry{Last: now.Add(-time.Hour), Ended: ended(waybill.Held, time.Minute)}, ""},
		"after another, already":                {schedule.Spec{After: "o"}, schedule.Entry{Last: now.Add(-time.Minute), Ended: ended(waybill.Completed, time.Minute)}, ""},
		"after another, which never ran":        {schedule.Spec{After: "o", OnlyIf: "any"}, schedule.Entry{Last: now.Add(-time.Minute)}, ""},
		"however it ended, also if it failed":   {schedule.Spec{After: "o", OnlyIf: "any"}, schedule.Entry{Ended: ended(waybill.Failed, 0)}, "2026-11-21T12:07:30Z"},
		"if every row arrived, and some didn't": {schedule.Spec{After: "o", OnlyIf: "completed"}, schedule.Entry{Ended: ended(waybill.WithRejections, 0)}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.entry.Sync, c.entry.Schedule = "s", parse(t, c.spec)
			due, got := schedule.Tick([]schedule.Entry{c.entry}, now), ""
			for _, d := range due {
				got += d.At.Format(time.RFC3339)
			}
			if got != c.want {
				t.Errorf("due %q, want %q", got, c.want)
			}
		})
	}
}

func TestUpcomingOfAnEntry(t *testing.T) {
	t.Parallel()
	now := at(t, "2026-11-21T12:07:30Z")
	for name, c := range map[string]struct {
		spec  schedule.Spec
		entry schedule.Entry
		want  []string
	}{
		"an interval goes on from the last time": {schedule.Spec{Every: 10 * time.Minute}, schedule.Entry{Last: at(t, "2026-11-21T09:01:00Z")}, []string{"2026-11-21T12:11:00Z", "2026-11-21T12:21:00Z"}},
		"cron":                                   {schedule.Spec{Cron: "0 6 * * *"}, schedule.Entry{Last: at(t, "2026-11-01T06:00:00Z")}, []string{"2026-11-22T06:00:00Z", "2026-11-23T06:00:00Z"}},
		"paused":                                 {schedule.Spec{Every: time.Hour}, schedule.Entry{Paused: true}, nil},
		"after another":                          {schedule.Spec{After: "o"}, schedule.Entry{}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.entry.Schedule = parse(t, c.spec)
			got := c.entry.Upcoming(now, 2)
			if len(got) != len(c.want) {
				t.Fatalf("got %v, want %v", got, c.want)
			}
			for i, want := range c.want {
				if !got[i].Equal(at(t, want)) {
					t.Errorf("got %v, want %v", got, c.want)
				}
			}
		})
	}
}
