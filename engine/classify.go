package engine

import (
	"fmt"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/store"
)

// row classifies one row. The order of the questions is the order in which
// docs/semantics.md answers them.
func (d *differ) row(key string, value []byte, e *store.Entry, refusal string) error {
	digest := digestOf(value)
	if e != nil && !d.options.FullResync && e.State == store.Accepted && e.Digest == digest && e.Gone == store.Present {
		d.plan.counts.Unchanged++ // nearly every row of nearly every run
		d.plan.known++
		return d.catchUp(e, digest, value)
	}
	if e != nil && !d.claimed && !e.Digest.IsZero() && e.State != store.Baseline && !e.Assumed {
		d.plan.known++
	}
	c, err := decodeCandidate(value)
	if err == nil && e != nil {
		err = d.catchUp(e, digest, value)
	}
	if err != nil {
		return err
	}
	if c.Refusal == "" {
		c.Refusal = refusal
	}
	switch {
	case e != nil && e.State == store.InDoubt && d.insert:
		return d.doubt(key, c, *e)
	case d.baseline:
		return d.remember(key, c, e)
	case e != nil && d.unchanged(*e, digest):
		return d.same(*e, digest)
	case d.insert && e != nil && (e.State == store.Accepted || e.State == store.Baseline || e.State == store.Rekeyed):
		return d.knownInsert(key, c, *e)
	case c.Refusal != "":
		return d.refuse(key, c, e, c.Refusal, 0)
	case e != nil && e.State == store.Refused && e.Tried == digest && !d.due(*e):
		return d.stay(key, c, *e, waybill.Rejected)
	}
	return d.candidate(key, c, e)
}

// unchanged reports whether a remembered row needs nothing. A digest of
// another version cannot be compared: it is renewed without sending.
func (d *differ) unchanged(e store.Entry, digest waybill.Digest) bool {
	same := e.Digest == digest || (!e.Digest.IsZero() && e.Digest[0] != digest[0])
	switch e.State {
	case store.Accepted, store.Baseline, store.Rekeyed, store.Refused:
		asked := e.Assumed && e.Tried == digest // it was to be sent as it is, and was not accepted
		return same && !e.Digest.IsZero() && !asked && !d.options.FullResync
	case store.GivenUp:
		return e.Tried == digest || e.Tried.IsZero()
	}
	return false
}

// same counts a row that needs nothing, and tidies its memory.
func (d *differ) same(e store.Entry, digest waybill.Digest) error {
	d.plan.counts.Unchanged++
	if d.claimed && e.State == store.Accepted {
		d.plan.known++
	}
	tidy := e
	tidy.Gone = store.Present
	if e.State != store.GivenUp {
		tidy.Digest = digest
	}
	if e.State == store.Refused || e.State == store.Rekeyed {
		tidy = restored(e, digest)
	}
	if tidy == e {
		return nil
	}
	return d.emit(&work{Do: note, Key: e.Key, Write: &tidy})
}

// restored is the memory of a row that is again as it was accepted, after it was
// refused as something else. If that was not confirmed, it still is not, and if it
// was assumed, it still is.
func restored(e store.Entry, digest waybill.Digest) store.Entry {
	out := store.Entry{Key: e.Key, Digest: digest, State: store.Accepted, BusinessKey: e.BusinessKey, TriedAt: e.Unsure}
	if e.Assumed {
		out.State = store.Baseline
	}
	if out.Unconfirmed() {
		out.Note = "the answer lacked what it has on success"
	}
	return out
}

// knownInsert settles an insert whose row was sent before, or is older than
// the sync: it is not sent again, whatever was edited.
func (d *differ) knownInsert(key string, c candidate, e store.Entry) error {
	if c.Business != "" && e.BusinessKey != "" && c.Business != e.BusinessKey && d.claimed {
		return d.rekeyed(key, c, e)
	}
	if d.options.FullResync { // claims decide: what was accepted takes its exact number
		d.ask(key, c, e)
		return nil
	}
	next := e
	next.Gone = store.Present
	switch {
	case e.State == store.Baseline:
		d.plan.counts.Unchanged++ // it is older than the sync, and no claim says that it was sent
	case e.Digest.IsZero():
		d.plan.counts.Unchanged++ // delivered on a person's word, which is of the row as it is
		next.Digest = c.Digest
	default:
		d.plan.counts.AlreadySent++
	}
	if e.State != store.Baseline {
		d.plan.known++
	}
	if next == e {
		return nil
	}
	return d.emit(&work{Do: note, Key: key, Write: &next})
}

// rekeyed refuses an insert that has another business key than the one that
// was accepted, until a person says to send it.
func (d *differ) rekeyed(key string, c candidate, e store.Entry) error {
	message := fmt.Sprintf("this row was %s before and is now %s: `waybill resolve %s %s --resend --reason …` sends it under the new one",
		e.BusinessKey, c.Business, d.job.Sync.Name, mapping.Display(key))
	d.plan.counts.Added++
	d.plan.counts.Rejected++
	d.plan.counts.Invalid++
	next := prior(key, &e)
	if !next.Assumed {
		d.plan.rekeyed++
	}
	next.State, next.Tried, next.Note, next.Gone, next.NewKey = store.Rekeyed, c.Digest, message, store.Present, c.Business
	return d.emit(&work{Do: report, Kind: waybill.Added, Key: key, Business: c.Business, Outcome: waybill.Rejected, Message: message, Invalid: true, Record: c.Record, Write: &next})
}

// refuse counts a row that is refused before it is sent. It is remembered, so
// that a person can give it up, and checked again in every run. Copy tells rows
// that share a primary key apart.
func (d *differ) refuse(key string, c candidate, e *store.Entry, message string, copy int) error {
	kind := d.kind(e)
	d.count(kind)
	d.plan.counts.Rejected++
	d.plan.counts.Invalid++
	w := work{Do: report, Kind: kind, Key: key, Business: c.Business, Outcome: waybill.Rejected, Message: message, Invalid: true, Copy: copy, Record: c.Record}
	next := prior(key, e)
	if next.State != store.Refused || next.Tried != c.Digest || next.Note != message {
		next.TriedAt = d.now
	}
	next.State, next.Tried, next.Note, next.Refusals, next.Gone = store.Refused, c.Digest, message, 0, store.Present
	if next.BusinessKey == "" {
		next.BusinessKey = c.Business
	}
	if e == nil || next != *e {
		w.Write = &next
	}
	return d.emit(&w)
}

// doubt passes on a row in doubt to a look at its claim: it may have been
// settled through another sync.
func (d *differ) doubt(key string, c candidate, e store.Entry) error {
	if !d.claimed {
		return d.stay(key, c, e, waybill.InDoubt)
	}
	now := ""
	if e.BusinessKey != "" && e.BusinessKey != c.Business {
		now, c.Business = c.Business, e.BusinessKey
	}
	d.ask(key, c, e)
	w := &d.waiting[len(d.waiting)-1].work
	w.Prior.NewKey, w.called = now, now != e.NewKey
	return nil
}

// ask lets the claim of a remembered row decide what becomes of it. The refusal
// of a row that cannot be sent as it is now comes along.
func (d *differ) ask(key string, c candidate, e store.Entry) {
	w := d.sending(key, c, &e)
	w.Message = c.Refusal
	d.waiting = append(d.waiting, waiting{work: w})
}

// stay counts a row whose outcome stands from an earlier run.
func (d *differ) stay(key string, c candidate, e store.Entry, o waybill.Outcome) error {
	kind := d.kind(&e)
	d.count(kind)
	w := work{Do: report, Kind: kind, Key: key, Business: c.Business, Outcome: o, Message: e.Note}
	if o == waybill.InDoubt {
		d.plan.counts.InDoubt++
		w.Business = e.BusinessKey
	} else {
		d.plan.counts.Rejected++
		w.Message = waits(d.job.Sync.Retry, e.Note)
	}
	if e.Gone != store.Present {
		e.Gone = store.Present
		w.Write = &e
	}
	return d.emit(&w)
}

// candidate passes on a row that is to be sent, inserts after a look at their
// claim.
func (d *differ) candidate(key string, c candidate, e *store.Entry) error {
	w := d.sending(key, c, e)
	if d.claimed {
		d.waiting = append(d.waiting, waiting{work: w})
		return nil
	}
	return d.send(w)
}

// sending is the work of sending a row. Its record is copied.
func (d *differ) sending(key string, c candidate, e *store.Entry) work {
	w := work{Do: send, Kind: d.kind(e), Key: key, Digest: c.Digest, Business: c.Business, Prior: prior(key, e)}
	w.Record = append(w.Record, c.Record...)
	w.Again = e != nil && e.State == store.Released
	return w
}

func (d *differ) send(w work) error {
	d.count(w.Kind)
	d.plan.sends++
	return d.emit(&w)
}

// kind says why a row that is not unchanged is work. Rows of inserts never
// count as changed.
func (d *differ) kind(e *store.Entry) waybill.Kind {
	if d.insert || e == nil || e.Digest.IsZero() {
		return waybill.Added
	}
	return waybill.Changed
}

func (d *differ) count(k waybill.Kind) {
	if k == waybill.Changed {
		d.plan.counts.Changed++
	} else {
		d.plan.counts.Added++
	}
}

// due reports whether a row that the vendor refused is tried again now.
func (d *differ) due(e store.Entry) bool {
	r := d.job.Sync.Retry
	switch {
	case d.options.Retry != "" || d.options.FullResync:
		return true
	case e.Refusals == 0:
		return true // refused before it was sent, and what was wrong is mended
	case r.Never:
		return false
	case e.Refusals <= r.Runs:
		return true
	}
	return r.Then > 0 && d.now.Sub(e.TriedAt) >= r.Then
}

// prior is what was remembered of a row, as it stays beside what is made of it now.
func prior(key string, e *store.Entry) store.Entry {
	if e == nil {
		return store.Entry{Key: key}
	}
	next := *e
	next.Unsure, next.Assumed, next.NewKey = e.UnsureSince(), e.Assumed || e.State == store.Baseline, ""
	return next
}
