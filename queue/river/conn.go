package river

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/waybillhq/waybill/queue/book"
)

// conn is a pool or a transaction of pgx as the book sees it.
type conn struct {
	db interface {
		Exec(ctx context.Context, query string, args ...any) (pgconn.CommandTag, error)
		Query(ctx context.Context, query string, args ...any) (pgx.Rows, error)
	}
}

func (c conn) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	tag, err := c.db.Exec(ctx, query, args...)
	return tag.RowsAffected(), err
}

func (c conn) Query(ctx context.Context, query string, args ...any) (book.Rows, error) {
	rows, err := c.db.Query(ctx, query, args...)
	return closer{rows}, err
}

// closer is pgx's rows, whose Close tells its error by Err.
type closer struct{ pgx.Rows }

func (c closer) Close() error {
	c.Rows.Close()
	return c.Err()
}
