package portable

import (
	"context"
	"database/sql"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// ofCause is the condition of rows m that are open for a cause. Each has an index
// of its own, which holds no others.
var ofCause = map[store.Cause]string{
	store.Doubted:     `m.state = 5`,
	store.Denied:      `m.state IN (3, 9)`,
	store.Unconfirmed: `m.state = 2 AND m.tried_at IS NOT NULL`,
}

// OpenRows returns open rows, see [store.Overview].
func OpenRows(ctx context.Context, db *sql.DB, f store.OpenFilter) ([]store.OpenRow, int64, error) {
	var q conditions
	where := ofCause[f.Cause]
	if f.Sync != "" {
		scopes, err := scopesOf(ctx, db, f.Sync)
		if err != nil || len(scopes) == 0 {
			return nil, 0, err
		}
		plain := "+" // not by another index
		if f.Cause == store.Denied {
			plain = ""
		}
		where += ` AND ` + plain + `m.scope IN (` + strings.Join(scopes, ", ") + `)`
	}
	if f.Run != "" {
		within, err := leftBy(ctx, db, f.Run)
		if err != nil || within == "" {
			return nil, 0, err
		}
		where += within
	}
	total, _, err := one(ctx, db, scanNumber, `SELECT count(*) FROM memory m WHERE `+where)
	if err != nil {
		return nil, 0, err
	}
	order := ` ORDER BY m.tried_at DESC, m.scope DESC, m.key DESC`
	if f.Cause == store.Denied { // what is refused before it is sent has no moment
		order = ` ORDER BY m.scope, m.key`
	}
	if f.After != "" {
		at, scope, key, err := parseOpen(f.After)
		if err != nil {
			return nil, 0, err
		}
		if f.Cause == store.Denied {
			where += ` AND (m.scope, m.key) > (` + q.place(scope) + `, ` + q.place(key) + `)`
		} else {
			where += ` AND (m.tried_at, m.scope, m.key) < (` + q.place(at) + `, ` + q.place(scope) + `, ` + q.place(key) + `)`
		}
	}
	if f.Limit <= 0 {
		f.Limit = 100
	}
	found, err := list(ctx, db, scanOpen, `SELECT s.account, s.sync, m.scope, m.key, m.business_key, m.state, m.note, m.gone, coalesce(m.refusals, 0), coalesce(m.tried_at, 0), (SELECT r.id
			FROM claim_scopes cs CROSS JOIN claims c LEFT JOIN runs r ON r.n = c.run WHERE c.scope = cs.id AND cs.account = s.account AND c.business_key = m.business_key
				AND c.memory = m.scope AND c.key = m.key ORDER BY c.begun_at DESC LIMIT 1)
		FROM (SELECT * FROM memory m WHERE `+where+order+q.limit(f.Limit)+`) AS m JOIN scopes s ON s.id = m.scope`+order, q.args...)
	return found, total, err
}

// leftBy is the condition of rows m that a run left in doubt, or found so; "" if
// it has none.
func leftBy(ctx context.Context, db *sql.DB, run string) (string, error) {
	within, _, err := one(ctx, db, func(row func(...any) error) (within string, err error) {
		var n, scope int64
		err = row(&n, &scope)
		return fmt.Sprintf(` AND +m.scope = %d AND EXISTS (SELECT 1 FROM results x WHERE x.run = %d AND x.key = m.key AND x.outcome = 'in_doubt')`, scope, n), err
	}, `SELECT r.n, s.id FROM runs r JOIN scopes s ON s.account = r.account AND s.sync = r.sync WHERE r.id = $1`, run)
	return within, err
}

// Concerns counts the rows that somebody should see to: each cause has an index of
// its own by the scope, and so have those that were released.
func Concerns(ctx context.Context, db *sql.DB) ([]store.Concern, error) {
	return list(ctx, db, func(row func(...any) error) (c store.Concern, err error) {
		err = row(&c.Scope.Account, &c.Scope.Sync, &c.InDoubt, &c.Refused, &c.Unconfirmed, &c.Released)
		return c, err
	}, `SELECT s.account, s.sync, CAST(sum(m.in_doubt) AS bigint), CAST(sum(m.refused) AS bigint), CAST(sum(m.unconfirmed) AS bigint), CAST(sum(m.released) AS bigint) FROM (
			SELECT m.scope, count(*) AS in_doubt, 0 AS refused, 0 AS unconfirmed, 0 AS released FROM memory m WHERE `+ofCause[store.Doubted]+` GROUP BY m.scope
			UNION ALL SELECT m.scope, 0, count(*), 0, 0 FROM memory m WHERE `+ofCause[store.Denied]+` GROUP BY m.scope
			UNION ALL SELECT m.scope, 0, 0, count(*), 0 FROM memory m WHERE `+ofCause[store.Unconfirmed]+` GROUP BY m.scope
			UNION ALL SELECT m.scope, 0, 0, 0, count(*) FROM memory m WHERE m.state = 7 AND m.gone = 0 GROUP BY m.scope) m
		JOIN scopes s ON s.id = m.scope GROUP BY s.account, s.sync ORDER BY s.sync, s.account`)
}

// SettledSince counts the rows that a run deferred and a later one did not, and
// further ones that somebody has decided about since.
func SettledSince(ctx context.Context, db *sql.DB, run string) (settled, decided int64, err error) {
	const later = `SELECT l.key FROM runs b JOIN runs r ON r.sync = b.sync AND r.account = b.account AND r.n > b.n
		JOIN results l ON l.run = r.n AND l.outcome <> 'deferred' JOIN results d ON d.run = b.n AND d.key = l.key AND d.outcome = 'deferred' WHERE b.id = $1`
	settled, _, err = one(ctx, db, scanNumber, `SELECT count(DISTINCT key) FROM (`+later+`) x`, run)
	if err != nil {
		return 0, 0, err
	}
	decided, _, err = one(ctx, db, scanNumber, `SELECT count(DISTINCT x.key) FROM runs b JOIN scopes s ON s.account = b.account AND s.sync = b.sync
		JOIN decisions x ON x.scope = s.id AND x.at >= b.started_at JOIN results d ON d.run = b.n AND d.key = x.key AND d.outcome = 'deferred'
		WHERE b.id = $1 AND x.key NOT IN (`+later+`)`, run)
	return settled, decided, err
}

// scopesOf returns the numbers of the memories of a sync.
func scopesOf(ctx context.Context, db *sql.DB, sync string) ([]string, error) {
	ids, err := list(ctx, db, scanNumber, `SELECT id FROM scopes WHERE sync = $1`, sync)
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = strconv.FormatInt(id, 10)
	}
	return out, err
}

func scanNumber(row func(...any) error) (n int64, err error) {
	err = row(&n)
	return n, err
}

func scanOpen(row func(...any) error) (d store.OpenRow, err error) {
	var scope, at, state int64
	var key, business []byte
	var note, run sql.NullString
	err = row(&d.Scope.Account, &d.Scope.Sync, &scope, &key, &business, &state, &note, &d.Entry.Gone, &d.Entry.Refusals, &at, &run)
	d.Entry.Key, d.Entry.BusinessKey, d.Entry.Note, d.Entry.State, d.Entry.TriedAt = string(key), string(business), note.String, store.State(state), fromMicros(at)
	d.Run = run.String
	d.Cursor = fmt.Sprintf("%d.%d.%s", at, scope, base64.RawURLEncoding.EncodeToString(key))
	return d, err
}

// parseOpen reads a cursor that scanOpen made.
func parseOpen(cursor string) (at, scope int64, key []byte, err error) {
	parts := strings.Split(cursor, ".")
	if len(parts) == 3 {
		if at, err = strconv.ParseInt(parts[0], 10, 64); err == nil {
			if scope, err = strconv.ParseInt(parts[1], 10, 64); err == nil {
				key, err = base64.RawURLEncoding.DecodeString(parts[2])
			}
		}
	}
	if len(parts) != 3 || err != nil {
		return 0, 0, nil, waybill.Errorf(waybill.EInvalid, "after is not what a page's next was").At("after")
	}
	return at, scope, key, nil
}
