package sqlite

import (
	"context"
	"fmt"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store/capture"
)

// Captures returns what was captured of a row's requests in a run.
func (s *Store) Captures(ctx context.Context, run, key string) ([]waybill.Exchange, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT c.data FROM results x JOIN runs r ON r.n = x.run JOIN captures c ON c.id = x.capture
		WHERE r.id = ? AND x.key = ?`, run, []byte(key))
	if err != nil {
		return nil, fmt.Errorf("reading captures: %w", err)
	}
	defer rows.Close()
	var found []waybill.Exchange
	for rows.Next() {
		var piece []byte
		if err := rows.Scan(&piece); err != nil {
			return nil, fmt.Errorf("reading captures: %w", err)
		}
		xs, err := capture.Extract(piece, key)
		if err != nil {
			return nil, err
		}
		found = append(found, xs...)
	}
	return found, rows.Err()
}
