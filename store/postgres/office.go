package postgres

import (
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/portable"
)

// Office returns what a server keeps besides the ledger. It is of use until
// Close.
func (s *Store) Office() store.Office {
	return portable.New(s.db, portable.Pool(s.db))
}

// Pool returns the connections of the store, for the queue, whose tables are no
// part of [store.Store]. It is closed with the store.
func (s *Store) Pool() *pgxpool.Pool { return s.pool }
