package engine

import (
	"context"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/store"
)

// stillInDoubt counts a row that stays in doubt. The business key that it has now is
// remembered beside the one that it was sent with: people look for it.
func (d *differ) stillInDoubt(w work) error {
	d.count(w.Kind)
	d.plan.counts.InDoubt++
	r := work{Do: report, Kind: w.Kind, Key: w.Key, Business: w.Prior.BusinessKey, Outcome: waybill.InDoubt, Message: w.Prior.Note}
	if next := w.Prior; w.called || next.Gone != store.Present {
		next.Gone = store.Present
		r.Write = &next
	}
	return d.emit(&r)
}

// givenUp settles a row in doubt whose business key was given up through another row
// or sync: this one does not send it either.
func (d *differ) givenUp(ctx context.Context, w work, c store.Claim) error {
	d.plan.counts.Unchanged++
	why, err := d.whoGaveUp(ctx, c)
	if err != nil {
		return err
	}
	next := w.Prior
	next.State, next.Tried, next.Note, next.Gone, next.NewKey = store.GivenUp, w.Digest, why, store.Present, ""
	return d.emit(&work{Do: note, Key: w.Key, Prior: w.Prior, Write: &next})
}

// mostSharers is among how many rows the one is looked for through which a business
// key was given up.
const mostSharers = 50

// whoGaveUp says who gave up a claim, through which row, and why, as far as that is
// kept. It is asked once of a row.
func (d *differ) whoGaveUp(ctx context.Context, c store.Claim) (string, error) {
	hits, err := d.ledger.Search(ctx, c.BusinessKey, mostSharers)
	if err != nil {
		return "", err
	}
	pasts, err := d.ledger.Pasts(ctx, hits)
	if err != nil {
		return "", err
	}
	for i, past := range pasts {
		for _, decided := range past.Decisions {
			if decided.Verdict == store.GiveUp && decided.At.Equal(c.SettledAt) && hits[i].Scope.Account == d.claims.Account {
				return decided.By + " gave it up as row " + mapping.Display(hits[i].Key) + " of the sync " + hits[i].Scope.Sync + ": " + decided.Reason, nil
			}
		}
	}
	return "it was given up through another row or sync", nil
}
