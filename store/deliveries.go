package store

import (
	"context"
	"iter"

	"github.com/waybillhq/waybill"
)

// Deliveries is the work of runs, cut into pieces that all workers share. It is
// what a state on many machines has beyond [Store]. One worker plans a run and
// saves its pieces; any worker takes one, sends its rows, and finishes it.
//
// Whoever works on a piece has a lease on it, like that of a sync: one that
// dies, or is stopped for longer than the term, is taken over, and cannot write
// any more.
type Deliveries interface {
	// SaveDeliveries keeps the pieces of a run, in the order in which they come,
	// numbered from 1, under the lease of the run's sync. They can be taken when
	// all of them are kept, and not before: what is left behind by a planner that
	// died is dropped when its run is recovered. It returns how many there are.
	SaveDeliveries(ctx context.Context, run string, fence int64, pieces iter.Seq2[Piece, error]) (int, error)

	// TakeDelivery takes a piece that waits, or whose worker has not renewed its
	// lease in time. It reports false if it is done or if its run has ended, and
	// fails with EConflict while somebody works on it, who may have died: then it
	// is to be tried again. The holder is named to people.
	TakeDelivery(ctx context.Context, run string, n int, holder string) (Delivery, bool, error)

	// FinishDelivery marks a piece as done, keeps what became of its rows, and
	// adds its warnings to those of the run, each once. It returns how many
	// pieces of the run are left: exactly one caller sees 0, and closes the run,
	// under the lease of its sync. Should that one die before it does,
	// [Ledger.Recover] closes the run. With EConflict it was taken over.
	FinishDelivery(ctx context.Context, d DeliveryRef, part Part) (left int, err error)

	// Unfinished returns how many pieces of a run are not done, of how many that
	// can be taken.
	Unfinished(ctx context.Context, run string) (left, of int, err error)

	// TakenAgain returns how often pieces of a run were taken from a worker that
	// died, was stopped or lost the database.
	TakenAgain(ctx context.Context, run string) (int, error)

	// StopRun asks a run to end, as [Runs.Cancel] does, because of an error: that
	// of the first call is kept as the run's.
	StopRun(ctx context.Context, run, reason string) error

	// Resume finds how far the worker got that a piece was taken over from. In
	// the same transaction it puts in doubt what that one had begun to insert and
	// not settled, and adds it to the run's counts. Upserts that were begun are
	// simply to be tried again.
	Resume(ctx context.Context, r ResumeRequest) (Resumed, error)
}

// Piece is a part of a run's work.
type Piece struct {
	Work []byte // only the planner and the workers can read it
	Rows int
}

// Part is what a piece adds to its run.
type Part struct {
	Counts   waybill.Counts
	Warnings []string
}

// DeliveryRef names a piece as one worker has it.
type DeliveryRef struct {
	Run   string
	N     int
	Fence int64
}

// Delivery is a piece in the hands of a worker, with its lease. Releasing a
// lease of a piece that is not finished lets another take it at once.
type Delivery struct {
	DeliveryRef
	Piece
	Lease Lease
	Taken int // how often it was taken, with this time: from 2 on, resume it
}

// ResumeRequest asks how far a piece got.
type ResumeRequest struct {
	Delivery DeliveryRef
	Scope    Scope
	Claims   ClaimScope // of inserts that are claimed; zero for others
	Rows     []ResumeRow
}

// ResumeRow is a row of the piece.
type ResumeRow struct {
	ResultKey
	BusinessKey string // as it is claimed; empty if it is not
}

// ResultKey names a result within a run.
type ResultKey struct {
	Key  string // the encoded primary key
	Copy int    // of several rows under one primary key
}

// Resumed is how far a piece got.
type Resumed struct {
	// Settled are the rows that have a result in this run by now, with those that
	// were put in doubt. They are not to be sent.
	Settled map[ResultKey]bool
	InDoubt int64 // how many were put in doubt by this call
}
