package engine

import (
	"context"
	"fmt"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// reportHeld keeps, as results of a run that is held, the rows whose outcome is
// known without sending: whoever is to approve it sees which are refused and why.
// Nothing is remembered of them; the run that is approved looks at them anew.
func (e *Engine) reportHeld(ctx context.Context, run *waybill.Run, p *planned, b store.Batch) error {
	for raw, err := range p.work.All() {
		if err != nil {
			return fmt.Errorf("reading the plan: %w", err)
		}
		it := &item{}
		if err := it.decode(raw); err != nil {
			return err
		}
		if it.Do != report {
			continue
		}
		if b.Results = append(b.Results, it.reported(run.StartedAt)); len(b.Results) < atOnce {
			continue
		}
		if _, err := e.Store.Commit(ctx, b); err != nil {
			return err
		}
		b.Results = b.Results[:0]
	}
	if len(b.Results) == 0 {
		return nil
	}
	_, err := e.Store.Commit(ctx, b)
	return err
}
