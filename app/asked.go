package app

import (
	"context"

	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/queue/local"
	"github.com/waybillhq/waybill/queue/river"
	"github.com/waybillhq/waybill/store/postgres"
	"github.com/waybillhq/waybill/store/sqlite"
)

// Asked returns what a run was asked for with, and by whom, also in a state that is
// only read. Of one that nobody asked a server for, nothing is known.
func (a *App) Asked(ctx context.Context, run string) (queue.Item, error) {
	state, err := a.State(ctx)
	if err != nil {
		return queue.Item{}, err
	}
	switch s := state.(type) {
	case *sqlite.Store:
		return local.New(s).Item(ctx, run)
	case *postgres.Store:
		return river.BookOf(s.Pool()).Item(ctx, run)
	}
	return queue.Item{}, nil
}
