package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// Results yields the results of a run in the order of their keys.
func (s *Store) Results(ctx context.Context, run string, f store.ResultFilter) iter.Seq2[waybill.Result, error] {
	return f.Behind(func(yield func(waybill.Result, error) bool) {
		n, err := s.runID(ctx, run)
		if err != nil {
			yield(waybill.Result{}, err)
			return
		}
		q := newResultQuery(n, f)
		if err := s.narrow(ctx, &q); err != nil {
			yield(waybill.Result{}, fmt.Errorf("reading results: %w", err))
			return
		}
		if !q.none {
			s.results(ctx, &q, yield)
		}
	})
}

func (s *Store) results(ctx context.Context, q *resultQuery, yield func(waybill.Result, error) bool) {
	query, args := q.sql()
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		yield(waybill.Result{}, fmt.Errorf("reading results: %w", err))
		return
	}
	defer rows.Close()
	q.filter.Yield(rows, func() (waybill.Result, error) { return scanResult(rows) }, q.end, yield)
}

// resultQuery reads along an index, whatever the filter is: see the migrations
// that make them. What is accepted is what most rows are. SQLite is told which
// index: it would rather read the whole run in the order that is asked for.
type resultQuery struct {
	filter store.ResultFilter
	run    int64
	index  string
	where  string // conditions of x
	args   []any
	any    []string // conditions of which a row meets one; nil: all rows are meant
	plain  bool     // beside these, new rows that were accepted
	of     [][]any  // their arguments
	none   bool     // nothing can be found
	end    []byte   // the key behind which a search goes on another time; nil: it ends
}

// worthALook is what the indexes hold of all rows that are not plainly accepted.
const worthALook = `(x.outcome <> 'accepted' OR x.flags <> 0)`

func newResultQuery(run int64, f store.ResultFilter) resultQuery {
	q := resultQuery{filter: f, run: run, where: `x.run = ?`, args: []any{run}}
	if f.Unconfirmed {
		q.index = "results_unconfirmed"
		q.add(`x.flags & 1 <> 0`) // flagUnconfirmed, as the index has it
	}
	switch {
	case f.ByKind(): // by pairs
	case f.Outcome == waybill.Accepted:
		q.add(`x.outcome = 'accepted'`)
	case f.Outcome != "":
		q.index = "results_by_outcome"
		q.add(`x.outcome <> 'accepted' AND x.outcome = ?`, string(f.Outcome))
	}
	if f.Reason != "" {
		q.index = "results_by_reason"
		q.add(`x.outcome <> 'accepted' AND x.reason = ?`, f.Reason)
	}
	if f.KeyPrefix != "" {
		low, high := store.KeyRange(f.KeyPrefix)
		q.add(`x.key >= ? AND x.key < ?`, low, high)
	}
	switch {
	case f.Seen > 0:
		q.add(`x.key >= ?`, []byte(f.After))
	case f.After != "":
		q.add(`x.key > ?`, []byte(f.After))
	}
	if f.Key != "" {
		q.index = ""
		places, keys := keysOf(f.Key)
		q.add(`x.key IN (VALUES `+places+` UNION SELECT y.key FROM results y WHERE y.run = ? AND y.business_key = ? AND `+apart("y")+`)`,
			append(keys, run, f.Key)...)
	}
	return q
}

// narrow adds what takes several looks into an index, and what no index has.
func (s *Store) narrow(ctx context.Context, q *resultQuery) error {
	f := &q.filter
	switch {
	case f.ByKind():
		return s.pairs(ctx, q)
	case f.Message != "" && f.Key == "" && f.Kind == "":
		return s.searching(ctx, q)
	case f.Key == "" && (f.Message != "" || f.Kind != "" && (f.Reason != "" || f.Unconfirmed)):
		if err := s.worthALook(ctx, q); err != nil {
			return err
		}
	}
	if f.Message != "" {
		q.says()
	}
	if f.Kind != "" {
		q.add(`x.kind = ?`, string(f.Kind))
	}
	return nil
}

// pairs selects by kind and outcome, along the index that has both.
func (s *Store) pairs(ctx context.Context, q *resultQuery) error {
	kinds, outcomes, plain := q.filter.Pairs()
	for i := range kinds {
		not := `x.kind <> 'added'` // as the index has it
		if kinds[i] == string(waybill.Added) {
			not = `x.outcome <> 'accepted'`
		}
		q.any, q.of = append(q.any, `x.kind = ? AND x.outcome = ? AND `+not), append(q.of, []any{kinds[i], outcomes[i]})
	}
	q.index, q.plain = "results_by_kind", plain
	if !plain {
		return nil
	}
	return s.bound(ctx, q, `results x NOT INDEXED`, q.filter.Plain())
}

func (q *resultQuery) add(condition string, values ...any) {
	q.where += " AND " + condition
	q.args = append(q.args, values...)
}

// says filters by the message, row by row.
func (q *resultQuery) says() { q.add(worthALook+` AND `+q.said(), like(q.filter.Message)) }

// said is true of a row with the text that is searched for in its message, or in
// what that means. It takes one argument: [like] of the text.
func (q *resultQuery) said() string {
	return `(x.message LIKE ? ESCAPE '\' OR ` + store.Meant("x.message", "x.outcome", q.filter.Message) + `)`
}

// sql is the statement. Of rows that meet one of several conditions, the first of
// each are looked up in the index, and the first of all of these are read.
func (q *resultQuery) sql() (query string, args []any) {
	limit := -1
	if q.filter.Limit > 0 {
		limit = q.filter.Limit + q.filter.Seen
	}
	if q.any == nil && !q.plain {
		from := `results x`
		if q.index != "" {
			from += ` INDEXED BY ` + q.index
		}
		return `SELECT ` + resultColumns + ` FROM ` + from + ` WHERE ` + q.where + ` ORDER BY x.key, x.n LIMIT ?`, append(q.args, limit)
	}
	parts := make([]string, len(q.any))
	for i, one := range q.any {
		parts[i] = `SELECT * FROM (SELECT x.key, x.n FROM results x INDEXED BY ` + q.index + ` WHERE ` + q.where + ` AND ` + one + ` ORDER BY x.key, x.n LIMIT ?)`
		args = append(append(append(args, q.args...), q.of[i]...), limit)
	}
	if q.plain {
		parts = append(parts, `SELECT * FROM (SELECT x.key, x.n FROM results x NOT INDEXED WHERE `+q.where+` AND x.kind = 'added' AND x.outcome = 'accepted' ORDER BY x.key, x.n LIMIT ?)`)
		args = append(append(args, q.args...), limit)
	}
	return `SELECT ` + resultColumns + ` FROM (` + strings.Join(parts, ` UNION ALL `) + ` ORDER BY 1, 2 LIMIT ?) k
		CROSS JOIN results x ON x.run = ? AND x.key = k.key AND x.n = k.n ORDER BY k.key, k.n`, append(args, limit, q.run)
}

// searching prepares a search by message: among the different messages of the
// run if these are few, and row by row otherwise, as far as it is to look.
func (s *Store) searching(ctx context.Context, q *resultQuery) error {
	messages, err := s.messages(ctx, q.run)
	if err != nil {
		return err
	}
	if len(messages) > store.MostMessages {
		err := s.worthALook(ctx, q)
		q.says()
		return err
	}
	q.index = "results_by_reason"
	for _, m := range store.Saying(messages, q.filter.Message) {
		condition, args := worthALook+` AND x.outcome = ? AND x.reason = ?`, []any{string(m.Outcome), m.Reason}
		if m.Open {
			condition, args = condition+` AND `+q.said(), append(args, like(q.filter.Message))
		}
		q.any, q.of = append(q.any, condition), append(q.of, args)
	}
	q.none = q.any == nil
	return nil
}

// messages returns the different messages of a run, by one look into the index
// for each.
func (s *Store) messages(ctx context.Context, run int64) ([]store.Message, error) {
	const next = `SELECT min(x.reason) FROM results x INDEXED BY results_by_reason WHERE x.run = ?1 AND x.outcome = ?2 AND ` + worthALook
	return store.Messages(func(o waybill.Outcome, limit int) (reasons []string, err error) {
		err = s.eachText(ctx, `WITH RECURSIVE m (reason) AS (`+next+` UNION ALL SELECT (`+next+` AND x.reason > m.reason) FROM m WHERE m.reason IS NOT NULL)
			SELECT reason FROM m WHERE reason IS NOT NULL LIMIT ?3`, func(r []byte) { reasons = append(reasons, string(r)) }, run, string(o), limit)
		return reasons, err
	})
}

// worthALook has rows that are not plainly accepted be looked at one by one.
func (s *Store) worthALook(ctx context.Context, q *resultQuery) error {
	if q.index == "" {
		q.index = "results_worth_a_look"
		q.add(worthALook)
	}
	return s.bound(ctx, q, `results x INDEXED BY `+q.index, q.filter.Look)
}

// bound ends a search at a key, so that it looks at so many rows; 0: at all.
func (s *Store) bound(ctx context.Context, q *resultQuery, from string, rows int) error {
	if rows <= 0 {
		return nil
	}
	err := s.read.QueryRowContext(ctx, `SELECT x.key FROM `+from+` WHERE `+q.where+` ORDER BY x.key, x.n LIMIT 1 OFFSET ?`, append(q.args, rows)...).Scan(&q.end)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err == nil {
		q.add(`x.key <= ?`, q.end)
	}
	return err
}

// eachText hands every text of a query of one column to do.
func (s *Store) eachText(ctx context.Context, query string, do func([]byte), args ...any) error {
	return s.each(ctx, query, func(rows *sql.Rows) error {
		var text []byte
		err := rows.Scan(&text)
		do(text)
		return err
	}, args...)
}

// each hands every row of a query to do.
func (s *Store) each(ctx context.Context, query string, do func(*sql.Rows) error, args ...any) error {
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := do(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
