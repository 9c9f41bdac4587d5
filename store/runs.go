package store

import (
	"context"
	"iter"
	"time"

	"github.com/waybillhq/waybill"
)

// Runs is the record of what ran.
type Runs interface {
	// SaveRun creates or replaces the record of a run, without its results,
	// under the lease of its sync whose fence is given (0: without one).
	SaveRun(ctx context.Context, r waybill.Run, fence int64) error

	// Run returns a run by its id, or by a prefix of it that is unique; with
	// ENotFound if there is none.
	Run(ctx context.Context, id string) (waybill.Run, error)

	// ListRuns returns runs, newest first.
	ListRuns(ctx context.Context, f RunFilter) ([]waybill.Run, error)

	// Cancel asks a run to end; whoever works on it sees it by Cancelled.
	Cancel(ctx context.Context, id string) error

	// Cancelled reports whether the end of a run was asked for.
	Cancelled(ctx context.Context, id string) (bool, error)

	// Results yields the results of a run in the order of their keys.
	Results(ctx context.Context, run string, f ResultFilter) iter.Seq2[waybill.Result, error]

	// Reasons returns why rows of a run were not accepted, by outcome and the
	// first [ReasonLength] characters of the message, the most frequent first,
	// at most limit of them.
	Reasons(ctx context.Context, run string, limit int) ([]Reason, error)

	// Captures returns what was captured of a row's requests in a run.
	Captures(ctx context.Context, run, key string) ([]waybill.Exchange, error)

	// Prune deletes captures and results that are older at now than the given
	// days; the ledger and its receipts are kept for ever.
	Prune(ctx context.Context, now time.Time, r Retention) error
}

// RunFilter selects runs. Zero fields do not restrict.
type RunFilter struct {
	Scope    Scope // its empty fields do not restrict
	Status   waybill.Status
	Statuses []waybill.Status // any of these, beside Status
	Since    time.Time        // began then or later
	Until    time.Time        // began before
	Before   string           // id of a run to continue behind: only older ones
	Limit    int
}

// AnyOf are the statuses that a filter selects; none: all.
func (f RunFilter) AnyOf() []waybill.Status {
	if f.Status == "" {
		return f.Statuses
	}
	return append([]waybill.Status{f.Status}, f.Statuses...)
}

// ResultFilter selects results. Zero fields do not restrict.
type ResultFilter struct {
	Outcome     waybill.Outcome
	Kind        waybill.Kind
	Unconfirmed bool   // accepted, but the answer lacked what the vendor answers
	Key         string // the primary key as shown, or the business key, in full
	KeyPrefix   string // how the first column of the primary key begins
	Message     string // part of the message, without case
	Reason      string // a message as [Runs.Reasons] returns it, with Outcome
	After       string // encoded primary key to continue behind
	Seen        int    // results of After that came before, where it has several; 0: all of them
	Limit       int

	// Look bounds how many results are looked at one by one, where no index leads
	// to them: by Message, by Kind beside Message, Reason or Unconfirmed, and new
	// rows that were accepted where that is asked for. Then
	// ErrMore comes, with the key to go on behind. 0: all of them.
	Look int
}

// ReasonLength is how many characters of a message tell reasons apart.
const ReasonLength = 200

// Retention says for how many days things are kept; 0 keeps them for ever.
type Retention struct{ Captures, Results int }

// DefaultRetention is 30 days of captures and 90 of results.
var DefaultRetention = Retention{Captures: 30, Results: 90}
