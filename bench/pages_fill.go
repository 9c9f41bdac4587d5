package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/postgres"
)

// fillPages makes the state that large runs leave, and many small ones. Of the
// first run, 1 in 100 rows is refused for one of twelve reasons, 1 in 1000 is in
// doubt, a few have changed, and every accepted row has a vendor's id.
func fillPages(ctx context.Context, state *app.State, rows int) error {
	began := time.Now()
	if err := fillRuns(ctx, state.Store); err != nil {
		return err
	}
	if err := fillRun(ctx, state, refusedRun, refusedRows(rows), refusedRow); err != nil {
		return err
	}
	if err := fillRun(ctx, state, pagesRun, rows, pageRow); err != nil {
		return err
	}
	err := fillReferences(ctx, state.Store, rows)
	if s, ok := state.Store.(*postgres.Store); ok && err == nil {
		_, err = s.Pool().Exec(ctx, `VACUUM ANALYZE`) // as autovacuum does by itself within minutes
	}
	fmt.Printf("  made in %.0f s\n", time.Since(began).Seconds())
	return err
}

// fillRuns makes 30 days of runs of ten syncs.
func fillRuns(ctx context.Context, s store.Store) error {
	const runs = 5000
	for i := range runs {
		at := time.Now().UTC().Add(-30 * 24 * time.Hour * time.Duration(runs-i) / runs)
		status := []waybill.Status{waybill.Completed, waybill.Completed, waybill.WithRejections, waybill.Failed}[i%4]
		err := s.SaveRun(ctx, waybill.Run{
			ID: fmt.Sprintf("01J%023d", i), Sync: fmt.Sprint("small-", i%10), Account: "receiver", Trigger: "schedule", Status: status,
			StartedAt: at, FinishedAt: at.Add(20 * time.Second), Counts: waybill.Counts{Read: 100, Added: 100, Accepted: 99, Rejected: 1},
		}, 0)
		if err != nil {
			return err
		}
	}
	return nil
}

// fillRun makes a run and its rows, in groups: on PostgreSQL several at once.
func fillRun(ctx context.Context, state *app.State, id string, rows int, add func(b *store.Batch, i int)) error {
	const group = 1000
	workers := 1
	if state.Shared {
		workers = 4
	}
	s := state.Store
	run := waybill.Run{ID: id, Sync: pagesSync, Account: "receiver", Trigger: "manual", Status: waybill.Running, StartedAt: time.Now().UTC()}
	if err := s.SaveRun(ctx, run, 0); err != nil {
		return err
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	failed := make([]error, workers)
	for w := range workers {
		wg.Go(func() {
			for failed[w] == nil {
				from := int(next.Add(1)-1) * group
				if from >= rows {
					return
				}
				failed[w] = fillGroup(ctx, s, run, from, min(from+group, rows), add)
			}
		})
	}
	wg.Wait()
	if err := errors.Join(failed...); err != nil {
		return err
	}
	run.Status, run.FinishedAt, run.Counts = waybill.WithRejections, time.Now().UTC(), waybill.Counts{Read: int64(rows), Added: int64(rows)}
	return s.SaveRun(ctx, run, 0)
}

// fillGroup begins rows, and settles them.
func fillGroup(ctx context.Context, s store.Store, run waybill.Run, from, to int, add func(b *store.Batch, i int)) error {
	b := store.Batch{Run: run.ID, Scope: store.Scope{Account: run.Account, Sync: run.Sync}, Claims: store.ClaimScope{Account: run.Account, Operation: "requests", Scope: run.Sync}}
	for i := from; i < to; i++ {
		add(&b, i)
	}
	settled := b
	b.Settle, b.Entries, b.Results, settled.Begin = nil, nil, nil, nil
	for _, half := range []store.Batch{b, settled} {
		if _, err := s.Commit(ctx, half); err != nil {
			return err
		}
	}
	return nil
}

// pageRow adds a row to a batch: begun, settled and remembered.
func pageRow(b *store.Batch, i int) {
	id, now := orderID(i), time.Now().UTC()
	key, business := fmt.Sprintf("[%q]", id), "reference-"+id
	r := store.Result{Result: waybill.Result{Key: key, BusinessKey: business, Kind: waybill.Added, Outcome: waybill.Accepted, Attempts: 1, VendorID: vendorID(i), At: now}}
	e := store.Entry{Key: key, State: store.Accepted, BusinessKey: business, Digest: waybill.Digest{1}}
	switch {
	case i%100 == 0:
		r.Outcome, r.VendorID, r.Message = waybill.Rejected, "", fmt.Sprintf("the vendor says reason number %d", i/100%12)
		e.State, e.Note = store.Refused, r.Message
	case i%1000 == 501:
		r.Outcome, r.VendorID, r.Message = waybill.InDoubt, "", "sent, and no answer came"
		e.State, e.Note, e.Tried, e.TriedAt = store.InDoubt, r.Message, waybill.Digest{1}, now
	case i%100_003 == 7:
		r.Unconfirmed, r.Message = true, "the answer has no id"
	}
	if i%100_003 == 8 {
		r.Kind = waybill.Changed
	}
	body := strings.Repeat("x", 200)
	r.Exchanges = []waybill.Exchange{{Method: "POST", URL: "http://127.0.0.1:1/" + id, RequestBody: body, Status: 200, ResponseBody: `{"ok":true}`, StartedAt: now, Took: time.Millisecond}}
	b.Begin = append(b.Begin, store.Begin{Key: key, BusinessKey: business, At: now})
	b.Settle = append(b.Settle, store.Settle{BusinessKey: business, State: e.State, VendorID: r.VendorID, At: now, Request: body, Answer: `{"ok":true}`})
	b.Entries = append(b.Entries, e)
	b.Results = append(b.Results, r)
}

// refusedRow adds a row that is refused before it is sent.
func refusedRow(b *store.Batch, i int) {
	key := fmt.Sprintf("[%q]", orderID(i))
	message := orderID(i) + " has no partner to be attributed to"
	b.Results = append(b.Results, store.Result{Result: waybill.Result{Key: key, Kind: waybill.Added, Outcome: waybill.Rejected, Message: message, Invalid: true, At: time.Now().UTC()}})
}
