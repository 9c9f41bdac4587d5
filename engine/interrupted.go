package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// remark adds to the warnings of a run that ends what was lost in it because
// its workers died, were stopped or lost the state; that many had it earlier.
func (e *Engine) remark(ctx context.Context, run *waybill.Run, times int) error {
	if e.Sharing != nil {
		again, err := e.Sharing.Store.TakenAgain(ctx, run.ID)
		if err != nil {
			return err
		}
		times += again
	}
	var unsent, inDoubt int64
	var err error
	if run.Counts.Deferred > 0 {
		unsent, err = e.unsent(ctx, run.ID)
	}
	if err == nil && run.Counts.InDoubt > 0 { // also where nobody counted how often, as after the planner was gone
		inDoubt, err = e.lostIn(ctx, run)
	}
	if err != nil || unsent+inDoubt == 0 {
		return err
	}
	run.Warnings = append(slices.Clone(run.Warnings), interrupted(times, inDoubt, unsent))
	return nil
}

// unsent counts the rows that were not sent because the books could not be kept.
func (e *Engine) unsent(ctx context.Context, run string) (n int64, err error) {
	reasons, err := e.Store.Reasons(ctx, run, store.MostMessages)
	for _, r := range reasons {
		if r.Outcome == waybill.Deferred && r.Message == "not sent: "+errBooks.Error() {
			n += r.Rows
		}
	}
	return n, err
}

// lostIn counts the rows that are in doubt since a process of this run ended.
// Those of earlier runs have the same note.
func (e *Engine) lostIn(ctx context.Context, run *waybill.Run) (n int64, err error) {
	scope := store.Scope{Account: run.Account, Sync: run.Sync}
	for r, err := range e.Store.Results(ctx, run.ID, store.ResultFilter{Outcome: waybill.InDoubt, Reason: store.LostNote}) {
		if err != nil {
			return n, err
		}
		entry, ok, err := e.Store.Entry(ctx, scope, r.Key)
		if err != nil {
			return n, err
		}
		if ok && !entry.TriedAt.Before(run.StartedAt) {
			n++
		}
	}
	return n, nil
}

// interrupted is the warning.
func interrupted(times int, inDoubt, unsent int64) string {
	often := ""
	if times > 1 {
		often = fmt.Sprintf(", %d times in all", times)
	}
	var rows []string
	if inDoubt > 0 {
		rows = append(rows, counted(inDoubt, "row that they had begun is in doubt", "rows that they had begun are in doubt"))
	}
	if unsent > 0 {
		rows = append(rows, counted(unsent, "row was not sent, and is left to the next run", "rows were not sent, and are left to the next run"))
	}
	return "workers of this run died, were stopped or lost the state" + often + ": " + strings.Join(rows, "; ")
}

// counted is a number with its noun and verb.
func counted(n int64, one, several string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, several)
}
