package engine

import (
	"context"
	"slices"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// entryOfBooks is one thing to write down: exactly one field is set.
type entryOfBooks struct {
	begin *item // an attempt that is about to be made
	done  *item // an attempt that was answered
	quiet *work // nothing was or will be sent, and the plan has counted it
	left  *work // was to be sent and will not be: to be counted now
}

// atOnce is how many things are written in one transaction, at most.
const atOnce = 1024

// books writes down, in groups, what begins and what ends. It is the only one
// that changes the counts of a run while rows are sent.
type books struct {
	job     *Job
	ledger  store.Ledger
	by      duty
	run     *waybill.Run
	claims  store.ClaimScope
	claimed bool

	in     chan entryOfBooks
	begins chan *item // attempts that wait to begin
	limit  int        // most attempts that are begun and not settled
	open   int        // how many are

	begun  func(*item)                  // an attempt that is on disk: invariant 2
	ended  func(it *item, settled bool) // an attempt whose end is on disk; settled: the row's too
	failed func(error)                  // the books cannot be kept any more
	busy   func() bool                  // the slots have enough to do for a while
	tell   func()

	warned map[string]bool
	made   store.Batch    // the last transaction, for its memory
	told   waybill.Counts // of a piece: what is in the run's counts already
}

// keep works until in is closed. After a failure nothing is written any more,
// and everything is ended as it came.
func (b *books) keep(ctx context.Context) {
	var group []entryOfBooks
	for {
		first, ok := b.next(nil)
		if !ok {
			return
		}
		group = b.gather(append(group[:0], first))
		conflicts, err := b.ledger.Commit(ctx, b.batch(group))
		if err != nil {
			b.failed(err)
		}
		b.report(group, conflicts, err)
	}
}

// next takes what comes in next. An attempt may begin only while few enough are
// begun and not settled (invariant 10); what is settled by the same group makes
// room, since a group is one transaction. It reports false when nothing comes
// in any more, or when it is late.
func (b *books) next(late <-chan time.Time) (entryOfBooks, bool) {
	var begins <-chan *item
	if b.open < b.limit {
		begins = b.begins
	}
	select {
	case e, ok := <-b.in:
		if e.done != nil && e.done.begun {
			e.done.begun = false
			b.open--
		}
		return e, ok
	case it := <-begins:
		b.open++
		return entryOfBooks{begin: it}, true
	case <-late:
		return entryOfBooks{}, false
	}
}

// patience is how long a group waits for more to come while the slots have
// enough to do: fewer, larger groups cost less.
const patience = 25 * time.Millisecond

// gather takes what else has come in.
func (b *books) gather(group []entryOfBooks) []entryOfBooks {
	var late <-chan time.Time
	for len(group) < atOnce {
		var wait <-chan time.Time
		if b.idle() {
			if !b.busy() {
				return group
			}
			if late == nil {
				late = time.After(patience)
			}
			wait = late
		}
		e, ok := b.next(wait)
		if !ok {
			return group
		}
		group = append(group, e)
	}
	return group
}

// idle reports whether nothing has come in that could be taken.
func (b *books) idle() bool {
	return len(b.in) == 0 && (b.open >= b.limit || len(b.begins) == 0)
}

// batch makes one transaction of a group, in the memory of the one before.
func (b *books) batch(group []entryOfBooks) store.Batch {
	last := &b.made
	clear(last.Results) // they hold what was sent and answered
	t := store.Batch{
		Run: b.run.ID, Scope: b.job.scope(), Claims: b.claims,
		Begin: last.Begin[:0], Settle: last.Settle[:0], Entries: last.Entries[:0], Forget: last.Forget[:0], Former: last.Former[:0], Results: last.Results[:0],
	}
	for _, e := range group {
		switch {
		case e.begin != nil:
			b.addBegin(&t, e.begin)
		case e.done != nil:
			b.addDone(&t, e.done)
		case e.left != nil:
			*outcomeCount(&b.run.Counts, e.left.Outcome)++
			b.addQuiet(&t, e.left)
		default:
			b.addQuiet(&t, e.quiet)
		}
	}
	b.counters(&t)
	b.made = t
	return t
}

// counters has a transaction show how far the run is. The counts of a whole run
// replace those before; a piece adds to them, since others do too.
func (b *books) counters(t *store.Batch) {
	counts := b.run.Counts
	if b.by.piece == nil {
		t.Fence, t.Counters = b.by.lease.Fence(), &counts
		return
	}
	more := counts.Minus(b.told)
	t.Delivery, t.Added, b.told = b.by.piece, &more, counts
}

func (b *books) addBegin(t *store.Batch, it *item) {
	if b.claimed && it.Do == send {
		t.Begin = append(t.Begin, store.Begin{Key: it.Key, BusinessKey: it.Business, Force: it.Force, Again: it.Again, At: it.at})
		if s := it.Prior.State; s == store.Accepted || s == store.Released || it.Prior.BusinessKey != it.Business { // there, or in another scope, it may be at the vendor
			t.Former = appendFormer(t.Former, &it.Prior, it.Business)
		}
		return
	}
	next := it.Prior
	next.Key, next.State, next.BusinessKey = it.Key, store.Begun, it.Business
	t.Entries = append(t.Entries, next)
}

func (b *books) addDone(t *store.Batch, it *item) {
	if b.claimed && it.Do == send && it.answer.Outcome != "" {
		t.Settle = append(t.Settle, it.settle())
	}
	if !it.final {
		return
	}
	t.Results = append(t.Results, it.result())
	switch {
	case it.Do == send:
		t.Entries = append(t.Entries, it.entry())
	case it.answer.Outcome == waybill.Deleted:
		t.Forget = append(t.Forget, it.Key)
	default:
		t.Entries = append(t.Entries, it.undone())
	}
	b.count(it)
}

func (b *books) addQuiet(t *store.Batch, w *work) {
	if w.Forget {
		t.Forget = append(t.Forget, w.Key)
	}
	if w.Write != nil {
		if w.Prior.BusinessKey != w.Write.BusinessKey {
			t.Former = appendFormer(t.Former, &w.Prior, w.Write.BusinessKey)
		}
		t.Entries = append(t.Entries, *w.Write)
	}
	if w.Outcome != "" {
		t.Results = append(t.Results, w.reported(b.run.StartedAt))
	}
}

// count counts the outcome of a row that was to be sent.
func (b *books) count(it *item) {
	c := &b.run.Counts
	switch it.answer.Outcome {
	case waybill.Deleted:
		c.Deleted++
		return
	case waybill.Accepted:
		c.Accepted++
		if it.answer.Unconfirmed {
			c.Unconfirmed++
		}
	case waybill.Rejected, waybill.Deferred, waybill.InDoubt:
		if it.Do == remove {
			if it.answer.Outcome == waybill.Rejected {
				c.Undeleted++
			}
			b.warn(removalsFailed)
			return
		}
		*outcomeCount(c, it.answer.Outcome)++
	}
	for _, w := range it.answer.Warnings {
		b.warn(w)
	}
}

func outcomeCount(c *waybill.Counts, o waybill.Outcome) *int64 {
	switch o {
	case waybill.Rejected:
		return &c.Rejected
	case waybill.InDoubt:
		return &c.InDoubt
	case waybill.Accepted:
		return &c.Accepted
	}
	return &c.Deferred
}

// warn adds a warning to the run, once, and not more than twenty.
func (b *books) warn(text string) {
	if !b.warned[text] && len(b.warned) < 20 && !slices.Contains(b.run.Warnings, text) {
		b.warned[text] = true
		b.run.Warnings = append(b.run.Warnings, text)
	}
}

// report passes on what is on disk now.
func (b *books) report(group []entryOfBooks, conflicts []store.Claim, err error) {
	held := make(map[string]store.Claim, len(conflicts))
	for _, c := range conflicts {
		held[c.BusinessKey] = c
	}
	for _, e := range group {
		switch {
		case e.begin != nil && err != nil:
			b.open--
			b.ended(e.begin, true)
		case e.begin != nil:
			if c, ok := held[e.begin.Business]; ok && b.claimed {
				b.open--
				b.heldUp(e.begin, c)
				continue
			}
			e.begin.begun = true
			b.begun(e.begin)
		case e.done != nil:
			b.ended(e.done, e.done.final || err != nil)
		}
	}
	b.tell()
}

// heldUp ends an item whose business key another run took since the plan was
// made. Nothing was sent, and the claim stays the other's.
func (b *books) heldUp(it *item, c store.Claim) {
	if c.State == store.Accepted {
		b.run.Counts.Added--
		b.run.Counts.AlreadySent++
		b.ended(it, true)
		return
	}
	w := &work{Key: it.Key, Kind: it.Kind, Business: it.Business}
	w.Outcome, w.Message = heldOutcome(c)
	go func() { // the books themselves read what is sent here
		b.in <- entryOfBooks{left: w}
		b.ended(it, true)
	}()
}
