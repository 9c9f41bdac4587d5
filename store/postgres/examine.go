package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/waybillhq/waybill/store"
)

// Examine says how the state in the database that url names is, without
// migrating it.
func Examine(ctx context.Context, url string) (c store.Condition, err error) {
	s, err := open(ctx, url, false)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if c.Version, c.Wanted, err = s.Version(ctx); err != nil {
		return c, s.unusable(err)
	}
	var clock int64
	began := time.Now()
	if err := s.pool.QueryRow(ctx, `SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint`).Scan(&clock); err != nil {
		return c, s.unusable(err)
	}
	c.Asked = time.Since(began)
	c.Skew = time.UnixMicro(clock).Sub(began.Add(c.Asked / 2))
	if err := s.pool.QueryRow(ctx, `SELECT pg_database_size(current_database())`).Scan(&c.Size); err != nil {
		return c, s.unusable(err)
	}
	c.Writable = s.writable(ctx, c.Version > 0)
	return c, nil
}

// Writable says why the state cannot be written; nil: it can, as far as can be
// told without writing: a server whose disk is full is found by what it refuses.
func (s *Store) Writable(ctx context.Context) error { return s.writable(ctx, true) }

// writable says why the user cannot write the tables, or make them.
func (s *Store) writable(ctx context.Context, there bool) error {
	var standby, may bool
	ask := `SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on', has_schema_privilege(current_schema(), 'CREATE')`
	if there {
		ask += ` AND has_table_privilege('runs', 'INSERT') AND has_table_privilege('runs', 'UPDATE') AND has_table_privilege('captures', 'DELETE')`
	}
	err := s.pool.QueryRow(ctx, ask).Scan(&standby, &may)
	switch {
	case err != nil:
		return err
	case standby:
		return fmt.Errorf("the server is a standby, or only reads")
	case !may:
		return fmt.Errorf("the user may not write, or may not make tables")
	}
	return nil
}
