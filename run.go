package waybill

import (
	"bytes"
	"strconv"
	"strings"
	"time"
)

// Kind says why a row is part of a run's work.
type Kind string

// The kinds.
const (
	Added   Kind = "added"
	Changed Kind = "changed"
	Removed Kind = "removed"
)

// Kinds are all kinds.
var Kinds = [...]Kind{Added, Changed, Removed}

// Outcome is the fate of one row in one run.
type Outcome string

// The outcomes.
const (
	Accepted Outcome = "accepted" // the vendor took it
	Rejected Outcome = "rejected" // refused, by the vendor or before sending
	Deferred Outcome = "deferred" // not delivered; the next run tries again by itself
	InDoubt  Outcome = "in_doubt" // sent, unanswered, and repeating it could pay twice
	Deleted  Outcome = "deleted"  // a removed row, deleted or cleared at the vendor
)

// Status is the state of a run.
type Status string

// The statuses of a run.
const (
	Queued         Status = "queued" // nobody works on it yet
	Running        Status = "running"
	Completed      Status = "completed"
	WithRejections Status = "completed_with_rejections" // some rejected, deferred or in doubt
	Failed         Status = "failed"
	Cancelled      Status = "cancelled"
	Held           Status = "held"
)

// Counts says what became of every row that a run read. Invariant 3: Read =
// Unchanged + Added + Changed + AlreadySent + Skipped, and Added + Changed =
// Accepted + Rejected + Deferred + InDoubt.
type Counts struct {
	Read        int64 `json:"read"`
	Unchanged   int64 `json:"unchanged"`
	Added       int64 `json:"added"`
	Changed     int64 `json:"changed"`
	AlreadySent int64 `json:"already_sent"`
	Skipped     int64 `json:"skipped"`
	Removed     int64 `json:"removed"`
	Deleted     int64 `json:"deleted"`
	Undeleted   int64 `json:"undeleted,omitempty"` // left the model, and the vendor refused to delete them; not in Rejected
	Invalid     int64 `json:"invalid"`             // refused before sending; also in Rejected
	Accepted    int64 `json:"accepted"`
	Unconfirmed int64 `json:"unconfirmed"` // accepted, but the answer lacked what the vendor answers
	Rejected    int64 `json:"rejected"`
	Deferred    int64 `json:"deferred"`
	InDoubt     int64 `json:"in_doubt"`
}

// Minus returns how much larger c is than o, each count for itself.
func (c Counts) Minus(o Counts) Counts {
	return Counts{
		Read:        c.Read - o.Read,
		Unchanged:   c.Unchanged - o.Unchanged,
		Added:       c.Added - o.Added,
		Changed:     c.Changed - o.Changed,
		AlreadySent: c.AlreadySent - o.AlreadySent,
		Skipped:     c.Skipped - o.Skipped,
		Removed:     c.Removed - o.Removed,
		Deleted:     c.Deleted - o.Deleted,
		Undeleted:   c.Undeleted - o.Undeleted,
		Invalid:     c.Invalid - o.Invalid,
		Accepted:    c.Accepted - o.Accepted,
		Unconfirmed: c.Unconfirmed - o.Unconfirmed,
		Rejected:    c.Rejected - o.Rejected,
		Deferred:    c.Deferred - o.Deferred,
		InDoubt:     c.InDoubt - o.InDoubt,
	}
}

// Add adds other to c.
func (c *Counts) Add(other Counts) {
	c.Read += other.Read
	c.Unchanged += other.Unchanged
	c.Added += other.Added
	c.Changed += other.Changed
	c.AlreadySent += other.AlreadySent
	c.Skipped += other.Skipped
	c.Removed += other.Removed
	c.Deleted += other.Deleted
	c.Undeleted += other.Undeleted
	c.Invalid += other.Invalid
	c.Accepted += other.Accepted
	c.Unconfirmed += other.Unconfirmed
	c.Rejected += other.Rejected
	c.Deferred += other.Deferred
	c.InDoubt += other.InDoubt
}

// Run is one execution of a sync.
type Run struct {
	ID         string    `json:"run"`
	Sync       string    `json:"sync"`
	Account    string    `json:"account,omitempty"`
	Trigger    string    `json:"trigger,omitempty"` // manual, retry, schedule, api, after
	Status     Status    `json:"status"`
	Counts     Counts    `json:"counts"`
	StartedAt  time.Time `json:"started_at"`
	FinishedAt time.Time `json:"finished_at,omitzero"`
	Error      string    `json:"error"`
	Warnings   []string  `json:"warnings,omitempty"`

	// Reading is how many rows of the model were read so far, while they are
	// read; 0 before and afterwards, when Counts tell.
	Reading int64 `json:"reading,omitempty"`

	// Basis is, of a run that is held, a digest of what decides what it sends and
	// to whom: what is approved is that, and no other.
	Basis string `json:"-"`
}

// Discard gives up a run that is held: nothing of it was sent, and it cannot be
// approved any more. The reason may be empty.
func (r *Run) Discard(by, reason string) {
	how := "discarded by " + by
	if reason != "" {
		how += " (" + reason + ")"
	}
	r.release(how)
}

// Approve ends a run that is held: the run called as does its work.
func (r *Run) Approve(by, as string) { r.release("approved by " + by + " as run " + as) }

// WasHeld stands in the Error of a run that was held until somebody decided.
const WasHeld = "; it was held: "

func (r *Run) release(how string) { r.Status, r.Error = Cancelled, how+WasHeld+r.Error }

// Untried reports whether nothing of a run was ever sent, since it is held, or was
// until somebody decided.
func (r *Run) Untried() bool {
	return r.Status == Held || r.Status == Cancelled && strings.Contains(r.Error, WasHeld)
}

// Result is what happened to one row in one run, in words a person can act on.
type Result struct {
	Key         string // the encoded primary key, see mapping.Key
	BusinessKey string
	Kind        Kind
	Outcome     Outcome
	Message     string
	Attempts    int
	VendorID    string
	Unconfirmed bool
	Invalid     bool // refused before sending
	At          time.Time
}

// Exchange is one HTTP request and its answer, redacted: what the debugger
// shows and, without headers and timings, what a receipt keeps.
type Exchange struct {
	Method         string              `json:"method"`
	URL            string              `json:"url"`
	RequestHeader  map[string][]string `json:"request_header,omitempty"`
	RequestBody    string              `json:"request_body,omitempty"`
	Status         int                 `json:"status,omitempty"` // 0: no answer
	ResponseHeader map[string][]string `json:"response_header,omitempty"`
	ResponseBody   string              `json:"response_body,omitempty"`
	StartedAt      time.Time           `json:"started_at"`
	Took           time.Duration       `json:"took_ns"`
	Error          string              `json:"error,omitempty"` // why there was no answer
}

// AppendJSON appends what json.Marshal makes of x, in a tenth of the time: it is
// done for every request that is sent.
func (x *Exchange) AppendJSON(b []byte) []byte {
	b = appendString(append(b, `{"method":`...), x.Method)
	b = appendString(append(b, `,"url":`...), x.URL)
	b = appendHeader(b, `,"request_header":{`, x.RequestHeader)
	b = appendText(b, `,"request_body":`, x.RequestBody)
	if x.Status != 0 {
		b = strconv.AppendInt(append(b, `,"status":`...), int64(x.Status), 10)
	}
	b = appendHeader(b, `,"response_header":{`, x.ResponseHeader)
	b = appendText(b, `,"response_body":`, x.ResponseBody)
	b = append(x.StartedAt.AppendFormat(append(b, `,"started_at":"`...), time.RFC3339Nano), '"')
	b = strconv.AppendInt(append(b, `,"took_ns":`...), int64(x.Took), 10)
	return append(appendText(b, `,"error":`, x.Error), '}')
}

func appendText(b []byte, name, s string) []byte {
	if s == "" {
		return b
	}
	return appendString(append(b, name...), s)
}

func appendHeader(b []byte, name string, h map[string][]string) []byte {
	if len(h) == 0 {
		return b
	}
	b = append(b, name...)
	for name, values := range h {
		b = append(appendString(b, name), ":["...)
		for _, v := range values {
			b = append(appendString(b, v), ',')
		}
		b = append(trimComma(b), "],"...)
	}
	return append(trimComma(b), '}')
}

func trimComma(b []byte) []byte { return bytes.TrimSuffix(b, []byte{','}) }

// Digest is the hash of a mapped record in canonical form, the first byte
// being the version of that form. The zero Digest is of no record.
type Digest [17]byte

// IsZero reports whether d is the digest of no record.
func (d Digest) IsZero() bool { return d == Digest{} }
