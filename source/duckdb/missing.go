//go:build !cgo || no_duckdb

package duckdb

import (
	"context"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source"
)

func open(_ context.Context, c source.Config) (waybill.Source, error) {
	return nil, waybill.Errorf(waybill.EInvalid, "this waybill was built without DuckDB").At(c.At("type")).
		WithHint("take a released binary, or build it with a C compiler, CGO_ENABLED=1 and without the tag no_duckdb")
}
