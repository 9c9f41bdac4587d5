// Package destination describes remote APIs.
//
// A [Destination] is a value: it declares settings, limits and operations, and
// has one small function per operation that sends a record. It keeps no state
// and starts no goroutine. Pacing, retries, time-outs, capture, redaction and
// the ledger belong to the engine and the transport, which hand every operation
// a [Client] that already has them.
package destination

import (
	"context"
	"time"

	"github.com/waybillhq/waybill"
)

// Destination describes a remote API.
type Destination struct {
	Name     string // the type in project files; never renamed
	Label    string
	Doc      string
	Docs     string // where the vendor documents the API
	Settings []waybill.Field
	Limit    Limit

	// API is used by Check and Choices.
	API API

	// Message extracts the reason from the body of a refusal. If it is nil,
	// or returns nothing, the body is the reason.
	Message func(body []byte) string

	// Check tries the credentials that the named operations need, without
	// writing anything. Its notes are shown to the person, e.g. that a token
	// cannot be tried. The error says which credential is wrong.
	Check func(ctx context.Context, c *Client, operations []string) (notes []string, err error)

	// Offline is whether Check looks at the settings only, since nothing can be
	// asked of the vendor without sending.
	Offline bool

	// Choices lists the values that the account offers for a setting of a
	// sync, e.g. its campaigns; nil if there are none.
	Choices func(ctx context.Context, c *Client, setting string) ([]Choice, error)

	// Anybodys says that the type is a protocol and no vendor: whoever answers
	// is called as the destination is.
	Anybodys bool

	Operations []Operation
}

// Choice is one value that a setting may have.
type Choice struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// Operation is a declaration and the functions that carry it out. Exactly one
// of Send and SendBatch is set. All are called from several goroutines at once.
type Operation struct {
	waybill.Operation

	// API says where the requests of this operation go.
	API API

	// Validate makes the vendor's own checks of a record that already has
	// valid types and its required fields. It is pure; its error is the
	// refusal that a person reads.
	Validate func(r waybill.Record, s Sync) error

	// Columns reports whether requests are built from the source row too, and
	// not from the record alone; nil: they are not.
	Columns func(s Sync) bool

	// Send delivers one record. A nil error means that the vendor took it.
	// Send never retries. Errors of [Client.Do] say by themselves what to do;
	// [Reject], [Retry], [Halt] and [Doubt] are for what an API says in its
	// own way.
	Send func(ctx context.Context, c *Client, r waybill.Record) (Receipt, error)

	// SendBatch delivers up to Batch records in one request. It returns one
	// reply a record, in order, or an error for the request as a whole.
	SendBatch func(ctx context.Context, c *Client, rs []waybill.Record) ([]Reply, error)

	// Remove deletes or clears the record of a removed row. It is set if
	// Removals is not empty. Of such a row only the match field, the business
	// key and the primary key's columns are known.
	Remove func(ctx context.Context, c *Client, how waybill.Removal, r waybill.Record) (Receipt, error)
}

// Receipt is what the vendor said when it took a record.
type Receipt struct {
	VendorID string

	// Unconfirmed says that the answer lacked what the vendor answers on
	// success; it says what a person should check.
	Unconfirmed string

	// Warnings are about the run rather than the row and are shown once each.
	Warnings []string
}

// Reply is the fate of one record of a batch.
type Reply struct {
	Receipt
	Err error
}

// API is where requests go and how they are signed.
type API struct {
	Base string // the name of the setting that holds the base URL
	Auth Auth   // nil: requests are not signed

	// Advice says what to do when the vendor answers 401 or 403.
	Advice string
}

// Limit is what is known, or assumed, of a vendor's limits. The rate holds for
// the vendor's own hosts only: one that a person names in its place (a sandbox,
// a proxy) is paced only as the project says.
type Limit struct {
	Requests    int // 0: not paced
	Per         time.Duration
	Concurrency int
	Timeout     time.Duration // of one attempt, after pacing
}

// Sync is what a destination may know of the sync it works for.
type Sync struct {
	Operation string
	Mode      waybill.Mode
	Match     string            // the destination field records are matched on, or ""
	Rename    bool              // the match key itself may be updated
	Settings  map[string]string // chosen for the sync, e.g. campaign
	Config    Settings          // of the destination
}

// LimitFor returns the limits that hold for an operation with those settings:
// without a rate if a person has named another host than the vendor's own.
func (d *Destination) LimitFor(op *Operation, s Settings) Limit {
	limit := d.Limit
	if f, ok := d.Setting(op.API.Base); !ok || s.Text(f.Name) != f.Default {
		limit.Requests, limit.Per = 0, 0
	}
	return limit
}

// Operation returns the named operation.
func (d *Destination) Operation(name string) (*Operation, bool) {
	for i := range d.Operations {
		if d.Operations[i].Name == name {
			return &d.Operations[i], true
		}
	}
	return nil, false
}

// Setting returns the declared setting of that name.
func (d *Destination) Setting(name string) (waybill.Field, bool) {
	for _, f := range d.Settings {
		if f.Name == name {
			return f, true
		}
	}
	return waybill.Field{}, false
}
