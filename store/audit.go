package store

import (
	"context"
	"encoding/json"
	"time"
)

// AuditRecord is something that a person did.
type AuditRecord struct {
	ID     int64 // grows; the store sets it
	At     time.Time
	Who    string
	Via    string
	Action string          // create, change, delete, sign_in, …
	Kind   string          // of what: sync, person, token, secret, setting…
	Name   string          // of what
	Before json.RawMessage // nil: nothing; without secrets, which the caller masks
	After  json.RawMessage // likewise
}

// AuditFilter selects audit records. Zero fields do not restrict.
type AuditFilter struct {
	Who    string
	Action string
	Kind   string
	Name   string
	Since  time.Time // at or after
	Until  time.Time // before
	Before int64     // ID to continue behind: only older ones
	Limit  int       // 0: 100
}

// Audit is the record of what people did. It only grows: nothing changes or
// deletes what is in it.
type Audit interface {
	// AppendAudit adds records, in one transaction.
	AppendAudit(ctx context.Context, records ...AuditRecord) error

	// ListAudit returns records, newest first.
	ListAudit(ctx context.Context, f AuditFilter) ([]AuditRecord, error)
}
