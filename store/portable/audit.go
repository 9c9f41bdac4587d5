package portable

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/waybillhq/waybill/store"
)

// usualLimit is how many audit records are listed unless told.
const usualLimit = 100

// AppendAudit implements store.Audit.
func (o *Office) AppendAudit(ctx context.Context, records ...store.AuditRecord) error {
	return o.tx(ctx, func(tx *sql.Tx) error { return appendAudit(ctx, tx, records...) })
}

func appendAudit(ctx context.Context, tx *sql.Tx, records ...store.AuditRecord) error {
	rows := make([][]any, len(records))
	for i, r := range records {
		rows[i] = []any{micros(r.At), r.Who, r.Via, r.Action, r.Kind, r.Name, orNull(r.Before), orNull(r.After)}
	}
	return insert(ctx, tx, `INSERT INTO audit (at, who, via, action, kind, name, old, new)`, "", rows)
}

// audited is the record of a change by somebody. before and after are nil or
// can be written as JSON.
func audited(by store.Author, action, kind, name string, before, after any) (store.AuditRecord, error) {
	r := store.AuditRecord{At: by.At, Who: by.Who, Via: by.Via, Action: action, Kind: kind, Name: name}
	var err error
	if before != nil {
		r.Before, err = json.Marshal(before)
	}
	if after != nil && err == nil {
		r.After, err = json.Marshal(after)
	}
	if err != nil {
		return r, fmt.Errorf("writing an audit record: %w", err)
	}
	return r, nil
}

// audit appends the record of a change.
func audit(ctx context.Context, tx *sql.Tx, by store.Author, action, kind, name string, before, after any) error {
	r, err := audited(by, action, kind, name, before, after)
	if err != nil {
		return err
	}
	return appendAudit(ctx, tx, r)
}

func orNull(b json.RawMessage) any {
	if b == nil {
		return nil
	}
	return string(b)
}

// ListAudit implements store.Audit.
func (o *Office) ListAudit(ctx context.Context, f store.AuditFilter) ([]store.AuditRecord, error) {
	var where []string
	var args []any
	and := func(condition string, arg any) {
		args = append(args, arg)
		where = append(where, fmt.Sprintf("%s $%d", condition, len(args)))
	}
	for _, equal := range []struct{ column, value string }{{"who", f.Who}, {"action", f.Action}, {"kind", f.Kind}, {"name", f.Name}} {
		if equal.value != "" {
			and(equal.column+" =", equal.value)
		}
	}
	if !f.Since.IsZero() {
		and("at >=", micros(f.Since))
	}
	if !f.Until.IsZero() {
		and("at <", micros(f.Until))
	}
	if f.Before > 0 {
		and("id <", f.Before)
	}
	query := `SELECT id, at, who, via, action, kind, name, old, new FROM audit`
	if len(where) > 0 {
		query += " WHERE " + strings.Join(where, " AND ")
	}
	if f.Limit <= 0 {
		f.Limit = usualLimit
	}
	args = append(args, f.Limit)
	return list(ctx, o.read, scanAudit, fmt.Sprintf("%s ORDER BY id DESC LIMIT $%d", query, len(args)), args...)
}

func scanAudit(row func(...any) error) (store.AuditRecord, error) {
	var r store.AuditRecord
	var at int64
	var before, after sql.NullString
	err := row(&r.ID, &at, &r.Who, &r.Via, &r.Action, &r.Kind, &r.Name, &before, &after)
	r.At = fromMicros(at)
	if before.Valid {
		r.Before = json.RawMessage(before.String)
	}
	if after.Valid {
		r.After = json.RawMessage(after.String)
	}
	return r, err
}
