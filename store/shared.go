package store

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
)

// This file is what all stores say and keep alike.

// Micros is how times are kept: microseconds since 1970 in UTC, 0 for none.
func Micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// FromMicros is the time that [Micros] made n of.
func FromMicros(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

// TriedMicros is e.TriedAt as it is kept. A row in doubt always has one, this
// moment at the latest: it is listed by it.
func (e *Entry) TriedMicros() int64 {
	if e.State == InDoubt && e.TriedAt.IsZero() {
		return Micros(time.Now())
	}
	return Micros(e.TriedAt)
}

// LostNote is the note of a row that was put in doubt because its process ended.
const LostNote = "sent when the process ended, and no answer was seen"

// LostRun is the error of a run whose process ended.
func LostRun(inDoubt int64) string {
	if inDoubt == 0 {
		return "the process ended before the run did"
	}
	return fmt.Sprintf("the process ended before the run did; %d rows are in doubt", inDoubt)
}

// Running is the error of locking a sync that somebody runs.
func Running(sync, who string) error {
	if who != "" {
		who = " (" + who + ")"
	}
	return waybill.Errorf(waybill.EConflict, "sync %s is already running%s", sync, who).
		WithHint("wait for that run to end, or end it with `waybill cancel RUN` (`waybill runs %s` names it)", sync)
}

// NoRun is the error of a run that is not there.
func NoRun(id string) error {
	return waybill.Errorf(waybill.ENotFound, "there is no run %s", id).WithHint("`waybill runs` lists them")
}

// OneRun returns the run that id means: the first of those found, unless
// several start with it.
func OneRun(id string, found []waybill.Run) (waybill.Run, error) {
	switch {
	case len(found) == 0:
		return waybill.Run{}, NoRun(id)
	case len(found) > 1 && found[0].ID != id:
		return waybill.Run{}, waybill.Errorf(waybill.EInvalid, "several runs start with %s", id).WithHint("give more of the run's id")
	}
	return found[0], nil
}

// OneKey returns the encoded primary key that a person means by shown, out of
// those that were found for it.
func OneKey(scope Scope, shown string, found []string) (string, error) {
	switch len(found) {
	case 0:
		return "", waybill.Errorf(waybill.ENotFound, "sync %s knows nothing of %s", scope.Sync, shown).
			WithHint("give the primary key (parts joined by a comma) or the business key, as `waybill rows RUN` shows them; `waybill search TEXT` finds rows by other references")
	case 1:
		return found[0], nil
	}
	said := "the business key of several rows"
	if slices.ContainsFunc(EncodedKeys(shown), func(key string) bool { return slices.Contains(found, key) }) {
		said = "the primary key of one row and the business key of another"
	}
	return "", waybill.Errorf(waybill.EInvalid, "%s is %s", shown, said).
		WithHint("say which by its primary key, written as %s", strings.Join(found, " or "))
}

// EncodedKey is shown as a primary key is kept: of one column, unless it is
// written that way already.
func EncodedKey(shown string) string {
	if strings.HasPrefix(shown, `["`) {
		return shown
	}
	b, err := waybill.AppendJSON(nil, []any{shown})
	if err != nil {
		return ""
	}
	return string(b)
}

// mostCommas bounds the ways of reading a name as several columns.
const mostCommas = 10

// EncodedKeys returns the encoded primary keys that a person may mean by shown:
// their parts are joined by a comma, and may have commas of their own.
func EncodedKeys(shown string) []string {
	keys := []string{EncodedKey(shown)}
	pieces := strings.Split(shown, ",")
	if len(pieces) == 1 || len(pieces) > mostCommas+1 || keys[0] == shown {
		return keys
	}
	for split := 1; split < 1<<(len(pieces)-1); split++ { // bit i: the comma behind piece i parts two columns
		parts := []any{pieces[0]}
		for i, p := range pieces[1:] {
			if split&(1<<i) != 0 {
				parts = append(parts, p)
				continue
			}
			parts[len(parts)-1] = parts[len(parts)-1].(string) + "," + p
		}
		if b, err := waybill.AppendJSON(nil, parts); err == nil {
			keys = append(keys, string(b))
		}
	}
	return keys
}

// Behind leaves out the results of the key After that were seen before. Stores
// read one that has Seen from After on, and Seen more than Limit.
func (f ResultFilter) Behind(results iter.Seq2[waybill.Result, error]) iter.Seq2[waybill.Result, error] {
	if f.Seen == 0 {
		return results
	}
	return func(yield func(waybill.Result, error) bool) {
		seen, n := f.Seen, 0
		for r, err := range results {
			if err == nil && seen > 0 && r.Key == f.After {
				seen--
				continue
			}
			if n++; !yield(r, err) || f.Limit > 0 && n == f.Limit {
				return
			}
		}
	}
}

// Yield hands out results as they are read. A search that looked no further than
// a key ends with ErrMore and that key, unless there were as many as were asked
// for.
func (f ResultFilter) Yield(rows interface {
	Next() bool
	Err() error
}, scan func() (waybill.Result, error), end []byte, yield func(waybill.Result, error) bool,
) {
	n := 0
	for ; rows.Next(); n++ {
		r, err := scan()
		if !yield(r, err) || err != nil {
			return
		}
	}
	if err := rows.Err(); err != nil {
		yield(waybill.Result{}, fmt.Errorf("reading results: %w", err))
	} else if end != nil && (f.Limit <= 0 || n < f.Limit+f.Seen) {
		yield(waybill.Result{Key: string(end)}, ErrMore)
	}
}

// Unconfirmed reports whether the row was accepted by an answer that lacked what
// the vendor answers on success, and nobody has decided about it since.
func (e *Entry) Unconfirmed() bool { return e.State == Accepted && !e.TriedAt.IsZero() }

// contradicts reports whether a verdict is not what was decided about a claim.
func (c *Claim) contradicts(v Verdict) bool {
	decided := map[State]Verdict{Accepted: Delivered, Released: Resend, GivenUp: GiveUp}[c.State]
	return decided != "" && decided != v
}

// UnsureSince is since when what was last accepted of the row is not confirmed,
// whatever its state is now; zero if it is, or if somebody has decided.
func (e *Entry) UnsureSince() time.Time {
	if e.Unconfirmed() {
		return e.TriedAt
	}
	return e.Unsure
}

// Decide returns the state that a verdict about the row leads to, or why there
// is nothing to decide. Of a row in doubt, held is its claim: what was decided
// about that through another row or sync is not decided otherwise here.
func (e *Entry) Decide(v Verdict, held *Claim) (State, error) {
	if held != nil && held.contradicts(v) {
		return 0, waybill.Errorf(waybill.EConflict, "%s is in doubt here, and was decided about through another row or sync since: it is %s", held.BusinessKey, held.State).
			WithHint("run the sync: it will see what was decided")
	}
	open := e.State == InDoubt || e.State == Refused || e.State == Deferred || e.State == Rekeyed ||
		e.State == GivenUp || e.Unconfirmed()
	switch {
	case e.Undeleted():
		return decideUndeleted(v)
	case !open && e.State == Accepted:
		return 0, waybill.Errorf(waybill.EConflict, "the row is %s: there is nothing to decide", e.State).
			WithHint("to send accepted rows again: `waybill run SYNC --full-resync --resend-accepted N`")
	case e.State == Baseline:
		return 0, waybill.Errorf(waybill.EConflict, "the row was remembered without being sent: there is nothing to decide").
			WithHint("`waybill run SYNC --full-resync` sends what was never accepted; `waybill plan SYNC --full-resync` says which")
	case !open:
		return 0, waybill.Errorf(waybill.EConflict, "the row is %s: there is nothing to decide", e.State)
	case v == Delivered:
		return Accepted, nil
	case v == Resend:
		return Released, nil
	default:
		return GivenUp, nil
	}
}
