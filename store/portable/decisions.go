package portable

import (
	"context"
	"database/sql"

	"github.com/waybillhq/waybill/store"
)

// Decisions returns what people decided about a row, newest first. Its scope is
// known by its number, too.
func Decisions(ctx context.Context, db *sql.DB, id int64, scope store.Scope, key string) ([]store.Decision, error) {
	return list(ctx, db, func(row func(...any) error) (store.Decision, error) {
		d := store.Decision{Scope: scope, Key: key}
		var at int64
		err := row(&d.Verdict, &d.Reason, &d.By, &at)
		d.At = fromMicros(at)
		return d, err
	}, `SELECT verdict, reason, "by", at FROM decisions WHERE scope = $1 AND key = $2 ORDER BY id DESC`, id, []byte(key))
}
