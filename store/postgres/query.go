package postgres

import (
	"context"
	"fmt"
	"iter"
	"strconv"

	"github.com/jackc/pgx/v5"

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
		s.results(ctx, &q, yield)
	})
}

func (s *Store) results(ctx context.Context, q *resultQuery, yield func(waybill.Result, error) bool) {
	rows, err := s.pool.Query(ctx, q.sql(), q.args...)
	if err != nil {
		yield(waybill.Result{}, fmt.Errorf("reading results: %w", err))
		return
	}
	defer rows.Close()
	q.filter.Yield(rows, func() (waybill.Result, error) { return scanResult(rows) }, q.end, yield)
}

// resultQuery reads along an index, whatever the filter is: see the migrations
// that make them. What is accepted is what most rows are.
type resultQuery struct {
	filter store.ResultFilter
	from   string // other tables, before x is joined to them
	where  string // conditions of x
	plain  string // what else is selected, in order; empty: nothing
	args   []any  // $1 is the run
	end    []byte // the key behind which a search goes on another time; nil: it ends
}

func newResultQuery(run int64, f store.ResultFilter) resultQuery {
	q := resultQuery{filter: f, args: []any{run}, where: `x.run = $1`}
	switch {
	case f.ByKind(): // by pairs
	case f.Outcome == waybill.Accepted:
		q.add(`x.outcome = 'accepted'`)
	case f.Outcome != "":
		q.add(`x.outcome <> 'accepted' AND x.outcome = %s`, string(f.Outcome))
	}
	if f.Reason != "" {
		q.add(`x.outcome <> 'accepted' AND x.reason = %s`, printable(f.Reason))
	}
	if f.Unconfirmed {
		q.add(`x.flags & 1 <> 0`) // flagUnconfirmed, as the index has it
	}
	if f.KeyPrefix != "" {
		low, high := store.KeyRange(f.KeyPrefix)
		q.add(`x.key >= %s AND x.key < %s`, low, high)
	}
	switch {
	case f.Seen > 0:
		q.add(`x.key >= %s`, []byte(f.After))
	case f.After != "":
		q.add(`x.key > %s`, []byte(f.After))
	}
	if f.Key != "" {
		q.from = fmt.Sprintf(`(SELECT unnest(%[1]s::bytea[]) AS key UNION (SELECT y.key FROM results y WHERE y.run = $1 AND `+called("y", "%[2]s")+`)) v`,
			q.place(shownKeys(f.Key)), q.place([]byte(f.Key)))
		q.where += ` AND x.key = v.key`
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
		q.where += ` AND ` + worthALook
		if err := s.bound(ctx, q, f.Look); err != nil {
			return err
		}
	}
	if f.Message != "" {
		q.says()
	}
	if f.Kind != "" {
		q.add(`x.kind = %s`, string(f.Kind))
	}
	return nil
}

// pairs selects by kind and outcome, along the index that has both: they are
// joined, because of a common value the planner would rather read all rows.
func (s *Store) pairs(ctx context.Context, q *resultQuery) error {
	kinds, outcomes, plain := q.filter.Pairs()
	if plain {
		if err := s.bound(ctx, q, q.filter.Plain()); err != nil {
			return err
		}
		q.plain = `SELECT * FROM results x WHERE ` + q.where + ` AND x.kind = 'added' AND x.outcome = 'accepted' ORDER BY x.key, x.n`
	}
	q.from = fmt.Sprintf(`unnest(%s::text[], %s::text[]) v (kind, outcome)`, q.place(kinds), q.place(outcomes))
	q.where += ` AND (x.kind <> 'added' OR x.outcome <> 'accepted') AND x.kind = v.kind AND x.outcome = v.outcome`
	return nil
}

// worthALook is what the indexes hold of all rows that are not plainly accepted.
const worthALook = `(x.outcome <> 'accepted' OR x.flags <> 0)`

// place adds an argument and returns its placeholder.
func (q *resultQuery) place(v any) string {
	q.args = append(q.args, v)
	return "$" + strconv.Itoa(len(q.args))
}

func (q *resultQuery) add(condition string, values ...any) {
	places := make([]any, len(values))
	for i, v := range values {
		places[i] = q.place(v)
	}
	q.where += ` AND ` + fmt.Sprintf(condition, places...)
}

// says filters by the message, row by row.
func (q *resultQuery) says() { q.where += ` AND ` + worthALook + ` AND ` + q.said() }

// said is true of a row with the text that is searched for in its message, or in
// what that means.
func (q *resultQuery) said() string {
	return `(strpos(lower(x.message), lower(` + q.place(printable(q.filter.Message)) + `)) > 0 OR ` + store.Meant("x.message", "x.outcome", q.filter.Message) + `)`
}

// sql is the statement. What is joined is joined by LATERAL and a limit of its
// own, so that it is found by an index for each.
func (q *resultQuery) sql() string {
	limit := ""
	if q.filter.Limit > 0 {
		limit = ` LIMIT ` + q.place(int64(q.filter.Limit+q.filter.Seen)) + `::bigint`
	}
	if q.from == "" {
		return `SELECT ` + resultColumns + ` FROM results x WHERE ` + q.where + ` ORDER BY x.key, x.n` + limit
	}
	if limit == "" {
		limit = ` LIMIT ` + strconv.Itoa(1<<40)
	}
	found := `SELECT x.* FROM ` + q.from + ` CROSS JOIN LATERAL (SELECT * FROM results x WHERE ` + q.where + ` ORDER BY x.key, x.n` + limit + `) x`
	if q.plain != "" {
		found += ` UNION ALL (` + q.plain + limit + `)`
	}
	return `SELECT ` + resultColumns + ` FROM (` + found + `) x ORDER BY x.key, x.n` + limit
}

// searching prepares a search by message: among the different messages of the
// run if these are few, and row by row otherwise, as far as it is to look.
func (s *Store) searching(ctx context.Context, q *resultQuery) error {
	messages, err := s.messages(ctx, q.args[0].(int64))
	if err != nil {
		return err
	}
	if len(messages) > store.MostMessages {
		q.where += ` AND ` + worthALook
		err := s.bound(ctx, q, q.filter.Look)
		q.says()
		return err
	}
	var of, found []string
	var open []bool
	for _, m := range store.Saying(messages, q.filter.Message) {
		of, found, open = append(of, string(m.Outcome)), append(found, m.Reason), append(open, m.Open)
	}
	q.from = fmt.Sprintf(`unnest(%s::text[], %s::text[], %s::boolean[]) v (outcome, reason, open)`, q.place(of), q.place(found), q.place(open))
	q.where += ` AND ` + worthALook + ` AND x.outcome = v.outcome AND x.reason = v.reason AND (NOT v.open OR ` + q.said() + `)`
	return nil
}

// messages returns the different messages of a run, by one look into the index
// for each.
func (s *Store) messages(ctx context.Context, run int64) ([]store.Message, error) {
	const next = `SELECT x.reason FROM results x WHERE x.run = $1 AND x.outcome = $2 AND ` + worthALook
	return store.Messages(func(o waybill.Outcome, limit int) ([]string, error) {
		rows, err := s.pool.Query(ctx, `WITH RECURSIVE m (reason) AS (
				(`+next+` AND x.reason IS NOT NULL ORDER BY x.reason LIMIT 1)
				UNION ALL SELECT (`+next+` AND x.reason > m.reason ORDER BY x.reason LIMIT 1) FROM m WHERE m.reason IS NOT NULL
			) SELECT reason FROM m WHERE reason IS NOT NULL LIMIT $3`, run, string(o), limit)
		if err != nil {
			return nil, err
		}
		return pgx.CollectRows(rows, pgx.RowTo[string])
	})
}

// bound ends a search at a key, so that it looks at so many rows; 0: at all.
func (s *Store) bound(ctx context.Context, q *resultQuery, rows int) error {
	if rows <= 0 {
		return nil
	}
	found, err := s.pool.Query(ctx, `SELECT x.key FROM results x WHERE `+q.where+` ORDER BY x.key, x.n LIMIT 1 OFFSET `+strconv.Itoa(rows), q.args...)
	if err != nil {
		return err
	}
	keys, err := pgx.CollectRows(found, pgx.RowTo[[]byte])
	if err != nil || len(keys) == 0 {
		return err
	}
	q.end = keys[0]
	q.add(`x.key <= %s`, q.end)
	return nil
}
