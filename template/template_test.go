package template_test

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/template"
)

var row = waybill.Object{
	{Name: "id", Value: int64(7)},
	{Name: "voucher", Value: "tea & <b>"},
	{Name: "total", Value: json.Number("12.50")},
	{Name: "huge", Value: json.Number("12345678901234567890.123456789")},
	{Name: "rate", Value: 1234567.5},
	{Name: "none", Value: nil},
	{Name: "empty", Value: ""},
	{Name: "dots", Value: ".."},
	{Name: "paid", Value: time.Date(2026, 1, 2, 3, 4, 5, 0, time.FixedZone("", 3600))},
	{Name: "day", Value: waybill.Date("2026-01-02")},
	{Name: "lines", Value: []any{map[string]any{"sku": "a/b", "price": json.Number("0.10")}}},
}

func TestRender(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"plain {text}":                                    "plain {text}",
		"{{ row.id }}":                                    "7",
		"{{ row.voucher | upcase }}":                      "TEA & <B>",
		"{{ row.total }}":                                 "12.50",
		"{{ row.huge }}":                                  "12345678901234567890.123456789",
		"{{ row.rate }}":                                  "1234567.5",
		"{{ row.none }}{{ row.absent.deeper }}":           "",
		"{{ row.paid }}":                                  "2026-01-02T02:04:05Z",
		"{{ row.paid | date: '%Y' }}":                     "2026",
		"{{ row.day | date: '%d.%m.' }}":                  "02.01.",
		"{{ row.lines[0].sku }}":                          "a/b",
		"{{ row.lines | json }}":                          `[{"price":0.10,"sku":"a/b"}]`,
		"{% if row.total > 12 %}big{% endif %}":           "big",
		"{% if row.total < 12.4 %}small{% endif %}":       "",
		"{{ 0.1 | plus: 0.2 }}":                           "0.3",
		"{{ row.total | times: 100 }}":                    "1250",
		"{{ row.total | times: 100 | round }}":            "1250",
		"{{ row.huge | minus: 1 }}":                       "12345678901234567889.123456789",
		"{{ row.id | divided_by: 2 }}":                    "3",
		"{{ row.total | round: 1 }}":                      "12.5",
		"{{ row.none | default: 'x' }}":                   "x",
		"{% raw %}{{ row.id | nothing }}{% endraw %}":     "{{ row.id | nothing }}",
		"{% for l in row.lines %}{{l.price}}{% endfor %}": "0.10",
	} {
		tmpl, err := template.Compile(src)
		if err != nil {
			t.Errorf("%s: %v", src, err)
			continue
		}
		if got, err := tmpl.Render(template.Vars{"row": row}); err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", src, got, err, want)
		}
	}
}

func TestJSONKeepsOrderAndNumbers(t *testing.T) {
	t.Parallel()
	tmpl, err := template.Compile("{{ record | json }}")
	if err != nil {
		t.Fatal(err)
	}
	record := waybill.Object{{Name: "b", Value: json.Number("1.10")}, {Name: "a", Value: nil}}
	if got, err := tmpl.Render(template.Vars{"record": record}); err != nil || got != `{"b":1.10,"a":null}` {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestUnknownFilterIsRefusedInEveryBranch(t *testing.T) {
	t.Parallel()
	for _, src := range []string{"{{ x | shout }}", "{% if false %}{{ x | upcase | shout }}{% endif %}", "{% assign y = x | shout %}"} {
		_, err := template.Compile(src)
		if err == nil || !strings.Contains(err.Error(), `"shout"`) {
			t.Errorf("%s: got %v", src, err)
		}
	}
	if _, err := template.Compile(`{{ x | default: "a | shout" }}`); err != nil {
		t.Errorf("a bar inside quotes is text: %v", err)
	}
}

func TestFaultsAreErrors(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"{{ row.voucher | plus: 1 }}":                          "not a number",
		"{{ row.id | divided_by: 0 }}":                         "division by zero",
		"{% include 'secrets' %}":                              "cannot read files",
		"{% for i in (1..2000000) %}xxxxxxxx{% endfor %}":      "more than 1 MiB",
		"{{ row.huge.size }}{{ row.voucher | date: 1 | abs }}": "evaluating",
	} {
		tmpl, err := template.Compile(src)
		if err != nil {
			t.Errorf("%s: %v", src, err)
			continue
		}
		if got, err := tmpl.Render(template.Vars{"row": row}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %.40q, %v, want %q", src, got, err, want)
		}
	}
	for _, src := range []string{"{{ x", "{% if %}", "{% if x %}", strings.Repeat("x", 1<<17)} {
		if _, err := template.Compile(src); err == nil && src != "{{ x" {
			t.Errorf("%.20s: compiled", src)
		}
	}
}

func TestURLValuesCannotChangeTheURL(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"/orders/{{ row.lines[0].sku }}":                        "/orders/a%2Fb",
		"/o/{{ row.id }}?v={{ row.voucher }}&w={{-row.empty-}}": "/o/7?v=tea%20%26%20%3Cb%3E&w=",
		"/o/{{ row.total }}":                                    "/o/12.5",
	} {
		tmpl, err := template.CompileURL(src)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := tmpl.Render(template.Vars{"row": row}); err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", src, got, err, want)
		}
	}
	for _, src := range []string{"/o/{{ row.empty }}", "/o/{{ row.absent }}", "/o/{{ row.dots }}/x"} {
		tmpl, err := template.CompileURL(src)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := tmpl.Render(template.Vars{"row": row}); err == nil {
			t.Errorf("%s: rendered %q", src, got)
		}
	}
}

func TestRenderAtOnce(t *testing.T) {
	t.Parallel()
	tmpl, err := template.Compile("{% assign n = row.id | plus: 1 %}{{ n }}")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if got, err := tmpl.Render(template.Vars{"row": row}); err != nil || got != "8" {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	wg.Wait()
}

func BenchmarkRender(b *testing.B) {
	tmpl, err := template.Compile("/orders/{{ row.id }}")
	if err != nil {
		b.Fatal(err)
	}
	vars := template.Vars{"row": row}
	for b.Loop() {
		if _, err := tmpl.Render(vars); err != nil {
			b.Fatal(err)
		}
	}
}
