package sqlite

import "context"

// Fill makes the state full: SQLite answers as where its disk is.
func (s *Store) Fill(ctx context.Context) error {
	_, err := s.w.conn.ExecContext(ctx, `PRAGMA max_page_count = 1`) // no less than it has
	return err
}
