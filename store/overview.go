package store

import (
	"context"
	"time"

	"github.com/waybillhq/waybill"
)

// Overview is what is counted over the whole state.
type Overview interface {
	// Figures counts what there is. It takes milliseconds, whatever the number
	// of rows.
	Figures(ctx context.Context) (Figures, error)
}

// Figures are what dashboards and alarms go by.
type Figures struct {
	Runs    []RunFigure
	Success map[string]time.Time // by sync: when a run last completed, be it with rejections
	Last    []waybill.Run        // of each sync the last run that ended by itself, by sync
	InDoubt []DoubtFigure
}

// RunFigure is how many runs of a sync have a status.
type RunFigure struct {
	Sync   string
	Status waybill.Status
	Runs   int64
}

// DoubtFigure is how many rows of a sync are in doubt, and wait for a person.
type DoubtFigure struct {
	Scope Scope
	Rows  int64
}

// Add adds how many runs of a sync have a status, and when the last of them
// ended.
func (f *Figures) Add(r RunFigure, last time.Time) {
	f.Runs = append(f.Runs, r)
	if r.Status != waybill.Completed && r.Status != waybill.WithRejections {
		return
	}
	if last.After(f.Success[r.Sync]) {
		f.Success[r.Sync] = last
	}
}
