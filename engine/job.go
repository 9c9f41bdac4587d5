// Package engine carries out one run of a sync: read → map → diff → begin →
// send → settle. It decides what every answer of a vendor leads to for the row,
// as docs/semantics.md says; how requests are paced, captured and redacted is
// the transport's, what a request looks like the destination's, and what is
// remembered the store's.
package engine

import (
	"context"
	"net/http"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/store"
)

// Job is everything a run works with.
type Job struct {
	Sync        waybill.Sync
	Source      waybill.Source
	Destination *destination.Destination
	Operation   *destination.Operation
	Config      destination.Settings // of the destination

	// Identity is who the account is: hosts and public keys.
	Identity map[string]string

	// Transport carries the requests: paced, captured, redacted.
	Transport http.RoundTripper

	// Concurrency is how many requests may be on their way at once.
	Concurrency int
}

// Options are a person's wishes for one run.
type Options struct {
	Trigger string // manual, retry, schedule, api; default: manual

	FullResync bool // send every row, whatever the memory says
	Reset      bool // rebuild the memory without sending

	// ResendAccepted is the exact number of rows that the ledger knows as
	// accepted and that a full resync is to send again. 0 sends none again.
	ResendAccepted int64

	Yes         bool // pass the brakes
	SameAccount bool // the account is the same although its host or key changed

	// Approved is what a run came to that was held, and that a person has looked
	// at: it passes the brakes while no more than that would be sent. Nil: nobody
	// has.
	Approved *waybill.Counts

	// Basis is that of the run that was held: where what is sent, or to whom, was
	// changed since, it is held again. "": nobody knows.
	Basis string

	// Retry restricts the run to the refused and deferred rows of that run.
	Retry string

	// Rows restricts such a run further, to those of these primary keys, as
	// results have them. None: to all of them.
	Rows []string

	// ID is that of a run that waited in a queue; "" makes a new one.
	ID string

	// Resume says that a worker died or was stopped while it worked on the run
	// of that ID: what was accepted then is counted, and not looked at again.
	Resume bool

	// Earlier is how many workers had the run before this one.
	Earlier int

	// Abort ends the run at once: what is in flight is in doubt. The run's own
	// context ends it gracefully: what is in flight is settled.
	Abort context.Context

	// Progress is called from time to time, by one goroutine.
	Progress func(Progress)
}

// Progress is how far a run is.
type Progress struct {
	Run    string
	Stage  Stage
	Counts waybill.Counts
	Done   int64 // rows settled in this stage
	Total  int64 // rows to settle in this stage; 0: not known
}

// Stage is a part of a run.
type Stage string

// The stages of a run, in order.
const (
	Reading   Stage = "reading"
	Comparing Stage = "comparing"
	Sending   Stage = "sending"
)

// Engine runs jobs. It may be used by several goroutines at once.
type Engine struct {
	Store store.Store

	// Sharing, if set, lets other workers have a part in large runs.
	Sharing *Sharing

	// Retention says for how many days things are kept, which is asked when a run
	// has completed; nil: store.DefaultRetention.
	Retention func(ctx context.Context) (store.Retention, error)

	// Now is the clock; default: time.Now.
	Now func() time.Time

	// TempDir is where large plans are spooled; default: the system's.
	TempDir string
}

// now is the time as it is kept: in UTC, to the microsecond.
func (e *Engine) now() time.Time {
	now := time.Now
	if e.Now != nil {
		now = e.Now
	}
	return now().UTC().Truncate(time.Microsecond)
}

// scope is the row memory of a job.
func (j *Job) scope() store.Scope {
	return store.Scope{Account: j.Sync.Account, Sync: j.Sync.Name}
}

// claims reports whether records of this job are claimed by business key, and
// in which scope.
func (j *Job) claims() (store.ClaimScope, bool) { return Claims(j.Sync, &j.Operation.Operation) }

// Claims reports whether the records of a sync are claimed by business key, and
// in which scope: inserts are, where the operation declares what makes two
// records the same.
func Claims(s waybill.Sync, op *waybill.Operation) (store.ClaimScope, bool) {
	key := op.Key
	if key == nil || s.Mode != waybill.Insert {
		return store.ClaimScope{}, false
	}
	c := store.ClaimScope{Account: s.Account, Operation: op.Name}
	switch key.Scope {
	case waybill.ScopeAccount:
	case waybill.ScopeModel:
		c.Scope = s.Model.Name
	case waybill.ScopeSync:
		c.Scope = s.Name
	default:
		c.Scope = s.Settings[string(key.Scope[len(waybill.ScopeSetting):])]
	}
	return c, true
}

// removal is what is to be done about rows that left the model.
func (j *Job) removal() waybill.Removal {
	if j.Sync.OnRemoved == "" && j.Sync.Mode == waybill.Mirror {
		return waybill.DeleteRemoved
	}
	if j.Sync.OnRemoved == "" {
		return waybill.KeepRemoved
	}
	return j.Sync.OnRemoved
}

// destinationSync is what the destination may know of the sync.
func (j *Job) destinationSync() destination.Sync {
	s := destination.Sync{
		Operation: j.Operation.Name,
		Mode:      j.Sync.Mode,
		Rename:    j.Sync.Rename,
		Settings:  j.Sync.Settings,
		Config:    j.Config,
	}
	if j.Sync.Match != nil {
		s.Match = j.Sync.Match.Field
	}
	return s
}
