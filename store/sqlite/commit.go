package sqlite

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"fmt"

	"github.com/waybillhq/waybill"
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
	err = s.w.do(ctx, func() error {
		var err error
		if conflicts, err = s.w.begins(ctx, b); err != nil {
			return fmt.Errorf("beginning attempts: %w", err)
		}
		return s.w.apply(ctx, b)
	})
	if err != nil {
		s.w.reset()
		return nil, err
	}
	for i := range conflicts {
		conflicts[i] = s.named(ctx, conflicts[i])
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
	b.captures, b.capturedAt, err = s.w.packer.Pack(in.Results)
	return b, err
}

// apply writes everything of a batch but its beginnings.
func (w *writer) apply(ctx context.Context, b batch) error {
	for _, step := range []func(context.Context, batch) error{w.calls, w.settles, w.references, w.entries, w.forgets, w.results, w.counters} {
		if err := step(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

// begins takes claims. Invariant 6: one that is held is not taken twice.
func (w *writer) begins(ctx context.Context, b batch) ([]store.Claim, error) {
	if len(b.Begin) == 0 {
		return nil, nil
	}
	for _, x := range b.Begin {
		if x.Force || x.Again {
			if err := w.reopen(ctx, b, x); err != nil {
				return nil, err
			}
		}
		if err := w.claim.add(ctx, b.claims, x.BusinessKey, b.scope, []byte(x.Key), b.run, micros(x.At)); err != nil {
			return nil, err
		}
	}
	n, err := w.claim.flush(ctx)
	if err != nil || n == int64(len(b.Begin)) {
		return nil, err
	}
	return w.conflicts(ctx, b)
}

// conflicts returns the claims of b that are held by others.
func (w *writer) conflicts(ctx context.Context, b batch) ([]store.Claim, error) {
	var held []store.Claim
	for _, x := range b.Begin {
		c, ok, err := w.held(ctx, b, x)
		if err != nil {
			return nil, err
		}
		if ok {
			held = append(held, c)
		}
	}
	return held, nil
}

// settles says what became of claims, and keeps the receipts.
func (w *writer) settles(ctx context.Context, b batch) error {
	ids, err := w.receipts(ctx, b)
	if err != nil {
		return err
	}
	for i, x := range b.Settle {
		if err := w.settle.add(ctx, b.claims, x.BusinessKey, int64(x.State), micros(x.At), nullText(x.VendorID), ids[i]); err != nil {
			return err
		}
	}
	n, err := w.settle.flush(ctx)
	for _, x := range b.Settle {
		if x.Unsure && err == nil { // few are, and none is when it is begun
			err = w.execSQL(ctx, `UPDATE claims SET unsure = 1 WHERE scope = ? AND business_key = ?`, b.claims, x.BusinessKey)
		}
	}
	if err == nil && n != int64(len(b.Settle)) {
		err = fmt.Errorf("%d of %d claims to settle are not there", int64(len(b.Settle))-n, len(b.Settle))
	}
	return err
}

// receipts writes the receipts of a batch and returns their numbers, nil where
// there is none. Rows of one statement get consecutive numbers.
func (w *writer) receipts(ctx context.Context, b batch) ([]driver.Value, error) {
	ids := make([]driver.Value, len(b.Settle))
	var open []int
	number := func() {
		for i, at := range open {
			ids[at] = w.receipt.lastID - int64(len(open)-1-i)
		}
		open = open[:0]
	}
	for i, x := range b.Settle {
		if x.Request == "" {
			continue
		}
		open = append(open, i)
		if err := w.receipt.add(ctx, micros(x.At), x.Request, x.Answer); err != nil {
			return nil, err
		}
		if len(w.receipt.args) == 0 {
			number()
		}
	}
	_, err := w.receipt.flush(ctx)
	number()
	return ids, err
}

func (w *writer) entries(ctx context.Context, b batch) error {
	for _, e := range b.Entries {
		var tried, refusals, triedAt, note, unsure driver.Value
		if !e.Tried.IsZero() {
			tried, refusals = e.Tried[:], int64(e.Refusals)
		}
		if at := e.TriedMicros(); at != 0 {
			triedAt = at
		}
		if e.Note != "" {
			note = e.Note
		}
		if !e.Unsure.IsZero() {
			unsure = micros(e.Unsure)
		}
		var digest driver.Value
		if !e.Digest.IsZero() {
			digest = e.Digest[:]
		}
		if err := w.remember.add(ctx, b.scope, []byte(e.Key), digest, int64(e.State), nullText(e.BusinessKey), int64(e.Gone), tried, refusals, triedAt, note, unsure, e.Assumed, nullText(e.NewKey)); err != nil {
			return fmt.Errorf("remembering rows: %w", err)
		}
	}
	_, err := w.remember.flush(ctx)
	return err
}

func (w *writer) results(ctx context.Context, b batch) error {
	var capture int64
	if b.captures != nil {
		var err error
		if capture, err = w.insertSQL(ctx, `INSERT INTO captures (at, data) VALUES (?, ?)`, b.capturedAt, b.captures); err != nil {
			return fmt.Errorf("keeping captures: %w", err)
		}
	}
	for i := range b.Results {
		r := &b.Results[i]
		var flags int64
		if r.Unconfirmed {
			flags |= flagUnconfirmed
		}
		if r.Invalid {
			flags |= flagInvalid
		}
		var piece driver.Value
		if len(r.Exchanges) > 0 {
			piece = capture
		}
		var reason driver.Value
		if text, ok := store.ReasonOf(&r.Result); ok {
			reason = text
		}
		if err := w.result.add(ctx, b.run, []byte(r.Key), int64(r.Copy), nullText(r.BusinessKey), string(r.Kind), string(r.Outcome), nullText(r.Message), reason,
			int64(r.Attempts), nullText(r.VendorID), flags, micros(r.At), piece); err != nil {
			return fmt.Errorf("keeping results: %w", err)
		}
	}
	_, err := w.result.flush(ctx)
	return err
}

func (w *writer) counters(ctx context.Context, b batch) error {
	if b.Reading > 0 {
		if err := w.execSQL(ctx, `UPDATE runs SET reading = ? WHERE n = ?`, b.Reading, b.run); err != nil {
			return err
		}
	}
	counts := b.Counters
	if b.Added != nil {
		var err error
		if counts, err = w.sum(ctx, b); err != nil {
			return err
		}
	}
	if counts == nil {
		return nil
	}
	text, err := json.Marshal(counts)
	if err != nil {
		return err
	}
	return w.execSQL(ctx, `UPDATE runs SET counts = ? WHERE n = ?`, string(text), b.run)
}

// sum returns the run's counts with what a batch adds to them. This is the only
// transaction that writes.
func (w *writer) sum(ctx context.Context, b batch) (*waybill.Counts, error) {
	if b.Counters != nil {
		sum := *b.Counters
		sum.Add(*b.Added)
		return &sum, nil
	}
	var sum waybill.Counts
	err := w.querySQL(ctx, `SELECT counts FROM runs WHERE n = ?`, []driver.Value{b.run}, func(row []driver.Value) error {
		text, _ := row[0].(string)
		return json.Unmarshal([]byte(text), &sum)
	})
	sum.Add(*b.Added)
	return &sum, err
}

// reset drops what a failed transaction had gathered.
func (w *writer) reset() {
	for _, b := range []*bulk{w.claim, w.settle, w.remember, w.result, w.receipt, w.refer} {
		b.reset()
	}
}

func nullText(s string) driver.Value {
	if s == "" {
		return nil
	}
	return s
}
