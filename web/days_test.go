package web_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
)

type day struct {
	Date         string
	Since, Until time.Time
	Accepted     int64
	Runs         struct{ Completed int64 }
}

// TestDaysAreThoseOfTheZone asks for the days around the change of clocks, in
// zones of which one has no midnight then.
func TestDaysAreThoseOfTheZone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		zone, now, run, on string
		hours              int // of that day
	}{
		{"Europe/Berlin", "2026-10-26T11:00:00Z", "2026-10-24T22:10:00Z", "2026-10-25", 25},
		{"Europe/Berlin", "2026-10-26T11:00:00Z", "2026-10-25T22:50:00Z", "2026-10-25", 25},
		{"Europe/Berlin", "2026-03-29T21:59:00Z", "2026-03-29T21:50:00Z", "2026-03-29", 23},
		{"America/Santiago", "2026-09-07T12:00:00Z", "2026-09-06T04:00:00Z", "2026-09-06", 23},
		{"America/Santiago", "2026-09-07T12:00:00Z", "2026-09-06T03:59:00Z", "2026-09-05", 24},
		{"Asia/Kathmandu", "2026-09-07T12:00:00Z", "2026-09-06T18:15:00Z", "2026-09-07", 24},
		{"UTC", "2026-09-07T00:00:00Z", "2026-09-05T23:59:59Z", "2026-09-05", 24},
	} {
		w := newWorld(t)
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		at, err := time.Parse(time.RFC3339, c.run)
		if err != nil {
			t.Fatal(err)
		}
		w.clock.Add(now.Sub(noon))
		r := waybill.Run{ID: "01DAY", Sync: "orders", Account: "a", Status: waybill.Completed, StartedAt: at, FinishedAt: at, Counts: waybill.Counts{Accepted: 7}}
		if err := w.store.SaveRun(t.Context(), r, 0); err != nil {
			t.Fatal(err)
		}
		days := decode[struct{ Items []day }](t, w.get("admin", "/statistics/days?days=5&sync=orders&zone="+c.zone).want(t, 200, "")).Items
		if len(days) != 5 {
			t.Fatalf("%d days", len(days))
		}
		for i, d := range days {
			if i > 0 && !d.Since.Equal(days[i-1].Until) {
				t.Errorf("%s begins at %s, and the day before ends at %s", d.Date, d.Since, days[i-1].Until)
			}
			want := fmt.Sprint(d.Date == c.on, c.hours)
			if got := fmt.Sprint(d.Accepted == 7 && d.Runs.Completed == 1, d.Until.Sub(d.Since).Hours()); d.Date == c.on && got != want {
				t.Errorf("%+v: %s of %s hours, %+v", c, got, want, d)
			}
			if d.Date != c.on && d.Accepted != 0 {
				t.Errorf("%+v: counted on %s", c, d.Date)
			}
		}
	}
	w := newWorld(t)
	for _, zone := range []string{"Local", "Mars/Phobos", "../etc/passwd"} {
		w.get("admin", "/statistics/days?zone="+zone).want(t, 422, `"path":"zone"`)
	}
}
