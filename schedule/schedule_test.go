package schedule_test

import (
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/schedule"
)

func TestNext(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spec  schedule.Spec
		after string
		want  []string
	}{
		"an interval counts from the last time": {
			schedule.Spec{Every: 15 * time.Minute}, "2026-03-29T00:52:30Z", []string{"2026-03-29T01:07:30Z", "2026-03-29T01:22:30Z"},
		},
		"days and times": {
			schedule.Spec{Days: []string{"mon", "thu"}, Times: []string{"18:30", "06:00"}, Timezone: "Europe/London"},
			"2026-07-02T05:00:00Z",
			[]string{"2026-07-02T17:30:00Z", "2026-07-06T05:00:00Z", "2026-07-06T17:30:00Z"},
		},
		"times of every day": {
			schedule.Spec{Times: []string{"00:00"}, Timezone: "Asia/Kathmandu"}, "2026-01-01T00:00:00Z", []string{"2026-01-01T18:15:00Z", "2026-01-02T18:15:00Z"},
		},
		"a time that does not exist comes behind the gap": {
			schedule.Spec{Cron: "30 2 * * *", Timezone: "America/New_York"}, "2026-03-07T08:00:00Z", []string{"2026-03-08T07:00:00Z", "2026-03-09T06:30:00Z"},
		},
		"several times in one gap come once": {
			schedule.Spec{Cron: "*/15 2 * * *", Timezone: "America/New_York"}, "2026-03-08T00:00:00Z", []string{"2026-03-08T07:00:00Z", "2026-03-09T06:00:00Z"},
		},
		"a time that occurs twice comes the first time": {
			schedule.Spec{Cron: "30 1 * * *", Timezone: "America/New_York"}, "2026-11-01T00:00:00Z", []string{"2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"},
		},
		"between both occurrences it does not come again": {
			schedule.Spec{Cron: "30 1 * * *", Timezone: "America/New_York"}, "2026-11-01T06:10:00Z", []string{"2026-11-02T06:30:00Z"},
		},
		"intervals by cron run through spring": {
			schedule.Spec{Cron: "*/30 * * * *", Timezone: "Europe/London"}, "2026-03-29T00:00:00Z", []string{"2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"},
		},
		"intervals by cron run through autumn": {
			schedule.Spec{Cron: "*/30 * * * *", Timezone: "Europe/London"},
			"2026-10-25T00:00:00Z",
			[]string{"2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:00:00Z"},
		},
		"half an hour is put back on Lord Howe": {
			schedule.Spec{Cron: "45 1 * * *", Timezone: "Australia/Lord_Howe"}, "2026-04-04T00:00:00Z", []string{"2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z"},
		},
		"half an hour is left out on Lord Howe": {
			schedule.Spec{Cron: "10 2 * * *", Timezone: "Australia/Lord_Howe"}, "2026-10-03T00:00:00Z", []string{"2026-10-03T15:30:00Z", "2026-10-04T15:10:00Z"},
		},
		"a day that does not exist comes behind it": {
			schedule.Spec{Cron: "0 9 30 * *", Timezone: "Pacific/Apia"}, "2011-12-29T00:00:00Z", []string{"2011-12-30T10:00:00Z", "2012-01-29T19:00:00Z"},
		},
		"29 February": {
			schedule.Spec{Cron: "0 0 29 2 *"}, "2096-03-01T00:00:00Z", []string{"2104-02-29T00:00:00Z"},
		},
		"a day by its number or its weekday": {
			schedule.Spec{Cron: "0 0 13 * fri"}, "2026-02-07T00:00:00Z", []string{"2026-02-13T00:00:00Z", "2026-02-20T00:00:00Z", "2026-02-27T00:00:00Z", "2026-03-06T00:00:00Z", "2026-03-13T00:00:00Z"},
		},
		"a star makes it both": {
			schedule.Spec{Cron: "0 0 */2 * fri"}, "2026-02-07T00:00:00Z", []string{"2026-02-13T00:00:00Z", "2026-02-27T00:00:00Z"},
		},
		"names, ranges, lists and steps": {
			schedule.Spec{Cron: "5-15/5,50 8 * jan-mar MON-Wed,sun"}, "2026-03-30T00:00:00Z", []string{
				"2026-03-30T08:05:00Z", "2026-03-30T08:10:00Z", "2026-03-30T08:15:00Z", "2026-03-30T08:50:00Z", "2026-03-31T08:05:00Z",
			},
		},
		"seven is Sunday": {schedule.Spec{Cron: "0 0 * * 7"}, "2026-02-07T00:00:00Z", []string{"2026-02-08T00:00:00Z"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := parse(t, c.spec)
			var got []string
			for _, at := range s.Upcoming(at(t, c.after), len(c.want)) {
				got = append(got, at.Format(time.RFC3339))
			}
			if strings.Join(got, " ") != strings.Join(c.want, " ") {
				t.Errorf("got  %v\nwant %v", got, c.want)
			}
		})
	}
}

func TestWithoutATime(t *testing.T) {
	t.Parallel()
	for _, spec := range []schedule.Spec{{}, {After: "other"}} {
		if next, ok := parse(t, spec).Next(time.Now()); ok {
			t.Errorf("%+v is due at %s", spec, next)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		spec schedule.Spec
		path string
	}{
		{schedule.Spec{Every: time.Minute, After: "other"}, ""},
		{schedule.Spec{Days: []string{"mon"}}, ""},
		{schedule.Spec{Timezone: "Europe/London"}, ""},
		{schedule.Spec{Every: time.Millisecond}, "every"},
		{schedule.Spec{Every: -time.Hour}, "every"},
		{schedule.Spec{After: "other", OnlyIf: "never"}, "only_if"},
		{schedule.Spec{Every: time.Hour, OnlyIf: "any"}, "only_if"},
		{schedule.Spec{Times: []string{"25:00"}}, "times"},
		{schedule.Spec{Times: []string{"6:00"}}, "times"},
		{schedule.Spec{Times: []string{}}, "times"},
		{schedule.Spec{Days: []string{"Friday"}, Times: []string{"06:00"}}, "days"},
		{schedule.Spec{Cron: "0 6 * * *", Timezone: "Mars/Base"}, "timezone"},
		{schedule.Spec{Cron: "0 6 * * *", Timezone: "Local"}, "timezone"},
		{schedule.Spec{Cron: "0 0 30 2 *"}, "cron"},
		{schedule.Spec{Cron: "0 6 * *"}, "cron"},
		{schedule.Spec{Cron: "60 6 * * *"}, "cron"},
		{schedule.Spec{Cron: "5-1 6 * * *"}, "cron"},
		{schedule.Spec{Cron: "*/0 6 * * *"}, "cron"},
		{schedule.Spec{Cron: "+1 6 * * *"}, "cron"},
		{schedule.Spec{Cron: "1,,2 6 * * *"}, "cron"},
		{schedule.Spec{Cron: "0 6 0 * *"}, "cron"},
		{schedule.Spec{Cron: "- / * * *"}, "cron"},
	} {
		_, err := schedule.Parse(c.spec)
		found := false
		if list, ok := err.(interface{ Unwrap() []error }); ok {
			for _, err := range list.Unwrap() {
				e, ok := err.(*waybill.Error) //nolint:errorlint // these are not wrapped
				found = found || ok && e.Path == c.path
			}
		}
		if !found {
			t.Errorf("%+v: %v does not blame %q", c.spec, err, c.path)
		}
	}
}

func TestFollows(t *testing.T) {
	t.Parallel()
	all := []waybill.Status{waybill.Completed, waybill.WithRejections, waybill.Failed, waybill.Held, waybill.Cancelled}
	for onlyIf, want := range map[string]int{"": 2, "completed": 1, "any": 5} {
		s := parse(t, schedule.Spec{After: "other", OnlyIf: onlyIf})
		for i, status := range all {
			if s.Follows(status) != (i < want) {
				t.Errorf("only_if %q: follows %s: %t", onlyIf, status, i >= want)
			}
		}
	}
}

func TestDescribe(t *testing.T) {
	t.Parallel()
	for want, spec := range map[string]schedule.Spec{
		"only when somebody runs it":                            {},
		"every 15 minutes":                                      {Every: 15 * time.Minute},
		"every hour":                                            {Every: time.Hour},
		"every 90 seconds":                                      {Every: 90 * time.Second},
		"every 5 minutes":                                       {Cron: "*/5 * * * *", Timezone: "Europe/London"},
		"every hour at 20 minutes past":                         {Cron: "20 * * * *"},
		"every day at 06:00 UTC":                                {Cron: "0 6 * * *"},
		"Mondays and Thursdays at 06:00 Europe/London":          {Days: []string{"thu", "mon"}, Times: []string{"06:00"}, Timezone: "Europe/London"},
		"Mondays to Fridays at 06:00, 12:00 and 18:00 UTC":      {Cron: "0 6,12,18 * * 1-5"},
		"Saturdays and Sundays at 09:30 UTC":                    {Days: []string{"sun", "sat"}, Times: []string{"09:30"}},
		"days 1 and 15 of each month at 06:00 America/New_York": {Cron: "0 6 1,15 * *", Timezone: "America/New_York"},
		"by the cron expression */7 8-18 * * 1-5, UTC":          {Cron: "*/7 8-18 * * 1-5"},
		"by the cron expression 0 0 13 * fri, UTC":              {Cron: "0 0 13 * fri"},
		"by the cron expression */7 * * * *, UTC":               {Cron: "*/7 * * * *"},
		"after orders-to-partnerize, unless it failed":          {After: "orders-to-partnerize"},
		"after orders-to-partnerize, however it ended":          {After: "orders-to-partnerize", OnlyIf: "any"},
		"after orders-to-partnerize, if every row arrived":      {After: "orders-to-partnerize", OnlyIf: "completed"},
	} {
		if got := parse(t, spec).Describe(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func parse(t testing.TB, spec schedule.Spec) schedule.Schedule {
	t.Helper()
	s, err := schedule.Parse(spec)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func at(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
