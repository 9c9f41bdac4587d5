package web

import (
	"context"

	"github.com/waybillhq/waybill"
)

// lookUps is at how many rows of a run the ledger is asked for what is left of them.
const lookUps = 10_000

// retriable counts the rows of a run that a retry would try; nil while it goes on.
func (s *Server) retriable(ctx context.Context, r waybill.Run) (*int64, error) {
	if r.FinishedAt.IsZero() {
		return nil, nil
	}
	left := r.Counts.Rejected + r.Counts.Undeleted + r.Counts.Deferred
	if left == 0 || r.Untried() {
		return new(int64), nil
	}
	rows, looked, err := s.Store.Retriable(ctx, r.ID, lookUps)
	if looked == lookUps {
		rows += max(0, left-looked)
	}
	return &rows, err
}
