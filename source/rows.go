package source

import (
	"context"
	"iter"

	"github.com/waybillhq/waybill"
)

// rows is a waybill.Rows over a Cursor.
type rows struct {
	ctx    context.Context //nolint:containedctx // of the query, which the rows belong to
	cancel context.CancelFunc
	db     *DB
	cursor Cursor

	// take claims the cursor; it returns false if that was done before, or
	// if the query ended before anybody read its rows.
	take func() bool
}

// newRows returns rows that are closed when ctx ends even if All is never
// called, as when only the columns are of interest.
func newRows(ctx context.Context, cancel context.CancelFunc, db *DB, cursor Cursor) *rows {
	r := &rows{ctx: ctx, cancel: cancel, db: db, cursor: cursor}
	r.take = context.AfterFunc(ctx, func() { _ = cursor.Close() })
	return r
}

// Columns returns the columns in the order of the rows' values.
func (r *rows) Columns() []waybill.Column { return r.cursor.Columns() }

// Close ends the query of rows that will not be read. After All it does
// nothing.
func (r *rows) Close() error {
	defer r.cancel()
	if !r.take() {
		return nil
	}
	return r.cursor.Close()
}

// All yields every row once; see waybill.Rows.
func (r *rows) All() iter.Seq2[waybill.Row, error] {
	return func(yield func(waybill.Row, error) bool) {
		defer r.cancel()
		if !r.take() {
			yield(nil, r.gone())
			return
		}
		defer r.cursor.Close() //nolint:errcheck // nothing was written, and the rows are read
		row := make(waybill.Row, len(r.cursor.Columns()))
		for {
			err := r.ctx.Err()
			if err == nil {
				err = r.cursor.Next(row)
			}
			if ended(err) {
				return
			}
			if err != nil {
				yield(nil, r.db.explain(r.ctx, err))
				return
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// gone says why there is nothing to read any more.
func (r *rows) gone() error {
	if err := r.ctx.Err(); err != nil {
		return r.db.explain(r.ctx, err)
	}
	return waybill.Errorf(waybill.EInternal, "rows can be read only once").At(r.db.path)
}
