package app

import (
	"bytes"
	"io"
	"net/http"
	"path"
	"strings"

	"github.com/waybillhq/waybill"
)

// vendor answers look-ups without a network, out of records that are said to
// exist. Its envelope is that of PartnerStack, the only vendor whose records
// are looked up: https://docs.partnerstack.com/reference. It is never asked
// for a write: those stay in the plan.
type vendor struct{ records []any }

// existing returns a vendor with the records that a test names: one object, a
// list of them, or none.
func existing(v any) vendor {
	switch v := plain(v).(type) {
	case nil:
		return vendor{}
	case []any:
		return vendor{records: v}
	}
	return vendor{records: []any{plain(v)}}
}

// RoundTrip answers a list with all records, and anything else with the one
// whose key is the end of the path.
func (s vendor) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.Contains(r.URL.RawQuery, "limit=") {
		items := s.records
		if items == nil {
			items = []any{}
		}
		return answer(r, http.StatusOK, map[string]any{"items": items, "has_more": false})
	}
	for _, record := range s.records {
		if named(record, path.Base(r.URL.Path)) {
			return answer(r, http.StatusOK, record)
		}
	}
	return answer(r, http.StatusNotFound, nil)
}

// named reports whether a record goes by that key. One without any key is
// whatever is asked for.
func named(record any, key string) bool {
	m, _ := record.(map[string]any)
	text, ok := waybill.Text(m["customer_key"])
	return !ok || text == key
}

func answer(r *http.Request, status int, data any) (*http.Response, error) {
	body, err := waybill.AppendJSON(nil, map[string]any{
		"data": data, "message": "offline: the vendor was not asked", "status": int64(status),
	})
	if err != nil {
		return nil, err
	}
	return &http.Response{
		Status: http.StatusText(status), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), Request: r,
	}, nil
}
