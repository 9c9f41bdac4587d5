package waybill_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
)

func TestExchangeComesBackFromJSON(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 5, 3, 9, 14, 0, 123456789, time.UTC)
	for name, x := range map[string]waybill.Exchange{
		"nothing answered": {Method: "POST", URL: "https://a.example/x?y=\"z\"", StartedAt: at, Took: time.Second, Error: "no answer\nwithin 30s"},
		"all of it": {
			Method: "PATCH", URL: "https://a.example/é", StartedAt: at, Took: 1, Status: 429, RequestBody: `{"a":"b\\"}`, ResponseBody: "<p>日本</p>",
			RequestHeader:  map[string][]string{"A": {"1"}, "B": {"2", "3"}, "C": {}},
			ResponseHeader: map[string][]string{"Retry-After": {"1"}},
		},
	} {
		var back waybill.Exchange
		if err := json.Unmarshal(x.AppendJSON(nil), &back); err != nil {
			t.Errorf("%s: %v in %s", name, err, x.AppendJSON(nil))
		}
		if !reflect.DeepEqual(back, x) {
			t.Errorf("%s:\n got %+v\nwant %+v", name, back, x)
		}
	}
}
