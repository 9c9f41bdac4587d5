package httprequest_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/destination/destinationtest"
	"github.com/waybillhq/waybill/destination/httprequest"
	"github.com/waybillhq/waybill/transport"
)

func ok(status int) []destinationtest.Reply { return []destinationtest.Reply{{Status: status}} }

// o builds an object out of names and values in turn.
func o(pairs ...any) waybill.Object {
	var out waybill.Object
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, waybill.Member{Name: pairs[i].(string), Value: pairs[i+1]})
	}
	return out
}

func TestDestination(t *testing.T) {
	t.Parallel()
	row := o("order_id", "A/1 ?&", "total", json.Number("12.50"))
	record := o("z", json.Number("12.50"), "a", []any{int64(1), nil})
	destinationtest.Run(t, destinationtest.Suite{
		Destination: httprequest.New(),
		Config: destination.Settings{
			"url": "/orders/{{ row.order_id }}", "method": "POST",
			"headers": map[string]any{"Authorization": waybill.NewSecret("Bearer 0123456789")},
		},
		Hosts: []string{"url"},
		Cases: []destinationtest.Case{{
			Name: "the mapped record as JSON, in its order, to an address that a value cannot change", Op: "requests",
			Row: row, Custom: record,
			Want:  []string{`POST /orders/A%2F1%20%3F%26 {"z":12.50,"a":[1,null]}`},
			Reply: ok(200), Outcome: waybill.Accepted,
		}, {
			Name: "a template of its own", Op: "requests", Row: row, Custom: record,
			Config: destination.Settings{"method": "PUT", "body": `{"total": {{ row.total | json }}, "all": {{ record | json }}}`},
			Want:   []string{`PUT /orders/A%2F1%20%3F%26 {"total": 12.50, "all": {"z":12.50,"a":[1,null]}}`},
			Reply:  ok(202), Outcome: waybill.Accepted,
		}, {
			Name: "a template that does not fit the row refuses it", Op: "requests", Row: row, Custom: record,
			Config:  destination.Settings{"body": "{{ row.order_id | plus: 1 }}"},
			Outcome: waybill.Rejected, Message: "body:",
		}, {
			Name: "a row without the value of the URL is refused", Op: "requests", Row: o("x", "y"), Custom: record,
			Outcome: waybill.Rejected, Message: "a value in the path of the URL is empty",
		}, {
			Name: "a success that is not accepted leaves doubt", Op: "requests", Row: row, Custom: record,
			Config: destination.Settings{"accept": map[string]any{"status": []any{int64(201)}}},
			Reply:  ok(200), Outcome: waybill.InDoubt, Message: "not among the accepted statuses",
		}, {
			Name: "any status can be a success", Op: "requests", Row: row, Custom: record,
			Config: destination.Settings{"accept": map[string]any{"status": []any{int64(409)}}},
			Reply:  ok(409), Outcome: waybill.Accepted,
		}, {
			Name: "a removed row is deleted where its URL is", Op: "requests", Mode: waybill.Mirror, Remove: true, Row: row,
			Want: []string{"DELETE /orders/A%2F1%20%3F%26"}, Reply: ok(204), Outcome: waybill.Deleted,
		}, {
			Name: "one that is gone already is deleted too", Op: "requests", Mode: waybill.Mirror, Remove: true, Row: row,
			Reply: ok(404), Outcome: waybill.Deleted,
		}},
	})
}

func clientOf(t *testing.T, settings destination.Settings) *destination.Client {
	t.Helper()
	d := httprequest.New()
	chain := transport.New(transport.Options{})
	client := destination.NewClient(&d, &d.Operations[0], destination.Sync{Mode: waybill.Mirror, Config: settings}, chain)
	t.Cleanup(func() {
		if err := errors.Join(client.Close(), chain.Close()); err != nil {
			t.Error(err)
		}
	})
	return client
}

// What addresses something else is refused before it is sent, in plain words.
func TestDotsAreRefusedBeforeTheyAreSent(t *testing.T) {
	t.Parallel()
	d := httprequest.New()
	for url, want := range map[string]string{
		"https://a.example/things/{{ row.id }}":    "a value in the path of the URL is .., which addresses something else",
		"https://a.example/things/{{ record.id }}": "a value in the path of the URL is ., which addresses something else",
		"https://a.example/things?id={{ row.id }}": "",
	} {
		sync := destination.Sync{Mode: waybill.Upsert, Config: destination.Settings{"url": url}}
		err := d.Operations[0].Validate(waybill.Record{Columns: o("id", ".."), Custom: o("id", ".")}, sync)
		if (err == nil) != (want == "") || err != nil && (!strings.Contains(err.Error(), want) || strings.ContainsAny(err.Error(), `\"`)) {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestACollectionIsNeverDeleted(t *testing.T) {
	t.Parallel()
	d := httprequest.New()
	client := clientOf(t, destination.Settings{"url": "http://127.0.0.1:1/orders"})
	a := d.Operations[0].AttemptRemoval(t.Context(), client, waybill.DeleteRemoved, waybill.Record{Columns: o("id", int64(1))})
	if a.Stop == nil || !strings.Contains(a.Message, "url names no row") {
		t.Errorf("got %+v", a)
	}
}

func TestCheckCompiles(t *testing.T) {
	t.Parallel()
	d := httprequest.New()
	for name, tc := range map[string]struct {
		settings destination.Settings
		want     string
	}{
		"valid":            {destination.Settings{"url": "https://a.example/{{ row.id }}"}, ""},
		"host from a row":  {destination.Settings{"url": "https://{{ row.host }}/x"}, "url does not begin like"},
		"no scheme":        {destination.Settings{"url": "a.example/x"}, "url does not begin like"},
		"another scheme":   {destination.Settings{"url": "file:///etc/passwd"}, "url does not begin like"},
		"unknown filter":   {destination.Settings{"url": "https://a.example/", "body": "{{ record | jsn }}"}, `"jsn"`},
		"one key for all":  {destination.Settings{"url": "https://a.example/", "headers": map[string]any{"idempotency-key": "1"}}, "Idempotency-Key"},
		"unclosed in body": {destination.Settings{"url": "https://a.example/", "body": "{% if x %}"}, "cannot be read"},
	} {
		_, err := d.Check(t.Context(), clientOf(t, tc.settings), nil)
		if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
