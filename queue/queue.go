// Package queue says who works on what: which runs wait, which go on and where,
// and what becomes of the work of a worker that died.
//
// The truth is the state's table of runs. It has two implementations: local
// works them in the process that has the SQLite file, river hands them out to
// any number of machines through PostgreSQL. Both pass queuetest.
//
// What always holds: a sync never runs twice at once, at most one further run
// of it waits, runs begin in the order of their triggers, and a run that was
// begun is worked until its worker says that it ended.
package queue

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/schedule"
)

// What triggers a run.
const (
	Manual    = "manual"   // a person
	Scheduled = "schedule" // its schedule
	API       = "api"      // a program
	After     = "after"    // the end of another sync's run
	Retry     = "retry"    // a person, for the rows of an earlier run
)

// KeyTerm is how long a key of a request stands for one run.
const KeyTerm = 24 * time.Hour

// Request asks for a run.
type Request struct {
	Sync    string
	Trigger string          // one of those above; default: manual
	Options json.RawMessage // for the worker; the queue does not read it
	By      string          // who asks

	// Key makes the request repeatable: for a sync and within KeyTerm, the same
	// key gives the same run, also when that has ended. "" is no key.
	Key string

	// Due is set by schedules: which time it is that is due. It is accepted
	// once for ever, by one server of many, and not while the schedule is
	// paused; the answer is then a ticket without a run, or the same run.
	Due time.Time
}

// Ticket is the answer to a [Request].
type Ticket struct {
	Run    string         // "": the schedule is paused, or that time is done with
	New    bool           // false: the run was there already
	Status waybill.Status // of the run
}

// Item is a run that waits or goes on.
type Item struct {
	Run       string          `json:"run"`
	Sync      string          `json:"sync"`
	Trigger   string          `json:"trigger"`
	Status    waybill.Status  `json:"status"` // queued or running
	Options   json.RawMessage `json:"options"`
	By        string          `json:"by"`
	Attempt   int             `json:"attempt"` // 0 while it was never begun
	Holder    string          `json:"holder"`  // who works on it; "": nobody yet, or whoever did has died
	Cancelled bool            `json:"cancelled"`
	QueuedAt  time.Time       `json:"queued_at"`
	StartedAt time.Time       `json:"started_at"`
}

// Queue hands out runs. It may be used by several goroutines at once, and by
// several processes on one state.
type Queue interface {
	Timetable

	// Trigger asks for a run of a sync. While one waits, further requests are
	// given that one, if they have its options or are made by a schedule;
	// otherwise they fail with EConflict, as does a key that was used with other
	// options.
	Trigger(ctx context.Context, r Request) (Ticket, error)

	// Cancel ends a run: one that waits at once, one that goes on by ending
	// its context within a second, wherever that is. It fails with ENotFound,
	// and with EConflict if the run has ended.
	Cancel(ctx context.Context, run string) error

	// List returns what goes on and what waits, oldest first.
	List(ctx context.Context) ([]Item, error)

	// Item returns a run that was asked for, also one that has ended, with the
	// options that it was asked for with. It fails with ENotFound.
	Item(ctx context.Context, run string) (Item, error)

	// Workers returns who works on the queue at this moment, in order. On one
	// machine that is one process at most.
	Workers(ctx context.Context) ([]string, error)

	// Spread hands out deliveries 0 to n-1 of a run that goes on to all
	// workers. Each is worked at least once, unless the run ends before.
	Spread(ctx context.Context, run string, n int) error

	// Work works on what there is until ctx ends; then it begins nothing new,
	// and waits up to the grace period for what is in work before it ends that
	// with ErrStopping. It returns an error only if it could not begin.
	Work(ctx context.Context, w Worker, o Options) error
}

// Timetable is what is remembered of schedules.
type Timetable interface {
	// Begin says that the schedule of a sync holds from at on: what would have
	// been due earlier is not made up. Nothing changes if text, which
	// identifies the schedule, is what it was.
	Begin(ctx context.Context, sync, text string, at time.Time) error

	// Pause keeps a schedule from triggering runs. Whoever asks otherwise
	// still gets one.
	Pause(ctx context.Context, sync string) error

	// Resume ends a pause at a time. What was due in it is not made up.
	Resume(ctx context.Context, sync string, at time.Time) error

	// Marks returns how far the schedules came, by sync.
	Marks(ctx context.Context) (map[string]Mark, error)

	// Ended returns the last run that ended of each of the syncs that has one.
	Ended(ctx context.Context, syncs []string) (map[string]schedule.Ended, error)
}

// Mark is how far a schedule came.
type Mark struct {
	Text   string    // see [Timetable.Begin]
	Last   time.Time // the last time that is done with
	Paused bool
}

// Worker does the work. Its methods may be called at once by several
// goroutines, Run for different syncs. The cause of a context that ends (see
// context.Cause) is ErrCancelled, ErrStopping, ErrLost or, of deliveries,
// ErrEnded.
type Worker interface {
	// Run carries out a run and returns when it has ended. Whatever it
	// returns, the run is not repeated, with two exceptions: ErrBusy puts it
	// back, and a run that was ended with ErrStopping, or with ErrLost by either
	// side, is begun again by another worker. The queue records an end for runs of which the worker
	// recorded none.
	Run(ctx context.Context, j Job) error

	// Deliver carries out a piece of a run that was spread. It may be called
	// for a piece that was worked, and while a worker that was taken for dead
	// still does. An error has it called again later, for as long as the run
	// goes on.
	Deliver(ctx context.Context, run string, n int) error

	// Tick is called every second, by one of all workers, never twice at once.
	Tick(ctx context.Context, now time.Time) error
}

// Job is a run to be worked.
type Job struct {
	Run     string
	Sync    string
	Trigger string
	Options json.RawMessage
	By      string

	// Attempt counts from 1. Above that an earlier worker died or was stopped:
	// what it had begun is to be recovered first.
	Attempt int
}

// Options say how a process works. Zero fields have defaults.
type Options struct {
	Slots      int           // runs at once; default: 4
	Deliveries int           // deliveries at once, beside the runs; default: Slots
	Holder     string        // names this process for people; default: the host's name
	Grace      time.Duration // how long to wait at the end; default: 30 s
	Log        *slog.Logger  // what goes wrong between jobs; default: nowhere
}

// Why work ends before it is done.
var (
	ErrCancelled = errors.New("the run was cancelled")
	ErrStopping  = errors.New("this process stops")
	ErrLost      = errors.New("this process was silent for too long, and another one took over")
	ErrEnded     = errors.New("the run has ended") // of deliveries
)

// ErrBusy is returned by [Worker.Run] when the sync is run by somebody else
// who did not ask the queue, such as a command line. The run waits a second and
// is begun again.
var ErrBusy = errors.New("the sync is being run by somebody else")
