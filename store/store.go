// Package store is the contract of the state: the ledger (row memory, claims
// and receipts), runs with the results of their rows, captures and decisions.
// It says what is kept, never what follows from it: that is the engine's.
//
// The two memories, see docs/semantics.md:
//
//   - Row memory: (account, sync, primary key) → digest of the record as it was
//     accepted, and the row's state.
//   - Claims: (account, operation, scope, business key) → who sent it first and
//     what became of it. Invariant 6: a claim is never deleted or taken twice.
//
// Implementations pass storetest.
package store

import (
	"context"
	"iter"
	"time"

	"github.com/waybillhq/waybill"
)

// Store is the whole state. It may be used by several goroutines, and several
// processes may open one state at once.
type Store interface {
	Ledger
	Runs
	Overview

	// Lock takes the right to run a sync. It fails at once, with EConflict,
	// if another run of the sync holds it in whatever process. The right ends
	// with Release, or with the process.
	Lock(ctx context.Context, sync string) (Lease, error)

	// Account returns what was recorded of an account.
	Account(ctx context.Context, name string) (Account, bool, error)

	// SetAccount records who an account is, under a lease whose fence is given
	// (0: without one).
	SetAccount(ctx context.Context, a Account, fence int64) error

	Close() error
}

// Account is who a destination's account was when rows were last sent to it.
type Account struct {
	Name     string
	Type     string            // of the destination
	Identity map[string]string // hosts and public keys, never secrets
}

// Scope is one row memory: what one sync remembers of one account.
type Scope struct{ Account, Sync string }

// ClaimScope is a set of claims among which business keys are unique.
type ClaimScope struct{ Account, Operation, Scope string }

// State is what is known of a row or of a claim.
type State uint8

// The states. A claim is Begun, Accepted, Refused, Deferred, InDoubt, GivenUp
// or Released; a remembered row may be any of them.
const (
	Begun    State = iota + 1 // an attempt is on its way, or was when its process died
	Accepted                  // the vendor took it, or a person said so
	Refused                   // the vendor refused it
	Deferred                  // not delivered, certainly not recorded
	InDoubt                   // sent, and nobody knows what became of it
	GivenUp                   // a person said not to try again
	Released                  // a person said to send it again
	Baseline                  // rows only: remembered without having been sent
	Rekeyed                   // rows only: accepted under another business key, the new one refused
)

var stateNames = [...]string{"", "begun", "accepted", "refused", "deferred", "in doubt", "given up", "to be sent again", "baseline", "rekeyed"}

// String returns the state in words.
func (s State) String() string { return stateNames[s] }

// Entry is the memory of one row.
type Entry struct {
	Key    string         // the encoded primary key
	Digest waybill.Digest // as accepted, or of a baseline; zero if never
	State  State

	Tried       waybill.Digest // of the record last tried, where it was not accepted
	BusinessKey string         // of inserts: as accepted; of upserts: the match value
	Refusals    int            // runs in which Tried was refused by the vendor
	TriedAt     time.Time      // when Tried was last refused, or since when the row is in doubt, accepted and not confirmed, or a baseline
	Note        string         // why it was refused, is in doubt, was not confirmed or was given up; of a baseline: what it was before
	Gone        Gone

	// Unsure is, of a row that was accepted and not confirmed, since when, where
	// what was made of it after that was not accepted.
	Unsure time.Time

	// Assumed says of a row that is no baseline any more that Digest is that of
	// one: it was remembered without having been sent, and not accepted since.
	Assumed bool

	// NewKey is, of a row that is rekeyed, or in doubt under another one, the business
	// key that it has now.
	NewKey string
}

// Gone says whether a remembered row has left the model.
type Gone uint8

// The values of Gone.
const (
	Present Gone = iota
	Left         // counted as removed; nothing more to do
	Leaving      // counted as removed; its deletion has not succeeded yet, and was refused if the row is
)

// Ledger is the two memories.
type Ledger interface {
	// Memory yields the rows remembered in scope in the order of their keys,
	// compared as bytes.
	Memory(ctx context.Context, scope Scope) iter.Seq2[Entry, error]

	// Entry returns the memory of one row.
	Entry(ctx context.Context, scope Scope, key string) (Entry, bool, error)

	// Claims returns those of the business keys that are claimed.
	Claims(ctx context.Context, scope ClaimScope, keys []string) (map[string]Claim, error)

	// ClaimedIn returns the scopes in which rows of a memory have taken claims: several
	// where, say, the campaign of its sync was changed.
	ClaimedIn(ctx context.Context, scope Scope) ([]ClaimScope, error)

	// Commit applies a batch in one transaction, durably: when it returns,
	// the batch survives the loss of power. Invariant 2 hangs on it. Business
	// keys that could not be claimed are returned; nothing of theirs is
	// written, all else is. It keeps nothing of the batch.
	Commit(ctx context.Context, b Batch) (conflicts []Claim, err error)

	// Recover finds what runs of the scope that ended without a word had
	// begun: it puts inserts in doubt, leaves upserts to be tried again, and
	// closes those runs as failed, but for the resumed one, which goes on under
	// the same lease ("": none does). It needs the lease of the sync, by its fence.
	Recover(ctx context.Context, scope Scope, fence int64, resumed string) (Recovered, error)

	// Decide carries out what a person decided about one row, and records it.
	Decide(ctx context.Context, d Decision) error

	// Search finds rows of all scopes by their primary key as shown, their
	// business key, the vendor's id of their claim, one that it had before it was
	// sent again, or a reference, in this order; by reference those that were kept last come first. Behind these come
	// rows of which nothing is remembered, by what runs made of them that did not
	// deliver them: by primary key, business key, or a reference.
	Search(ctx context.Context, text string, limit int) ([]Hit, error)

	// Look returns what is known of rows, in their order, as a search that found them
	// does.
	Look(ctx context.Context, rows []Row) ([]Hit, error)

	// Referenced says of which fields the references of all rows of a scope
	// are kept, as a batch has said it; "" if none has.
	Referenced(ctx context.Context, scope Scope) (string, error)

	// Story returns all that is known of a row, by its primary key as shown
	// (parts joined by a comma) or by its business key.
	Story(ctx context.Context, scope Scope, key string) (Story, error)

	// Past returns the results and the decisions of a story, by the encoded
	// primary key; of a row that has none, none.
	Past(ctx context.Context, scope Scope, key string) (Story, error)

	// Pasts returns the past of each row that was found, in their order, as far as
	// it says how the row is now: all decisions, the last result and, behind it, the
	// last by which the vendor accepted or deleted it, if that is another one. Of a
	// row that is known to be accepted it is the last result that is so.
	Pasts(ctx context.Context, found []Hit) ([]Story, error)
}

// Batch is a piece of a run's bookkeeping. All of it is of one scope.
type Batch struct {
	Run    string
	Scope  Scope
	Claims ClaimScope // of Begin and Settle

	// Fence is that of the lease under which the batch is written. If the lease
	// has changed hands since, nothing is written and Commit fails with
	// EConflict. 0: without a lease.
	Fence int64

	// Delivery is the piece of the run's work that the batch is about. If it is
	// set, the lease that has to hold is the delivery's, and not the sync's.
	Delivery *DeliveryRef

	// Begin takes claims: of new business keys, and of those that are refused,
	// deferred or released, whoever had them. Those that hold a claim and are
	// not any of these are conflicts, but for those that Begin forces.
	Begin []Begin

	Settle  []Settle
	Entries []Entry  // rows to remember, replacing what was remembered
	Forget  []string // rows to forget, by key

	// Former are business keys that rows have had, or have beside what is remembered. The claims that these rows hold
	// by them are told with the rows from now on, whatever they are called now.
	Former []FormerKey

	References []Reference // to be found by; those that are kept already stay as they are
	Referenced string      // what Referenced answers from now on; "": unchanged

	Results  []Result
	Counters *waybill.Counts // the run's counts so far, to be shown; nil: unchanged
	Added    *waybill.Counts // to be added to the run's counts, which others add to at once; nil: nothing
	Reading  int64           // rows of the model that the run has read so far, to be shown; 0: unchanged
}

// Begin takes the claim of a business key for an attempt.
type Begin struct {
	Key         string
	BusinessKey string
	Force       bool // take an accepted claim again: a person named the exact number
	Again       bool // the claim was released by a person
	At          time.Time
}

// FormerKey is a business key that a row has had.
type FormerKey struct{ Key, BusinessKey string }

// Settle says what became of a claim.
type Settle struct {
	BusinessKey string
	State       State
	VendorID    string
	Unsure      bool // accepted by an answer that lacked what the vendor answers on success
	At          time.Time

	// Request and Answer are the receipt, redacted; kept for ever.
	Request, Answer string
}

// Result is a row's result with what was captured of its requests.
type Result struct {
	waybill.Result
	Copy      int // tells the results of rows that share a primary key apart
	Exchanges []waybill.Exchange
}

// Recovered is what [Ledger.Recover] found.
type Recovered struct {
	Runs    []string // closed as failed
	Working []string // not lost: some of their deliveries are not done, and others work on them
	Done    []string // closed as what they were: all of their deliveries were done
	InDoubt int64    // rows put in doubt
}

// Verdict is what a person decides about a row.
type Verdict string

// The verdicts.
const (
	Delivered Verdict = "delivered" // the vendor has it
	Resend    Verdict = "resend"    // send it again
	GiveUp    Verdict = "give-up"   // do not try again
)

// Decision is a verdict with its reason.
type Decision struct {
	Scope   Scope
	Claims  ClaimScope // where the row's business key is claimed; zero if it is not
	Key     string     // the encoded primary key
	Verdict Verdict
	Reason  string
	By      string // who decided
	At      time.Time
}

// Story is all that is known of one row.
type Story struct {
	Entry     *Entry
	Claim     *ClaimStory
	Others    []ClaimStory // further ones that the row took, see Batch.Former, oldest first: what the vendor has or may have
	Results   []RunResult  // newest first
	Decisions []Decision   // newest first
}

// RunResult is a result and the run it belongs to.
type RunResult struct {
	Run string
	waybill.Result
}
