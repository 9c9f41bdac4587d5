package sqlite

import (
	"context"
	"database/sql"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/portable"
)

// Office returns what a server keeps besides the ledger. It is of use until
// Close.
func (s *Store) Office() store.Office {
	if s.w == nil {
		return portable.New(s.read, func(context.Context, func(*sql.Tx) error) error {
			return waybill.Errorf(waybill.EInternal, "the state was opened to be read only")
		})
	}
	return portable.New(s.read, s.w.tx)
}
