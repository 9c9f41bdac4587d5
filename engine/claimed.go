package engine

import (
	"context"
	"fmt"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/store"
)

// lookUp decides about the inserts that wait for a look at their claims.
func (d *differ) lookUp(ctx context.Context) error {
	list := d.waiting
	d.waiting, d.spare = d.spare[:0], nil // what is decided now may wait again
	var keys []string
	for _, w := range list {
		if !w.settled {
			keys = append(keys, w.Business)
			if w.givenUpAs() != "" {
				keys = append(keys, w.givenUpAs())
			}
		}
	}
	claims, err := d.known(ctx, keys)
	if err != nil {
		return err
	}
	others, err := d.elsewhere(ctx, keys, claims)
	if err != nil {
		return err
	}
	for _, w := range list {
		c, other := claims[w.Business], others[w.Business]
		away, err := d.sentElsewhere(ctx, &w, claims)
		if err != nil {
			return err
		}
		switch {
		case away:
			d.plan.counts.Unchanged++ // an edit does not undo what a person decided
		case w.settled:
			err = d.emit(&w.work)
		case w.lost != nothing:
			err = d.forgone(w, c, other)
		case sent(claims[w.givenUpAs()]):
			err = d.rekeyed(w.Key, candidate{Digest: w.Digest, Business: w.Business, Record: w.Record}, w.Prior)
		case c.State == 0 && other.State != 0:
			err = d.moved(ctx, w.work, other)
		default:
			err = d.claim(ctx, w.work, c)
		}
		if err != nil {
			return err
		}
	}
	clear(list)
	d.spare = list
	return nil
}

// sentElsewhere reports whether a row that was given up may be at the vendor by a
// claim of another scope, such as a campaign. There are few such rows.
func (d *differ) sentElsewhere(ctx context.Context, w *waiting, claims map[string]store.Claim) (bool, error) {
	if w.settled || w.lost != nothing || w.Prior.State != store.GivenUp || claims[w.Business].State != 0 || sent(claims[w.givenUpAs()]) {
		return false, nil
	}
	story, err := d.ledger.Story(ctx, d.job.scope(), w.Key)
	if err != nil {
		return false, err
	}
	claim := story.Claim
	return claim != nil && claim.Own && claim.Matters() || len(story.Others) > 0, nil
}

// givenUpAs is the business key of a row that was given up under another one than
// it has now; "" if it was not.
func (w *work) givenUpAs() string {
	if w.Prior.State != store.GivenUp || w.Prior.BusinessKey == w.Business {
		return ""
	}
	return w.Prior.BusinessKey
}

// sent reports whether the vendor has what a claim is of, or may have it.
func sent(c store.Claim) bool {
	return c.State == store.Accepted || c.State == store.GivenUp || c.State == store.InDoubt || c.State == store.Begun
}

// known reads claims. What is being sent by a sync whose process died is put in
// doubt first, so that nobody waits for it.
func (d *differ) known(ctx context.Context, keys []string) (map[string]store.Claim, error) {
	claims, err := d.ledger.Claims(ctx, d.claims, keys)
	if err != nil || d.recover == nil {
		return claims, err
	}
	asked, lost := map[string]bool{}, false
	for _, c := range claims {
		if c.State != store.Begun || asked[c.Sync] {
			continue
		}
		asked[c.Sync] = true
		dead, err := d.recover(ctx, c.Sync)
		if err != nil {
			return nil, err
		}
		lost = lost || dead
	}
	if !lost {
		return claims, nil
	}
	return d.ledger.Claims(ctx, d.claims, keys)
}

// claim decides about one insert by what is known of its business key.
func (d *differ) claim(ctx context.Context, w work, c store.Claim) error {
	doubted := w.Prior.State == store.InDoubt
	switch c.State {
	case store.Released, store.Refused, store.Deferred:
		if writtenOff(&w, c) { // whoever said to send it again has written it off since
			return d.accepted(w)
		}
	case store.Accepted:
		return d.accepted(w)
	case 0:
		if w.Prior.State == store.Accepted { // in another scope, such as a campaign: only its exact number has it sent again
			return d.accepted(w)
		}
	case store.GivenUp:
		if doubted {
			return d.givenUp(ctx, w, c)
		}
		if w.Prior.State == store.GivenUp {
			d.plan.counts.Unchanged++ // an edit does not undo what a person decided
			return nil
		}
		return d.held(w, c)
	case store.InDoubt, store.Begun:
		if doubted {
			return d.stillInDoubt(w)
		}
		return d.held(w, c)
	}
	if doubted && c.State != store.Released { // invariant 5: nobody has said to send it again
		return d.stillInDoubt(w)
	}
	if w.Message != "" { // it may be sent, and cannot be as it is now
		return d.refuse(w.Key, candidate{Digest: w.Digest, Business: w.Business, Record: w.Record}, &w.Prior, w.Message, 0)
	}
	w.Again = w.Again || c.State == store.Released
	return d.send(w)
}

// accepted counts an insert whose business key was accepted before. One that was
// refused, say, or in doubt here was settled through another row or sync.
func (d *differ) accepted(w work) error {
	d.plan.known++
	if d.options.FullResync && d.options.ResendAccepted > 0 && w.Message == "" {
		w.Force = true
		return d.send(w)
	}
	d.plan.counts.AlreadySent++
	switch w.Prior.State {
	case 0, store.Accepted, store.Baseline:
		return nil
	}
	next := store.Entry{Key: w.Key, State: store.Accepted, BusinessKey: w.Business}
	return d.emit(&work{Do: note, Key: w.Key, Prior: w.Prior, Write: &next})
}

// held counts an insert whose business key another row has in its hands. It is
// remembered, so that a person can decide about it here too: that other row may
// be of a sync that has another name by now.
func (d *differ) held(w work, c store.Claim) error {
	d.count(w.Kind)
	r := work{Do: report, Kind: w.Kind, Key: w.Key, Business: w.Business, Record: w.Record}
	r.Outcome, r.Message = heldOutcome(c)
	next := w.Prior
	next.Key, next.BusinessKey, next.Tried, next.Note, next.Gone = w.Key, w.Business, w.Digest, r.Message, store.Present
	if w.Prior.Note != r.Message {
		next.TriedAt = d.now
	}
	switch r.Outcome {
	case waybill.InDoubt:
		d.plan.counts.InDoubt++
		next.State, r.Write = store.InDoubt, &next
	case waybill.Deferred:
		d.plan.counts.Deferred++
	default:
		d.plan.counts.Rejected++
		next.State, next.Refusals, r.Write = store.Refused, 0, &next
	}
	return d.emit(&r)
}

// heldOutcome is what the claim of another row means for an insert.
func heldOutcome(c store.Claim) (waybill.Outcome, string) {
	who := fmt.Sprintf("%s of sync %s", mapping.Display(c.Key), c.Sync)
	switch c.State {
	case store.InDoubt:
		return waybill.InDoubt, fmt.Sprintf("%s is in doubt: it was sent as row %s and is not settled", c.BusinessKey, who)
	case store.GivenUp:
		return waybill.Rejected, fmt.Sprintf("%s was given up, sent as row %s: `waybill resolve %s %s --resend --reason …` would send it", c.BusinessKey, who, c.Sync, mapping.Display(c.Key))
	}
	return waybill.Deferred, fmt.Sprintf("%s is being sent as row %s", c.BusinessKey, who)
}
