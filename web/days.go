package web

import (
	"context"
	"net/http"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// Day is what runs did that began on a day.
type Day struct {
	Date     string    `json:"date" doc:"The day in the zone." format:"date"`
	Since    time.Time `json:"since" doc:"When it begins."`
	Until    time.Time `json:"until" doc:"When the next one begins; days on which clocks change are shorter or longer."`
	Runs     DayRuns   `json:"runs" doc:"How many runs began, by how they ended."`
	Accepted int64     `json:"accepted" doc:"Rows that the vendor took."`
	Rejected int64     `json:"rejected" doc:"Rows that were refused; one that stays refused counts in every run."`
	Deferred int64     `json:"deferred" doc:"Rows that were not recorded, and are tried again."`
	InDoubt  int64     `json:"in_doubt" doc:"Rows that were in doubt; one that stays so counts in every run."`
	Seconds  float64   `json:"seconds" doc:"How long the runs took that have ended, together."`
}

// DayRuns are runs by their status.
type DayRuns struct {
	Completed      int64 `json:"completed" doc:"All rows were accepted."`
	WithRejections int64 `json:"completed_with_rejections" doc:"Some rows were not."`
	Failed         int64 `json:"failed" doc:"The run could not go on."`
	Cancelled      int64 `json:"cancelled" doc:"Somebody ended it."`
	Held           int64 `json:"held" doc:"It waits for approval, or waited."`
	Running        int64 `json:"running" doc:"It goes on."`
}

func (d *Day) add(a store.Activity) {
	switch a.Status {
	case waybill.Completed:
		d.Runs.Completed += a.Runs
	case waybill.WithRejections:
		d.Runs.WithRejections += a.Runs
	case waybill.Failed:
		d.Runs.Failed += a.Runs
	case waybill.Cancelled:
		d.Runs.Cancelled += a.Runs
	case waybill.Held:
		d.Runs.Held += a.Runs
	case waybill.Running:
		d.Runs.Running += a.Runs
	}
	d.Accepted, d.Rejected, d.Deferred, d.InDoubt = d.Accepted+a.Accepted, d.Rejected+a.Rejected, d.Deferred+a.Deferred, d.InDoubt+a.InDoubt
	d.Seconds += a.Took.Seconds()
}

type daysInput struct {
	Days int    `query:"days" minimum:"1" maximum:"366" default:"30" doc:"How many days, today with them."`
	Zone string `query:"zone" default:"UTC" example:"Europe/Berlin" doc:"The time zone whose days are meant, by its IANA name."`
	Sync string `query:"sync" doc:"Only of this sync."`
}

func (s *Server) dayOperations() {
	register(s, op{
		ID: "list-days", Method: http.MethodGet, Path: "/statistics/days", Tag: "runs", Who: reader, Summary: "Count what ran, by the day",
		Description: "Oldest first, days without runs too.",
	}, func(ctx context.Context, _ caller, in *daysInput) (*list[Day], error) {
		zone, err := time.LoadLocation(in.Zone)
		if err != nil || in.Zone == "Local" {
			return nil, waybill.Errorf(waybill.EInvalid, "there is no time zone %s", in.Zone).At("zone").WithHint("Name it like Europe/Berlin.")
		}
		days := daysUntil(s.now().In(zone), in.Days)
		found, err := s.Store.Activity(ctx, days[0].Since, days[in.Days-1].Until, in.Sync)
		at := 0
		for _, a := range found {
			for !a.At.Before(days[at].Until) {
				at++
			}
			days[at].add(a)
		}
		return listOf(days), err
	})
}

// daysUntil are the n days in now's zone of which the last one is now's.
func daysUntil(now time.Time, n int) []Day {
	days := make([]Day, n)
	for i := range days {
		y, m, d := now.AddDate(0, 0, i-n+1).Date()
		days[i].Date = time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		days[i].Since, days[i].Until = midnight(y, m, d, now.Location()), midnight(y, m, d+1, now.Location())
	}
	return days
}

// midnight is when a day begins: where clocks are put forward at midnight, that
// is later.
func midnight(y int, m time.Month, d int, zone *time.Location) time.Time {
	at, day := time.Date(y, m, d, 0, 0, 0, 0, zone), time.Date(y, m, d, 12, 0, 0, 0, zone).Day()
	for at.Day() != day {
		at = at.Add(15 * time.Minute)
	}
	return at.UTC()
}
