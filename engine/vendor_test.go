package engine_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/template"
)

// vendor is a real HTTP server that records what it is sent, and answers as a
// test tells it to.
type vendor struct {
	*httptest.Server
	mu       sync.Mutex
	received []string // METHOD path body
	answer   func(id string, n int) answer
	times    map[string]int // how often an id was sent
}

// answer is what a vendor does with a request.
type answer struct {
	status int
	header map[string]string
	body   string
	hangUp bool
}

func newVendor(t *testing.T) *vendor {
	t.Helper()
	v := &vendor{times: map[string]int{}, answer: func(id string, _ int) answer { return answer{status: 200, body: `{"id":"v-` + id + `"}`} }}
	v.Server = httptest.NewServer(http.HandlerFunc(v.serve))
	t.Cleanup(v.Close)
	return v
}

func (v *vendor) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	id := strings.TrimPrefix(r.URL.Path, "/records/")
	v.mu.Lock()
	v.received = append(v.received, strings.TrimSpace(r.Method+" "+r.URL.Path+" "+string(body)))
	v.times[id]++
	a := v.answer(id, v.times[id])
	v.mu.Unlock()
	if a.hangUp {
		panic(http.ErrAbortHandler)
	}
	for name, value := range a.header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(a.status)
	_, _ = io.WriteString(w, a.body)
}

// always makes the vendor answer every request alike.
func (v *vendor) always(a answer) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.answer = func(string, int) answer { return a }
}

// take returns what was received since the last call, sorted.
func (v *vendor) take() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	got := v.received
	v.received = nil
	slices.Sort(got)
	return got
}

// vendorDestination is a destination with one operation that has every mode.
func vendorDestination(key *waybill.BusinessKey) *destination.Destination {
	send := func(ctx context.Context, c *destination.Client, r waybill.Record) (destination.Receipt, error) {
		resp, err := c.Do(ctx, destination.Request{Method: "POST", Path: "/records/" + template.PercentEncode(r.Fields.Text("id")), Body: r.Fields})
		if err != nil {
			return destination.Receipt{}, err
		}
		var out struct{ ID string }
		if err := json.Unmarshal(resp.Body, &out); err != nil {
			return destination.Receipt{Unconfirmed: "the answer has no id"}, nil
		}
		return destination.Receipt{VendorID: out.ID}, nil
	}
	remove := func(ctx context.Context, c *destination.Client, _ waybill.Removal, r waybill.Record) (destination.Receipt, error) {
		_, err := c.Do(ctx, destination.Request{Method: "DELETE", Path: "/records/" + template.PercentEncode(r.Fields.Text("id"))})
		return destination.Receipt{}, err
	}
	return &destination.Destination{
		Name: "vendor", Settings: []waybill.Field{{Name: "url", Type: waybill.URL, Identity: true}},
		Operations: []destination.Operation{{
			Operation: waybill.Operation{
				Name: "records", Modes: []waybill.Mode{waybill.Insert, waybill.Upsert, waybill.Mirror}, Match: []string{"id"}, Key: key,
				Removals: []waybill.Removal{waybill.DeleteRemoved},
				Fields: []waybill.Field{
					{Name: "id", Type: waybill.String, Required: true},
					{Name: "amount", Type: waybill.Decimal},
					{Name: "note", Type: waybill.String, MaxLen: 10},
				},
			},
			API: destination.API{Base: "url"}, Send: send, Remove: remove,
		}},
	}
}
