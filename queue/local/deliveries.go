package local

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/waybillhq/waybill/queue/book"
	"github.com/waybillhq/waybill/queue/internal/inwork"
)

// piece is a delivery. Its id may be that of a piece of an earlier run that is not
// done with yet.
type piece struct {
	id  int64
	run string
	n   int
}

func (s *session) beginDeliveries() error {
	now := time.Now()
	for p, until := range s.failed {
		if now.After(until) {
			delete(s.failed, p)
		}
	}
	pieces, err := s.pieces(s.o.Deliveries + len(s.delivering) + len(s.failed))
	if err != nil {
		return err
	}
	for _, p := range pieces {
		if _, failed := s.failed[p]; !failed && !s.delivering[p] && len(s.delivering) < s.o.Deliveries {
			s.deliver(p)
		}
	}
	return nil
}

// pieces returns the oldest deliveries of runs that this process works on.
func (s *session) pieces(limit int) (pieces []piece, err error) {
	rows, err := s.state.Reader().QueryContext(s.base, `SELECT s.id, s.run, s.n FROM spread s JOIN runs r ON r.id = s.run
		WHERE r.holder <> '' ORDER BY s.id LIMIT $1`, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // it was only read
	for rows.Next() {
		var p piece
		if err := rows.Scan(&p.id, &p.run, &p.n); err != nil {
			return nil, err
		}
		pieces = append(pieces, p)
	}
	return pieces, rows.Err()
}

func (s *session) deliver(p piece) {
	s.delivering[p] = true
	ctx, end := s.set.Begin(s.base, p.run)
	go func() {
		defer end()
		err := inwork.Call(s.o.Log, func() error { return s.worker.Deliver(ctx, p.run, p.n) })
		if err == nil {
			err = inwork.Insist(s.base, s.o.Log, "that a delivery is done", stays, func() error {
				return s.DB.Write(s.base, func(tx book.Tx) error {
					// The number may be that of another piece by now, if the run of this one has ended.
					_, err := tx.Exec(s.base, `DELETE FROM spread WHERE id = $1 AND run = $2 AND n = $3`, p.id, p.run, p.n)
					return err
				})
			})
		} else if !errors.Is(err, context.Canceled) {
			s.o.Log.Error("delivering", slog.String("run", p.run), slog.Int("piece", p.n), slog.Any("error", err))
		}
		s.tell(func() {
			delete(s.delivering, p)
			if err != nil {
				s.failed[p] = time.Now().Add(again)
			}
		})
	}()
}
