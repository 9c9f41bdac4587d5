package app

import (
	"context"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/schedule"
	"github.com/waybillhq/waybill/store"
)

const (
	longRun  = 24 * time.Hour  // after which a run is looked at
	longWait = 5 * time.Minute // after which a run in the queue, and a schedule, are late
)

// configuration checks that it loads, and tries sources and destinations.
func (d *doctor) configuration(ctx context.Context) {
	a, err := d.server.Live.App(ctx)
	if err != nil {
		d.fail("configuration", err)
		return
	}
	d.say("configuration", Fine, "", "%d sources, %d destinations, %d syncs", len(a.Project.Sources), len(a.Project.Destinations), len(a.Project.Syncs))
	c := &check{app: a, broken: map[string]bool{}, wanted: func(string) bool { return true }, report: a.masking(func(f Finding) {
		level := map[Level]Health{OK: Fine, Note: Fine, Warning: Warn, Problem: Fail}[f.Level]
		d.report(Symptom{Check: f.Subject, Level: level, Text: f.Text, Hint: hintOf(f.Err)})
	})}
	for _, s := range a.Project.Sources {
		if s.Kind.Active() {
			c.source(ctx, s.Name)
		}
	}
	for i := range a.Project.Destinations {
		c.destination(ctx, &a.Project.Destinations[i])
	}
}

// doubts looks for rows that wait for a person.
func (d *doctor) doubts(ctx context.Context) {
	f, err := d.server.State.Store.Figures(ctx)
	if err != nil {
		d.fail("rows in doubt", err)
		return
	}
	for _, doubt := range f.InDoubt {
		d.say("rows in doubt", Warn, "`waybill rows RUN --outcome in_doubt` lists them, `waybill resolve` settles them", "%d of sync %s wait for a person", doubt.Rows, doubt.Scope.Sync)
	}
	if len(f.InDoubt) == 0 {
		d.say("rows in doubt", Fine, "", "none")
	}
}

// workers looks for who works, and for runs that nobody works on.
func (d *doctor) workers(ctx context.Context) {
	alive, err := d.server.State.Queue.Workers(ctx)
	if err != nil {
		d.fail("workers", err)
		return
	}
	if len(alive) == 0 {
		d.say("workers", Warn, "start `waybill serve`; with a state in PostgreSQL, also `waybill worker`", "nobody works on the queue")
	} else {
		d.say("workers", Fine, "", "%d at work", len(alive))
	}
	items, err := d.server.State.Queue.List(ctx)
	if err != nil {
		d.fail("queue", err)
		return
	}
	listed := map[string]bool{}
	for _, i := range items {
		listed[i.Run] = true
		d.item(i, len(alive) > 0)
	}
	d.lost(ctx, listed)
}

// item looks at a run in the queue.
func (d *doctor) item(i queue.Item, worked bool) {
	now := d.now()
	switch {
	case i.Attempt > 0 && i.Holder == "" && !worked:
		d.say("queue", Fail, "start a worker: it goes on with the run", "run %s of sync %s lost its worker", i.Run, i.Sync)
	case i.Status == waybill.Queued && now.Sub(i.QueuedAt) > longWait:
		d.say("queue", Warn, "start more workers, or look at what runs before it", "run %s of sync %s has waited for %s", i.Run, i.Sync, now.Sub(i.QueuedAt).Round(time.Second))
	case i.Status == waybill.Running && now.Sub(i.StartedAt) > longRun:
		d.say("queue", Warn, "look at its progress; `waybill cancel "+i.Run+"` ends it", "run %s of sync %s has gone on for %s", i.Run, i.Sync, now.Sub(i.StartedAt).Round(time.Minute))
	}
}

// lost looks for runs of command lines that may have died: the next run of the
// sync closes them.
func (d *doctor) lost(ctx context.Context, listed map[string]bool) {
	running, err := d.server.State.Store.ListRuns(ctx, store.RunFilter{Status: waybill.Running})
	if err != nil {
		d.fail("runs", err)
		return
	}
	for _, r := range running {
		if age := d.now().Sub(r.StartedAt); !listed[r.ID] && age > longRun {
			d.say("runs", Warn, "`waybill cancel "+r.ID+"` closes it if its process is gone", "run %s of sync %s has gone on for %s outside of the queue", r.ID, r.Sync, age.Round(time.Minute))
		}
	}
}

// schedules looks for times that were due, and that nobody triggered.
func (d *doctor) schedules(ctx context.Context) {
	a, err := d.server.Live.App(ctx)
	if err != nil {
		return // the configuration was looked at
	}
	marks, err := d.server.State.Queue.Marks(ctx)
	if err != nil {
		d.fail("schedules", err)
		return
	}
	late, on := 0, 0
	for _, s := range a.Project.Syncs {
		parsed, err := schedule.Parse(schedule.Spec(s.Schedule))
		mark, known := marks[s.Name]
		if err != nil || parsed.Manual() || !known || mark.Text != parsed.Text() {
			continue
		}
		on++
		for _, due := range schedule.Tick([]schedule.Entry{{Sync: s.Name, Schedule: parsed, Paused: mark.Paused, Last: mark.Last}}, d.now()) {
			if age := d.now().Sub(due.At); age > longWait {
				late++
				d.say("schedules", Warn, "a worker makes up for it by one run: see workers", "sync %s was due %s ago", s.Name, age.Round(time.Second))
			}
		}
	}
	if late == 0 {
		d.say("schedules", Fine, "", "%d, none overdue", on)
	}
}
