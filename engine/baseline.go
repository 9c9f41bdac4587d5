package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// loss is what a baseline gives up with a row, in the order in which it is told.
type loss uint8

const (
	nothing loss = iota
	newRow
	refusedRow
	unsentRow // deferred, or its run ended without a word
	releasedRow
	change // of what was accepted, or remembered before
	losses
)

// lossNames are of rows that were never accepted.
var lossNames = [losses]string{newRow: "new", refusedRow: "refused", unsentRow: "not delivered", releasedRow: "to be sent again"}

// lossOf is what is given up with a row by remembering it as it is now.
func (d *differ) lossOf(c candidate, e *store.Entry) loss {
	switch {
	case e == nil:
		return newRow
	case e.State == store.GivenUp, e.State == store.Rekeyed:
		return nothing // a person has, or has to
	case e.State == store.Released:
		return releasedRow
	case e.State == store.Accepted || e.State == store.Baseline || !e.Digest.IsZero() && !e.Assumed:
		if d.insert || e.Digest.IsZero() || e.Digest == c.Digest || e.Digest[0] != c.Digest[0] {
			return nothing
		}
		return change
	case e.State == store.Refused:
		return refusedRow
	}
	return unsentRow
}

// remember sets a baseline: the digest without anything being sent. A row in
// doubt stays in doubt (see row), one that was accepted stays accepted, also under
// another business key, and one that was given up stays so.
func (d *differ) remember(key string, c candidate, e *store.Entry) error {
	d.plan.counts.Unchanged++
	next := store.Entry{Key: key, Digest: c.Digest, State: store.Baseline, BusinessKey: c.Business, TriedAt: d.now}
	switch {
	case e == nil:
	case e.State == store.Accepted:
		next.State, next.BusinessKey, next.TriedAt, next.Note = store.Accepted, e.BusinessKey, e.TriedAt, e.Note
	case e.State == store.Baseline && e.Digest == c.Digest:
		next.TriedAt, next.Note = e.TriedAt, e.Note
	case e.State == store.Rekeyed, e.State == store.GivenUp:
		next = *e
		next.Tried, next.Gone = c.Digest, store.Present
		if e.NewKey != "" {
			next.NewKey = c.Business
		}
	case e.State != store.Baseline:
		next.Note = before(e)
	}
	lost := d.lossOf(c, e)
	if e != nil && next == *e {
		return nil
	}
	w := work{Do: note, Key: key, Business: c.Business, Record: c.Record, Prior: prior(key, e), Write: &next}
	if d.claimed && c.Business != "" && lost != nothing && lost != change { // another sync may have sent it
		w.Record = slices.Clone(c.Record)
		d.waiting = append(d.waiting, waiting{work: w, lost: lost})
		return nil
	}
	d.lost[lost]++
	return d.emit(&w)
}

// forgone counts a row of a baseline, unless its claim says that it was accepted, or
// one that this sync has of it in another scope.
func (d *differ) forgone(w waiting, c, other store.Claim) error {
	if c.State != store.Accepted && other.State != store.Accepted {
		d.lost[w.lost]++
	}
	return d.emit(&w.work)
}

// before is what is remembered, with a baseline, of a row that was not accepted.
func before(e *store.Entry) string {
	was := map[store.State]string{
		store.Refused: "refused", store.Deferred: "not delivered", store.Released: "to be sent again",
	}[e.State]
	switch {
	case was == "":
		return ""
	case e.Note == "":
		return "it was " + was + " before"
	}
	return "it was " + was + " before: " + e.Note
}

// forgoneWarnings tell what a baseline gives up: money, where nobody sends it
// otherwise.
func (d *differ) forgoneWarnings() (told []string) {
	var parts []string
	total := int64(0)
	for kind := newRow; kind < change; kind++ {
		if n := d.lost[kind]; n > 0 {
			total += n
			parts = append(parts, fmt.Sprintf("%d %s", n, lossNames[kind]))
		}
	}
	switch {
	case total == 0:
	case !d.options.Reset:
		told = append(told, d.forgo(total, "1 row was", "%d rows were", " there before the first run"))
	case total == 1:
		told = append(told, d.forgo(total, "1 row that was never accepted is", "", " written off: "+parts[0]))
	default:
		told = append(told, d.forgo(total, "", "%d rows that were never accepted are", " written off: "+strings.Join(parts, ", ")))
	}
	if n := d.lost[change]; n > 0 {
		told = append(told, d.forgo(n, "1 row was sent before and its change is", "%d rows were sent before and their changes are", " written off"))
	}
	return told
}

// forgo says of n rows that they are not sent, with what they have in common.
func (d *differ) forgo(n int64, one, several, what string) string {
	text, them := one, "it changes"
	rest := ". It is remembered, and will not be sent"
	if n > 1 {
		text, them, rest = fmt.Sprintf(several, n), "they change", ". They are remembered, and will not be sent"
	}
	if text += what + rest; d.insert {
		return text
	}
	return text + " unless " + them
}

// waits is what is told of a row that the vendor refused in earlier runs and that
// this run does not try: whose answer it was, and when it is asked again.
func waits(r waybill.RetryRefused, answer string) string {
	when := "once it changes"
	switch {
	case r.Never || r.Then <= 0:
	case r.Then == 24*time.Hour:
		when = "once a day or " + when
	default:
		every := r.Then.String()
		if strings.HasSuffix(every, "m0s") {
			every = strings.TrimSuffix(every, "0s")
		}
		if strings.HasSuffix(every, "h0m") {
			every = strings.TrimSuffix(every, "0m")
		}
		when = "every " + every + " or " + when
	}
	return "not tried in this run, but " + when + ". Last time: " + answer
}
