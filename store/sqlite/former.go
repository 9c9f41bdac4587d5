package sqlite

import (
	"context"

	"github.com/waybillhq/waybill/store"
)

// keepEarlier keeps what a claim (?1, ?2) has before it is sent again: its receipt,
// and that it was accepted.
const keepEarlier = `INSERT OR IGNORE INTO earlier_receipts (scope, business_key, receipt, accepted_at, vendor_id)
	SELECT scope, business_key, coalesce(receipt, 0), CASE state WHEN 2 THEN coalesce(settled_at, begun_at) ELSE 0 END, CASE state WHEN 2 THEN vendor_id END
	FROM claims WHERE scope = ?1 AND business_key = ?2 AND (receipt IS NOT NULL OR state = 2)`

// reopen keeps what was known of a claim that a person wants to be sent again, and
// releases it.
func (w *writer) reopen(ctx context.Context, b batch, x store.Begin) error {
	if err := w.execSQL(ctx, keepEarlier, b.claims, x.BusinessKey); err != nil {
		return err
	}
	if !x.Force {
		return nil
	}
	return w.execSQL(ctx, `UPDATE claims SET state = 7, vendor_id = NULL WHERE scope = ? AND business_key = ? AND state = 2`, b.claims, x.BusinessKey)
}

// callRow notes which claims a row (?3, ?4) holds by a business key (?2).
const callRow = `INSERT OR IGNORE INTO row_claims (memory, key, scope, business_key) SELECT c.memory, c.key, c.scope, c.business_key
	FROM claim_scopes s CROSS JOIN claims c ON c.scope = s.id WHERE s.account = ?1 AND c.business_key = ?2 AND c.memory = ?3 AND c.key = ?4`

// calls notes which claims rows hold by business keys that they have had.
func (w *writer) calls(ctx context.Context, b batch) error {
	for _, c := range b.Former {
		if err := w.execSQL(ctx, callRow, b.Scope.Account, c.BusinessKey, b.scope, []byte(c.Key)); err != nil {
			return err
		}
	}
	return nil
}
