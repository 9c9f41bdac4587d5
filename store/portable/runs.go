package portable

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// runColumns are read by scanRun.
const runColumns = `n, id, account, sync, "trigger", status, counts, started_at, finished_at, error, warnings, reading, basis`

// shortest is how long the beginning of a run's id is at least.
const shortest = 4

// Run returns a run by its id or a unique prefix of it.
func Run(ctx context.Context, db *sql.DB, id string) (waybill.Run, error) {
	found, err := queryRuns(ctx, db, `SELECT `+runColumns+` FROM runs WHERE id = $1`, id)
	if err == nil && len(found) == 0 && len(id) >= shortest {
		low := strings.ToUpper(id)
		found, err = queryRuns(ctx, db, `SELECT `+runColumns+` FROM runs WHERE id >= $1 AND id < $2 ORDER BY id LIMIT 2`, low, low+"\u00ff")
	}
	if err != nil {
		return waybill.Run{}, err
	}
	return store.OneRun(id, found)
}

// ListRuns returns runs, newest first. Those of several statuses are the first of
// each, along an index.
func ListRuns(ctx context.Context, db *sql.DB, f store.RunFilter) ([]waybill.Run, error) {
	var q conditions
	statuses := f.AnyOf()
	if len(statuses) < 2 {
		query := q.runs(f, statuses...)
		return queryRuns(ctx, db, query, q.args...)
	}
	parts := make([]string, len(statuses))
	for i, status := range statuses {
		parts[i] = fmt.Sprintf(`SELECT * FROM (%s) AS s%d`, q.runs(f, status), i)
	}
	query := `SELECT * FROM (` + strings.Join(parts, ` UNION ALL `) + `) AS of_any ORDER BY n DESC` + q.limit(f.Limit)
	return queryRuns(ctx, db, query, q.args...)
}

// conditions are those of a query, with their arguments.
type conditions struct{ args []any }

func (q *conditions) place(v any) string {
	q.args = append(q.args, v)
	return fmt.Sprintf("$%d", len(q.args))
}

func (q *conditions) limit(n int) string {
	if n <= 0 {
		return ""
	}
	return ` LIMIT ` + q.place(n)
}

// runs selects the runs of a filter that have one of the statuses: one or any.
func (q *conditions) runs(f store.RunFilter, status ...waybill.Status) string {
	var where []string
	add := func(condition string, v any) { where = append(where, condition+q.place(v)) }
	if f.Scope.Sync != "" {
		add(`sync = `, f.Scope.Sync)
	}
	if f.Scope.Account != "" {
		add(`account = `, f.Scope.Account)
	}
	if len(status) > 0 {
		add(`status = `, string(status[0]))
	}
	if !f.Since.IsZero() {
		add(`started_at >= `, micros(f.Since))
	}
	if !f.Until.IsZero() {
		where = append(where, `started_at > 0`) // it has begun
		add(`started_at < `, micros(f.Until))
	}
	if f.Before != "" {
		where = append(where, `n < (SELECT b.n FROM runs b WHERE b.id = `+q.place(f.Before)+`)`)
	}
	query := `SELECT ` + runColumns + ` FROM runs`
	if len(where) > 0 {
		query += ` WHERE ` + strings.Join(where, ` AND `)
	}
	return query + ` ORDER BY n DESC` + q.limit(f.Limit)
}

// LastRuns returns the last run of each sync that began and ended.
func LastRuns(ctx context.Context, db *sql.DB, syncs []string) (map[string]waybill.Run, error) {
	found := map[string]waybill.Run{}
	for len(syncs) > 0 {
		n := min(most, len(syncs))
		places, args := make([]string, n), make([]any, n)
		for i, sync := range syncs[:n] {
			places[i], args[i] = fmt.Sprintf("(SELECT n FROM runs WHERE sync = $%d AND finished_at > 0 AND started_at > 0 ORDER BY n DESC LIMIT 1)", i+1), sync
		}
		runs, err := queryRuns(ctx, db, `SELECT `+runColumns+` FROM runs WHERE n IN (`+strings.Join(places, ", ")+`)`, args...)
		if err != nil {
			return nil, err
		}
		for _, r := range runs {
			found[r.Sync] = r
		}
		syncs = syncs[n:]
	}
	return found, nil
}

func queryRuns(ctx context.Context, db *sql.DB, query string, args ...any) ([]waybill.Run, error) {
	runs, err := list(ctx, db, scanRun, query, args...)
	if err != nil {
		return nil, fmt.Errorf("reading runs: %w", err)
	}
	return runs, nil
}

func scanRun(row func(...any) error) (r waybill.Run, err error) {
	var n, started, finished int64
	var counts, warnings []byte
	if err = row(&n, &r.ID, &r.Account, &r.Sync, &r.Trigger, &r.Status, &counts, &started, &finished, &r.Error, &warnings, &r.Reading, &r.Basis); err != nil {
		return r, err
	}
	if r.Status != waybill.Running {
		r.Reading = 0 // of one whose worker left no word
	}
	r.StartedAt, r.FinishedAt = fromMicros(started), fromMicros(finished)
	return r, errors.Join(json.Unmarshal(counts, &r.Counts), json.Unmarshal(warnings, &r.Warnings))
}

// quarter is a quarter of an hour as times are kept.
const quarter = 15 * 60 * 1_000_000

// ActivityOf returns what runs did, see [store.Overview].
func ActivityOf(ctx context.Context, db *sql.DB, since, until time.Time, sync string) ([]store.Activity, error) {
	sum := func(what string) string { return `CAST(sum(` + what + `) AS bigint)` }
	count := func(name string) string { return sum(`CAST(counts->>'` + name + `' AS bigint)`) }
	// What a run that was held would refuse was not refused: nothing of it was tried.
	tried := `CASE WHEN status = $3 OR status = $4 AND error LIKE $5 THEN 0 ELSE CAST(counts->>'rejected' AS bigint) END`
	query, args := `SELECT started_at / 900000000, status, count(*), `+count("accepted")+`, `+sum(tried)+`, `+count("deferred")+`, `+count("in_doubt")+`, `+
		sum(`CASE WHEN finished_at > started_at THEN finished_at - started_at ELSE 0 END`)+`
		FROM runs WHERE started_at >= $1 AND started_at < $2`,
		[]any{max(1, micros(since)), micros(until), string(waybill.Held), string(waybill.Cancelled), "%" + waybill.WasHeld + "%"}
	if sync != "" {
		query, args = query+` AND sync = $6`, append(args, sync)
	}
	return list(ctx, db, func(row func(...any) error) (a store.Activity, err error) {
		var at, took int64
		err = row(&at, &a.Status, &a.Runs, &a.Accepted, &a.Rejected, &a.Deferred, &a.InDoubt, &took)
		a.At, a.Took = fromMicros(at*quarter), time.Duration(took)*time.Microsecond
		return a, err
	}, query+` GROUP BY 1, 2 ORDER BY 1, 2`, args...)
}
