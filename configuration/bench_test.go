package configuration_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/waybillhq/waybill/internal/testserver"
	"github.com/waybillhq/waybill/store"
	state "github.com/waybillhq/waybill/store/postgres"
)

func TestMain(m *testing.M) { os.Exit(testserver.Main(m)) }

// large is a project of n syncs over n/2 models, two sources and four
// destinations with literal secrets.
func large(n int) string {
	var b strings.Builder
	b.WriteString("version: 1\nsources:\n  a: {type: sqlite, path: ./a.db}\n  b: {type: postgres, url: \"${URL}\"}\nmodels:\n")
	for i := range n / 2 {
		fmt.Fprintf(&b, "  m%d:\n    source: a\n    sql: |\n      select id, clickref, currency, total\n      from orders\n      where shop = %d\n    primary_key: id\n", i, i)
	}
	b.WriteString("destinations:\n")
	for i := range 4 {
		fmt.Fprintf(&b, "  p%d: {type: partnerize, user_application_key: app-%d, user_api_key: key-%d}\n", i, i, i)
	}
	b.WriteString("syncs:\n")
	for i := range n {
		fmt.Fprintf(&b, `  s%d:
    model: m%d
    destination: p%d
    operation: conversions
    settings: {campaign: 10l%d}
    mapping:
      conversion_reference: id
      click_reference: clickref
      currency: {value: USD}
      voucher: {template: "{{ row.voucher | upcase }}"}
      country: {column: country, if_null: omit}
      items: {each: line_items, map: {category: category, sku: sku, value: unit_price, quantity: qty}}
    schedule: {every: 15m}
    brakes: {max_rows: %d}
`, i, i/2, i%4, i, 1000+i)
	}
	return b.String()
}

// postgres begins a server whose state is in PostgreSQL.
func postgres(b *testing.B) server {
	b.Helper()
	s, err := state.Open(b.Context(), testserver.Postgres(b))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	return on(b, s.Office(), b.TempDir())
}

// BenchmarkApply applies a project of 200 syncs: to an empty server, when
// nothing changed, and when one sync did. Reading the files is measured apart.
func BenchmarkApply(b *testing.B) {
	dir, changed := write(b, map[string]string{"waybill.yaml": large(200)}), write(b, map[string]string{"waybill.yaml": strings.Replace(large(200), "max_rows: 1007", "max_rows: 1", 1)})
	empty := write(b, map[string]string{"waybill.yaml": "version: 1\n"})
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			read(b, dir)
		}
	})
	for name, open := range map[string]func(*testing.B) server{"sqlite": func(b *testing.B) server { return serve(b) }, "postgres": postgres} {
		for what, from := range map[string]string{"all": empty, "nothing": dir, "one": changed} {
			b.Run(name+"/"+what, func(b *testing.B) {
				s, before, after := open(b), read(b, from), read(b, dir)
				for b.Loop() {
					b.StopTimer()
					if _, err := s.Apply(b.Context(), before, store.AnyVersion, by); err != nil {
						b.Fatal(err)
					}
					b.StartTimer()
					if _, err := s.Apply(b.Context(), after, store.AnyVersion, by); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
