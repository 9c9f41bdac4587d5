package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/waybillhq/waybill/store"
)

// flags of a result.
const (
	flagUnconfirmed = 1 << iota
	flagInvalid
)

// batch is a [store.Batch] with its names resolved to numbers.
type batch struct {
	store.Batch
	run, scope, claims int64
	captures           []byte // compressed; nil if nothing was captured
	capturedAt         int64
	fields             map[string]int64 // of its references
}

// Commit applies a batch in one transaction, see [store.Ledger].
func (s *Store) Commit(ctx context.Context, in store.Batch) ([]store.Claim, error) {
	b, err := s.resolve(ctx, in)
	if err != nil {
		return nil, err
	}
	var conflicts []store.Claim
	err = repeat(ctx, func() (err error) {
		conflicts, err = s.commit(ctx, b)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("writing the state: %w", err)
	}
	return conflicts, nil
}

// resolve finds or makes the numbers behind the names of a batch.
func (s *Store) resolve(ctx context.Context, in store.Batch) (batch, error) {
	b := batch{Batch: in}
	var err error
	if b.scope, err = s.scopeID(ctx, in.Scope); err != nil {
		return b, err
	}
	if in.Run != "" {
		if b.run, err = s.runID(ctx, in.Run); err != nil {
			return b, err
		}
	}
	if len(in.Begin)+len(in.Settle) > 0 {
		if b.claims, err = s.claimScopeID(ctx, in.Claims); err != nil {
			return b, err
		}
	}
	if len(in.Begin) > 0 {
		if err := s.takes(ctx, b.scope, b.claims); err != nil {
			return b, err
		}
	}
	if b.fields, err = s.fieldIDs(ctx, in.References); err != nil {
		return b, err
	}
	b.captures, b.capturedAt, err = s.packer.Pack(in.Results)
	return b, err
}

// commit sends everything in one go, and then the word to keep it: two ways to
// the server and back. Only where claims are held by others it asks who.
func (s *Store) commit(ctx context.Context, b batch) (conflicts []store.Claim, err error) {
	err = s.connected(ctx, func(conn *pgxpool.Conn) error {
		q := queue{Batch: &pgx.Batch{}, batch: b}
		if err := q.fill(); err != nil {
			return err
		}
		if err := conn.SendBatch(ctx, q.Batch).Close(); err != nil {
			return lost(conn.Conn(), err)
		}
		if q.taken != int64(len(b.Begin)) {
			if conflicts, err = held(ctx, conn.Conn(), b); err != nil {
				return lost(conn.Conn(), fmt.Errorf("beginning attempts: %w", err))
			}
		}
		_, err := conn.Exec(ctx, "commit")
		return err
	})
	return conflicts, err
}

// rollback ends a transaction that is still open.
func rollback(ctx context.Context, conn *pgx.Conn) {
	if conn.IsClosed() || conn.PgConn().TxStatus() == 'I' {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseTimeout)
	defer cancel()
	_, _ = conn.Exec(ctx, "rollback") // where it fails the connection is dropped
}

// queue is the statements of a batch, in their order. Rows that several workers
// may write are locked in the order of their keys.
type queue struct {
	*pgx.Batch
	batch
	taken int64 // claims
}

func (q *queue) fill() error {
	q.Queue("begin")
	q.begins()
	q.calls()
	q.settles()
	q.references()
	q.entries()
	q.forgets()
	q.results()
	if err := q.counters(); err != nil {
		return err
	}
	var one int
	switch {
	case q.Delivery != nil:
		q.Queue(deliveryGuard, q.run, q.Delivery.N, q.Delivery.Fence).QueryRow(func(row pgx.Row) error { return guarded(row.Scan(&one)) })
	case q.Fence != 0:
		q.Queue(guard, q.Fence, q.Scope.Sync).QueryRow(func(row pgx.Row) error { return guarded(row.Scan(&one)) })
	}
	return nil
}

// begins takes claims. Invariant 6: one that is held is not taken twice.
func (q *queue) begins() {
	if len(q.Begin) == 0 {
		return
	}
	q.reopen()
	list := distinct(q.Begin, func(x store.Begin) string { return x.BusinessKey }, first)
	business, keys, at := make([][]byte, len(list)), make([][]byte, len(list)), make([]int64, len(list))
	for i, x := range list {
		business[i], keys[i], at[i] = []byte(x.BusinessKey), []byte(x.Key), store.Micros(x.At)
	}
	q.Queue(`INSERT INTO claims (scope, business_key, state, memory, key, run, begun_at)
		SELECT $1, v.business_key, 1, $2, v.key, $3, v.at FROM unnest($4::bytea[], $5::bytea[], $6::bigint[]) AS v (business_key, key, at)
		ON CONFLICT (scope, business_key) DO UPDATE SET state = 1, memory = excluded.memory, key = excluded.key, run = excluded.run,
			begun_at = excluded.begun_at, settled_at = NULL, marked = NULL WHERE claims.state IN (3, 4, 7)`, q.claims, q.scope, q.run, business, keys, at).
		Exec(func(tag pgconn.CommandTag) error { q.taken = tag.RowsAffected(); return nil })
}

// keepEarlier keeps what claims ($1, $2) have before they are sent again: their
// receipts, and that they were accepted.
const keepEarlier = `INSERT INTO earlier_receipts (scope, business_key, receipt, accepted_at, vendor_id)
	SELECT $1, v.business_key, coalesce(c.receipt, 0), CASE c.state WHEN 2 THEN coalesce(c.settled_at, c.begun_at) ELSE 0 END, CASE c.state WHEN 2 THEN c.vendor_id END
	FROM unnest($2::bytea[]) AS v (business_key)
	CROSS JOIN LATERAL (SELECT * FROM claims WHERE scope = $1 AND business_key = v.business_key LIMIT 1) AS c
	WHERE c.receipt IS NOT NULL OR c.state = 2 ON CONFLICT DO NOTHING`

// reopen keeps what was known of claims that a person wants to be sent again, and
// releases them.
func (q *queue) reopen() {
	var again, forced [][]byte
	for _, x := range q.Begin {
		if x.Force || x.Again {
			again = append(again, []byte(x.BusinessKey))
		}
		if x.Force {
			forced = append(forced, []byte(x.BusinessKey))
		}
	}
	if len(again) > 0 {
		q.Queue(keepEarlier, q.claims, again)
	}
	if len(forced) > 0 {
		q.Queue(`UPDATE claims SET state = 7, vendor_id = NULL WHERE scope = $1 AND state = 2 AND ctid = ANY (ARRAY (SELECT c.ctid FROM unnest($2::bytea[]) AS v (business_key)
			CROSS JOIN LATERAL (SELECT ctid FROM claims WHERE scope = $1 AND business_key = v.business_key LIMIT 1) AS c))`, q.claims, forced)
	}
}

// callRows notes which claims rows ($2, $3) hold by business keys ($4).
const callRows = `INSERT INTO row_claims (memory, key, scope, business_key) SELECT c.memory, c.key, c.scope, c.business_key
	FROM unnest($3::bytea[], $4::bytea[]) v (key, business_key) CROSS JOIN claim_scopes s
	CROSS JOIN LATERAL (SELECT * FROM claims x WHERE x.scope = s.id AND x.business_key = v.business_key LIMIT 1) c
	WHERE s.account = $1 AND c.memory = $2 AND c.key = v.key ON CONFLICT DO NOTHING`

// calls notes which claims rows hold by business keys that they have had.
func (q *queue) calls() {
	if len(q.Former) == 0 {
		return
	}
	keys, business := make([][]byte, len(q.Former)), make([][]byte, len(q.Former))
	for i, c := range q.Former {
		keys[i], business[i] = []byte(c.Key), []byte(c.BusinessKey)
	}
	q.Queue(callRows, q.Scope.Account, q.scope, keys, business)
}

// settles says what became of claims, and keeps the receipts.
func (q *queue) settles() {
	n := len(q.Settle)
	if n == 0 {
		return
	}
	list := distinct(q.Settle, func(x store.Settle) string { return x.BusinessKey }, last)
	business, state, at, vendor := make([][]byte, len(list)), make([]int16, len(list)), make([]int64, len(list)), make([]string, len(list))
	requests, answers, unsure := make([][]byte, len(list)), make([][]byte, len(list)), make([]bool, len(list))
	for i, x := range list {
		business[i], state[i], at[i], vendor[i], unsure[i] = []byte(x.BusinessKey), int16(x.State), store.Micros(x.At), printable(x.VendorID), x.Unsure
		if x.Request != "" {
			requests[i], answers[i] = []byte(x.Request), []byte(x.Answer)
		}
	}
	var missing int64
	q.Queue(`WITH v AS MATERIALIZED (
			SELECT u.*, CASE WHEN u.request IS NOT NULL THEN nextval('receipts_id_seq') END AS receipt
			FROM unnest($2::bytea[], $3::smallint[], $4::bigint[], $5::text[], $6::bytea[], $7::bytea[], $8::boolean[]) AS u (business_key, state, at, vendor_id, request, answer, unsure)
		), kept AS (
			INSERT INTO receipts (id, at, request, answer) SELECT receipt, at, request, answer FROM v WHERE receipt IS NOT NULL
		), settled AS (
			INSERT INTO claims (scope, business_key, state, memory, key, run, begun_at, settled_at, vendor_id, receipt, unsure)
			SELECT $1, business_key, state, 0, '', 0, 0, at, nullif(vendor_id, ''), receipt, unsure FROM v
			ON CONFLICT (scope, business_key) DO UPDATE SET state = excluded.state, settled_at = excluded.settled_at, marked = NULL, unsure = excluded.unsure,
				doubted_at = CASE WHEN excluded.state = 5 THEN coalesce(claims.doubted_at, claims.begun_at) ELSE claims.doubted_at END,
				vendor_id = coalesce(excluded.vendor_id, claims.vendor_id), receipt = coalesce(excluded.receipt, claims.receipt)
			RETURNING memory
		)
		SELECT count(*) FROM settled WHERE memory = 0`, q.claims, business, state, at, vendor, requests, answers, unsure).
		QueryRow(func(row pgx.Row) error {
			if err := row.Scan(&missing); err != nil || missing == 0 {
				return err
			}
			return fmt.Errorf("%d of %d claims to settle are not there", missing, n) // and are not made: all of it is undone
		})
}

// entries remembers rows.
func (q *queue) entries() {
	if len(q.Entries) == 0 {
		return
	}
	list := distinct(q.Entries, func(e store.Entry) string { return e.Key }, last)
	var keys, digests, business, tried [][]byte
	var state, gone []int16
	var refusals, triedAt, unsure []int64
	var notes []string
	var assumed []bool
	var renamed [][]byte
	for i := range list {
		e := &list[i]
		keys, digests, business = append(keys, []byte(e.Key)), append(digests, digest(&e.Digest)), append(business, orNull(e.BusinessKey))
		tried, state, gone = append(tried, digest(&e.Tried)), append(state, int16(e.State)), append(gone, int16(e.Gone))
		refusals, triedAt, notes = append(refusals, int64(e.Refusals)), append(triedAt, e.TriedMicros()), append(notes, printable(e.Note))
		unsure = append(unsure, store.Micros(e.Unsure))
		assumed, renamed = append(assumed, e.Assumed), append(renamed, orNull(e.NewKey))
	}
	q.Queue(`INSERT INTO memory (scope, key, digest, state, business_key, gone, tried, refusals, tried_at, note, unsure_at, assumed, new_key)
		SELECT $1, v.key, v.digest, v.state, v.business_key, v.gone, v.tried, CASE WHEN v.tried IS NOT NULL THEN v.refusals END,
			nullif(v.tried_at, 0), nullif(v.note, ''), nullif(v.unsure_at, 0), v.assumed, v.new_key
		FROM unnest($2::bytea[], $3::bytea[], $4::smallint[], $5::bytea[], $6::smallint[], $7::bytea[], $8::bigint[], $9::bigint[], $10::text[], $11::bigint[], $12::boolean[], $13::bytea[])
			AS v (key, digest, state, business_key, gone, tried, refusals, tried_at, note, unsure_at, assumed, new_key)
		ON CONFLICT (scope, key) DO UPDATE SET digest = excluded.digest, state = excluded.state, business_key = excluded.business_key,
			gone = excluded.gone, tried = excluded.tried, refusals = excluded.refusals, tried_at = excluded.tried_at, note = excluded.note,
			unsure_at = excluded.unsure_at, assumed = excluded.assumed, new_key = excluded.new_key`,
		q.scope, keys, digests, state, business, gone, tried, refusals, triedAt, notes, unsure, assumed, renamed)
}

// addCounts adds to the counts of a run ($1). It comes late in a transaction:
// all workers of the run wait for one another here.
const addCounts = `UPDATE runs SET counts = (SELECT jsonb_object_agg(c.key, c.value::bigint + coalesce(($2::jsonb->>c.key)::bigint, 0))
	FROM jsonb_each_text(counts) AS c) WHERE n = $1`

// counters shows how far the run is.
func (q *queue) counters() error {
	if q.Reading > 0 {
		q.Queue(`UPDATE runs SET reading = $2 WHERE n = $1`, q.run, q.Reading)
	}
	if q.Counters != nil {
		text, err := json.Marshal(q.Counters)
		if err != nil {
			return err
		}
		q.Queue(`UPDATE runs SET counts = $2::jsonb WHERE n = $1`, q.run, string(text))
	}
	if q.Added == nil {
		return nil
	}
	text, err := json.Marshal(q.Added)
	if err != nil {
		return err
	}
	q.Queue(addCounts, q.run, string(text))
	return nil
}
