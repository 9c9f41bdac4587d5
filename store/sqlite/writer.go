package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/waybillhq/waybill/store/capture"
)

// writer is the one connection that changes the state, with its prepared
// statements. It speaks to the driver itself: going through database/sql for
// each row would take most of the time of a run.
type writer struct {
	db     *sql.DB
	conn   *sql.Conn
	raw    driver.Conn // of conn; used inside conn.Raw only
	mu     sync.Mutex
	packer *capture.Packer

	begin, commit, rollback driver.StmtExecContext
	prepared                []driver.Stmt

	claim, settle, remember, result, receipt, refer *bulk
}

func newWriter(ctx context.Context, db *sql.DB) (*writer, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("opening the state: %w", err)
	}
	packer, err := capture.NewPacker()
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	w := &writer{db: db, conn: conn, packer: packer}
	if err := conn.Raw(func(dc any) error {
		w.raw = dc.(driver.Conn)
		return w.prepare(ctx, dc.(driver.ConnPrepareContext))
	}); err != nil {
		return nil, errors.Join(fmt.Errorf("preparing the state: %w", err), conn.Close())
	}
	return w, nil
}

func (w *writer) prepare(ctx context.Context, c driver.ConnPrepareContext) error {
	p := preparer{ctx: ctx, c: c}
	w.begin, w.commit, w.rollback = p.one("BEGIN IMMEDIATE"), p.one("COMMIT"), p.one("ROLLBACK")
	w.claim = p.bulk(6, `INSERT INTO claims (scope, business_key, state, memory, key, run, begun_at) VALUES `, `(?, ?, 1, ?, ?, ?, ?)`,
		` ON CONFLICT (scope, business_key) DO UPDATE SET state = 1, memory = excluded.memory, key = excluded.key, run = excluded.run,
		  begun_at = excluded.begun_at, settled_at = NULL, marked = NULL, unsure = 0 WHERE claims.state IN (3, 4, 7)`)
	w.settle = p.single(6, `UPDATE claims SET state = ?3, settled_at = ?4, marked = NULL, doubted_at = CASE WHEN ?3 = 5 THEN coalesce(doubted_at, begun_at) ELSE doubted_at END, vendor_id = coalesce(?5, vendor_id), receipt = coalesce(?6, receipt)
		  WHERE scope = ?1 AND business_key = ?2`)
	w.remember = p.bulk(13, `INSERT INTO memory (scope, key, digest, state, business_key, gone, tried, refusals, tried_at, note, unsure_at, assumed, new_key) VALUES `,
		`(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, ` ON CONFLICT (scope, key) DO UPDATE SET digest = excluded.digest, state = excluded.state,
		  business_key = excluded.business_key, gone = excluded.gone, tried = excluded.tried, refusals = excluded.refusals,
		  tried_at = excluded.tried_at, note = excluded.note, unsure_at = excluded.unsure_at, assumed = excluded.assumed, new_key = excluded.new_key`)
	w.result = p.bulk(13, `INSERT INTO results (run, key, n, business_key, kind, outcome, message, reason, attempts, vendor_id, flags, at, capture) VALUES `,
		`(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, ` ON CONFLICT (run, key, n) DO UPDATE SET outcome = excluded.outcome, message = excluded.message, reason = excluded.reason,
		  attempts = excluded.attempts, vendor_id = excluded.vendor_id, flags = excluded.flags, at = excluded.at, capture = excluded.capture`)
	w.receipt = p.bulk(3, `INSERT INTO receipts (at, request, answer) VALUES `, `(?, ?, ?)`, ``)
	w.refer = p.bulk(5, `INSERT OR IGNORE INTO row_references (digest, scope, key, field, run) VALUES `, `(?, ?, ?, ?, ?)`, ``)
	w.prepared = p.all
	return p.err
}

// do runs fn in one transaction on the raw connection.
func (w *writer) do(ctx context.Context, fn func() error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	err := w.conn.Raw(func(any) error {
		if err := exec(ctx, w.begin); err != nil {
			return fmt.Errorf("writing the state: %w", err)
		}
		err := fn()
		if err == nil {
			err = exec(ctx, w.commit)
		}
		if err != nil {
			_ = exec(context.WithoutCancel(ctx), w.rollback)
			return fmt.Errorf("writing the state: %w", err)
		}
		return nil
	})
	w.makeRoom(ctx, err)
	return err
}

// makeRoom folds the log into the file when the disk is full: the log may have
// grown to 64 MB, most of which is there twice. The next write finds the room.
func (w *writer) makeRoom(ctx context.Context, err error) {
	if code(err) == full {
		_, _ = w.conn.ExecContext(context.WithoutCancel(ctx), `PRAGMA wal_checkpoint(TRUNCATE)`) // there was an error already
	}
}

// tx runs fn in one transaction of database/sql, for what is rare.
func (w *writer) tx(ctx context.Context, fn func(tx *sql.Tx) error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	err := w.inTx(ctx, fn)
	w.makeRoom(ctx, err)
	return err
}

func (w *writer) inTx(ctx context.Context, fn func(tx *sql.Tx) error) error {
	tx, err := w.conn.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("writing the state: %w", err)
	}
	if err := fn(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("writing the state: %w", err)
	}
	return nil
}

// close closes the statements first: with one open the log would not be folded
// into the file.
func (w *writer) close() error {
	err := w.conn.Raw(func(any) error {
		var errs []error
		for _, s := range w.prepared {
			errs = append(errs, s.Close())
		}
		return errors.Join(errs...)
	})
	return errors.Join(err, w.conn.Close(), w.packer.Close(), w.db.Close())
}

// execSQL runs a statement that is not worth preparing, inside do.
func (w *writer) execSQL(ctx context.Context, query string, args ...driver.Value) error {
	_, err := w.raw.(driver.ExecerContext).ExecContext(ctx, query, named(args))
	return err
}

// insertSQL is execSQL for one row; it returns the row's number.
func (w *writer) insertSQL(ctx context.Context, query string, args ...driver.Value) (int64, error) {
	res, err := w.raw.(driver.ExecerContext).ExecContext(ctx, query, named(args))
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// querySQL runs a query inside do and hands every row to each.
func (w *writer) querySQL(ctx context.Context, query string, args []driver.Value, each func(row []driver.Value) error) error {
	rows, err := w.raw.(driver.QueryerContext).QueryContext(ctx, query, named(args))
	if err != nil {
		return err
	}
	row := make([]driver.Value, len(rows.Columns()))
	for err == nil {
		if err = rows.Next(row); err == nil {
			err = each(row)
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return errors.Join(err, rows.Close())
}

func named(args []driver.Value) []driver.NamedValue {
	out := make([]driver.NamedValue, len(args))
	for i, v := range args {
		out[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
	}
	return out
}

func exec(ctx context.Context, s driver.StmtExecContext) error {
	_, err := s.ExecContext(ctx, nil)
	return err
}

// tier is a statement that writes so many rows.
type tier struct {
	rows      int
	statement driver.StmtExecContext
}

// bulk writes rows by statements of many rows each, and the rest by statements
// of fewer.
type bulk struct {
	tiers    []tier // the largest first; the last writes one row
	width    int
	args     []driver.NamedValue
	affected int64
	lastID   int64
}

// add adds a row, and writes when there are enough.
func (b *bulk) add(ctx context.Context, values ...driver.Value) error {
	for _, v := range values {
		b.args = append(b.args, driver.NamedValue{Ordinal: len(b.args) + 1, Value: v})
	}
	if len(b.args) < b.tiers[0].rows*b.width {
		return nil
	}
	err := b.exec(ctx, b.tiers[0].statement, b.args)
	b.args = b.args[:0]
	return err
}

// flush writes the rest, and returns how many rows were changed since the last
// flush.
func (b *bulk) flush(ctx context.Context) (int64, error) {
	var err error
	rest := b.args
	for at := 0; len(rest) > 0 && err == nil; {
		n := b.tiers[at].rows * b.width
		if len(rest) < n {
			at++
			continue
		}
		rows := rest[:n]
		for i := range rows {
			rows[i].Ordinal = i + 1
		}
		err = b.exec(ctx, b.tiers[at].statement, rows)
		rest = rest[n:]
	}
	b.args = b.args[:0]
	n := b.affected
	b.affected = 0
	return n, err
}

// reset drops what was added by a transaction that failed.
func (b *bulk) reset() { b.args, b.affected = b.args[:0], 0 }

func (b *bulk) exec(ctx context.Context, s driver.StmtExecContext, args []driver.NamedValue) error {
	res, err := s.ExecContext(ctx, args)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return err
	}
	b.affected += n
	b.lastID, err = res.LastInsertId()
	return err
}

// preparer prepares statements until one fails.
type preparer struct {
	ctx context.Context
	c   driver.ConnPrepareContext
	all []driver.Stmt
	err error
}

func (p *preparer) one(query string) driver.StmtExecContext {
	if p.err != nil {
		return nil
	}
	s, err := p.c.PrepareContext(p.ctx, query)
	if err != nil {
		p.err = err
		return nil
	}
	p.all = append(p.all, s)
	return s.(driver.StmtExecContext)
}

func (p *preparer) bulk(width int, head, row, tail string) *bulk {
	b := &bulk{width: width}
	for _, n := range [...]int{64, 16, 4, 1} {
		b.tiers = append(b.tiers, tier{n, p.one(head + strings.TrimSuffix(strings.Repeat(row+", ", n), ", ") + tail)})
	}
	return b
}

// single is a bulk for a statement that costs least with one row at a time.
func (p *preparer) single(width int, query string) *bulk {
	return &bulk{width: width, tiers: []tier{{1, p.one(query)}}}
}
