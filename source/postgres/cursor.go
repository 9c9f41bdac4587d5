package postgres

import (
	"context"
	"io"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source"
)

// cursor is a source.Cursor over a running query.
type cursor struct {
	conn    *pgconn.PgConn
	cancel  context.CancelFunc
	result  *pgconn.ResultReader
	columns []waybill.Column
	reads   []read
}

var _ source.Cursor = (*cursor)(nil)

// Columns returns the columns.
func (c *cursor) Columns() []waybill.Column { return c.columns }

// Next fills row; see source.Cursor.
func (c *cursor) Next(row waybill.Row) error {
	if !c.result.NextRow() {
		if _, err := c.result.Close(); err != nil {
			return explain(err)
		}
		return io.EOF
	}
	for i, text := range c.result.Values() {
		if text == nil {
			row[i] = nil
			continue
		}
		v, err := c.reads[i](text)
		if err != nil {
			return source.InColumn(c.columns[i].Name, err)
		}
		row[i] = v
	}
	return nil
}

// Close ends the query. If rows are left, the connection is dropped and the
// server told to stop, instead of reading them all.
func (c *cursor) Close() error {
	c.cancel()
	_, _ = c.result.Close() // that it was cancelled is no news
	disconnect(c.conn)
	return nil
}
