// Package all lists the kinds of sources. To add one is one line here.
package all

import (
	"slices"

	"github.com/waybillhq/waybill/source"
	"github.com/waybillhq/waybill/source/mysql"
	"github.com/waybillhq/waybill/source/postgres"
	"github.com/waybillhq/waybill/source/sqlite"
)

// Kinds returns every kind of source, those that are known and not active yet
// last. DuckDB is not among them: it is long to link, so the program adds it.
func Kinds(more ...source.Kind) []source.Kind {
	return slices.Concat([]source.Kind{
		sqlite.Kind,
		postgres.Kind,
		mysql.Kind,
	}, more, source.Planned())
}
