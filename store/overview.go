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

	// OpenRows returns the rows that are open for the same cause, and how many
	// there are in all pages: refused ones by their keys, others newest first.
	OpenRows(ctx context.Context, f OpenFilter) ([]OpenRow, int64, error)

	// Concerns counts the rows of every sync that somebody should see to, and those
	// that somebody said to send again, of those that have some. It takes as long as
	// there are such rows.
	Concerns(ctx context.Context) ([]Concern, error)

	// SettledSince counts the rows that a run deferred and a later run of its sync
	// did not, and further ones about which a person has decided since.
	SettledSince(ctx context.Context, run string) (settled, decided int64, err error)

	// Retriable counts the refused and deferred rows of a run that a retry would try
	// as far as the ledger knows: those that were not accepted, given up or written
	// off since, are not in doubt and have not left the model, or are still to be deleted. It looks at up to look
	// of its rows, and says at how many it has.
	Retriable(ctx context.Context, run string, look int64) (rows, looked int64, err error)

	// Activity returns what runs did that began at since or later and before
	// until, of a sync or of all for "". It goes by quarters of an hour, of which
	// the days of every zone consist.
	Activity(ctx context.Context, since, until time.Time, sync string) ([]Activity, error)

	// LastRuns returns the last run of each of the syncs that began and ended,
	// by sync.
	LastRuns(ctx context.Context, syncs []string) (map[string]waybill.Run, error)

	// Version returns the version of the state, and the one that this program
	// wants. They differ while a newer or an older program uses the state too.
	Version(ctx context.Context) (have, want int64, err error)
}

// Cause is why a row is open: somebody should see to it.
type Cause uint8

// The causes.
const (
	Doubted     Cause = iota // sent, and nobody knows whether it was recorded
	Denied                   // refused, or accepted under another business key and refused under its new one; or not deleted when it left the model, see [Entry.Undeleted]
	Unconfirmed              // accepted by an answer that lacked what it has on success, and nobody decided since
)

// OpenFilter selects open rows. Other fields than Cause do not restrict if they
// are zero.
type OpenFilter struct {
	Cause Cause
	Sync  string
	Run   string // of which it is an outcome, by its whole id; of rows in doubt alone
	After string // a row's Cursor, to continue behind
	Limit int    // 0: 100
}

// OpenRow is a row that somebody should see to.
type OpenRow struct {
	Scope  Scope
	Entry  Entry  // its TriedAt is since when; without digests
	Run    string // that sent it; "" if another row holds its claim, or it was never sent
	Cursor string
}

// Concern is how many rows of a sync somebody should see to, by the cause.
type Concern struct {
	Scope       Scope
	InDoubt     int64 // they wait for a person
	Refused     int64 // they are tried again until they are accepted or given up
	Unconfirmed int64 // they wait for a person to look
	Released    int64 // a person said to send them again: they wait for a run, and are in the model
}

// Activity is what runs with a status did.
type Activity struct {
	At       time.Time // when the quarter of an hour begins
	Status   waybill.Status
	Runs     int64
	Accepted int64
	Rejected int64 // without what runs that were held would refuse
	Deferred int64
	InDoubt  int64
	Took     time.Duration // of all of them together
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
