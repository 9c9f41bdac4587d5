package engine

import (
	"context"
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// formerScopes are the scopes other than its own in which a sync has claimed records
// of the same operation, where a setting such as the campaign is the scope: it was
// changed since. Other scopes are of other things.
func (e *Engine) formerScopes(ctx context.Context, j *Job) ([]store.ClaimScope, error) {
	own, claimed := j.claims()
	if !claimed || !strings.HasPrefix(string(j.Operation.Key.Scope), waybill.ScopeSetting) {
		return nil, nil
	}
	all, err := e.Store.ClaimedIn(ctx, j.scope())
	return slices.DeleteFunc(all, func(c store.ClaimScope) bool {
		return c == own || c.Account != own.Account || c.Operation != own.Operation
	}), err
}

// elsewhere reads what rows of this sync have claimed in its former scopes by business
// keys that nobody has claimed in the one of now. Of several claims of one key it is
// the one that says most of what the vendor has.
func (d *differ) elsewhere(ctx context.Context, keys []string, claims map[string]store.Claim) (map[string]store.Claim, error) {
	if len(d.former) == 0 {
		return nil, nil
	}
	keys = slices.DeleteFunc(keys, func(key string) bool { return claims[key].State != 0 })
	weight := [...]int{store.Accepted: 4, store.Begun: 3, store.InDoubt: 2, store.GivenUp: 1, store.Released: 0}
	found := map[string]store.Claim{}
	for _, scope := range d.former {
		some, err := d.ledger.Claims(ctx, scope, keys)
		if err != nil {
			return nil, err
		}
		for key, c := range some {
			if had, ok := found[key]; c.Sync == d.job.Sync.Name && (!ok || weight[c.State] > weight[had.State]) {
				found[key] = c
			}
		}
	}
	return found, nil
}

// moved decides about an insert whose business key a row of this sync claimed in a
// former scope. It follows that claim as that row does, unless somebody said to send
// it again.
func (d *differ) moved(ctx context.Context, w work, c store.Claim) error {
	switch {
	case w.Prior.State == store.Accepted, w.Prior.State == store.Released, !sent(c) && !writtenOff(&w, c):
		c = store.Claim{}
	case w.Prior.State == store.GivenUp:
		d.plan.counts.Unchanged++ // an edit does not undo what a person decided
		return nil
	}
	return d.claim(ctx, w, c)
}

// writtenOff reports whether a row that a baseline remembers may be at the vendor all
// the same: an attempt of its business key was never answered.
func writtenOff(w *work, c store.Claim) bool {
	return w.Prior.State == store.Baseline && !c.Doubted.IsZero()
}
