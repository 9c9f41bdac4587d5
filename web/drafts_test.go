package web_test

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestAScheduleIsPreviewed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for spec, want := range map[string]string{ // at noon UTC of 21 November 2026, a Saturday
		`{"every":"6h"}`: `"words":"every 6 hours","zone":"UTC","next":["2026-11-21T18:00:00Z","2026-11-22T00:00:00Z","2026-11-22T06:00:00Z"]`,
		`{"days":["mon"],"times":["06:30"],"timezone":"America/New_York"}`: `"next":["2026-11-23T11:30:00Z","2026-11-30T11:30:00Z","2026-12-07T11:30:00Z"]`,
		`{"times":"06:30","timezone":"Europe/Berlin"}`:                     `"zone":"Europe/Berlin"`,
		`{"cron":"0 6 29 2 *"}`:                                            `"next":["2028-02-29T06:00:00Z","2032-02-29T06:00:00Z","2036-02-29T06:00:00Z"]`,
		`{"after":"orders-to-partnerize"}`:                                 `"words":"after orders-to-partnerize, unless it failed","zone":"UTC","next":[]`,
	} {
		w.send("POST", "/schedules/preview", "", `{"schedule":`+spec+`}`).want(t, 200, want)
	}
	type problem struct{ Path, Detail, Hint string }
	for spec, want := range map[string]problem{
		`{"cron":"61 * * * *"}`:                    {"schedule.cron", "`61 * * * *` is not a cron expression", "Write minute, hour"},
		`{"cron":"0 0 31 2 *"}`:                    {"schedule.cron", "never comes", "No year"},
		`{"every":"soon"}`:                         {"schedule.every", "`soon`", ""},
		`{"times":["25:00"]}`:                      {"schedule.times", "`25:00`", "06:30"},
		`{"times":[]}`:                             {"schedule.times", "exactly one of", ""},
		`{"times":["06:00"],"timezone":"Nowhere"}`: {"schedule.timezone", "there is no timezone `Nowhere`", "Europe/London"},
		`{"evry":"1h"}`:                            {"schedule.evry", "did you mean `every`", ""},
		`{}`:                                       {"schedule", "exactly one of", ""},
		`"1h"`:                                     {"", "not an object", ""},
	} {
		got := decode[problem](t, w.send("POST", "/schedules/preview", "", `{"schedule":`+spec+`}`).want(t, 422, ""))
		if got.Path != want.Path || !strings.Contains(got.Detail, want.Detail) || !strings.Contains(got.Hint, want.Hint) {
			t.Errorf("%s: got %+v, want %+v", spec, got, want)
		}
	}
}

// What the review of a sync shows is what the export has once it is saved.
func TestASyncIsRenderedAsItIsExported(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const spec = `{"model":"orders","destination":"partnerize","operation":"conversions","mode":"insert","settings":{"campaign":"10l176"},
		"mapping":{"conversion_reference":"order_id","click_reference":{"column":"clickref","if_null":"reject"},
			"voucher_code":{"template":"{{ row.voucher\n | upcase }}"},"country":{"value":"NO"},
			"items":{"each":"line_items","map":{"category":"category","quantity":"qty","value":{"value":1.10},"yes":{"value":"1.10"}}}},
		"custom":{"on_time":{"value":true},"digits":{"value":12345678901234567890}},
		"schedule":{"days":["mon","fri"],"times":["06:30"],"timezone":"Europe/London"},"brakes":{"max_rows":500,"max_share":0.25}}`
	var body struct {
		YAML string `json:"yaml"`
	}
	if err := json.Unmarshal([]byte(w.send("POST", "/syncs/render", "", `{"name":"1e3","spec":`+spec+`}`).want(t, 200, "").body), &body); err != nil {
		t.Fatal(err)
	}
	w.send("PUT", "/syncs/1e3", "new", `{"spec":`+spec+`}`).want(t, 200, "")
	exported := w.get("admin", "/export").want(t, 200, "").body
	part, under := strings.CutPrefix(body.YAML, "syncs:\n")
	if !under || !strings.Contains(part, "  \"1e3\":\n") || !strings.Contains(exported, part) {
		t.Errorf("rendered\n%s\nexported\n%s", body.YAML, exported)
	}
	w.send("POST", "/syncs/render", "", `{"name":"x","spec":[1]}`).want(t, 422, "not an object")
}

// A row is found by its key behind the first 100, also where the source cannot
// look for it.
func TestARowIsFoundWhereverItIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const rows = "with recursive c(n) as (select 1 union all select n + 1 from c where n < 100000) select "
	for name, model := range map[string]struct{ sql, key, row string }{
		"one column":             {rows + "'O-' || n as id, n from c", "O-99999", `["O-99999",99999`},
		"a number":               {rows + "n as id from c", "99999", `[99999`},
		"as it is kept":          {rows + "'O-' || n as id, n from c", `[\"O-99999\"]`, `["O-99999",99999`},
		"two columns":            {rows + "'O,' || (n % 2) as id, n as line from c", `[\"O,1\",\"99999\"]`, `["O,1",99999`},
		"two columns, as shown":  {rows + "n % 2 as id, n as line from c", `1,99999`, `[1,99999`},
		"behind what is cut off": {rows + "n as id from c; -- of all", "99999", `[99999`},
		"an empty key":           {rows + "iif(n = 99999, '', 'O-' || n) as id, n from c", "", `["",99999`},
		"an empty key, as kept":  {rows + "iif(n = 99999, '', 'O-' || n) as id, n from c", `[\"\"]`, `["",99999`},
		"a null character":       {rows + "iif(n = 99999, 'O' || char(0), 'O-' || n) as id, n from c", `[\"O\\u0000\"]`, `["O\u0000",99999`},
		"another case":           {rows + "'O-' || n as ID, n from c", "O-99999", `["O-99999",99999`},
	} {
		key := `"id"`
		if strings.Contains(model.sql, "line") {
			key = `["id","line"]`
		}
		drafts := `"sync":"new","drafts":[{"kind":"model","name":"many","spec":{"source":"shop","sql":` + quoted(t, model.sql) + `,"primary_key":` + key + `}},
			{"kind":"sync","name":"new","spec":{"model":"many","destination":"partnerize","operation":"conversions","settings":{"campaign":"10l176"},"mapping":{"conversion_reference":"id","click_reference":"id"}}}]`
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.send("POST", "/syncs/preview-row", "", `{`+drafts+`,"key":"`+model.key+`"}`).want(t, 200, `"row":`+model.row)
			w.send("POST", "/syncs/preview-row", "", `{`+drafts+`,"key":"O-0"}`).want(t, 404, "the model many has no row O-0")
		})
	}
}

func quoted(t *testing.T, text string) string {
	t.Helper()
	b, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
