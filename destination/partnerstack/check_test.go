package partnerstack_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/destination/partnerstack"
	"github.com/waybillhq/waybill/transport"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	d := partnerstack.New()
	status := make(chan int, 1)
	client := clientOf(t, "", func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); r.URL.String() != "/partnerships?limit=1" || user != "pk_test" || password != "sk_0123456789" {
			t.Errorf("asked %s as %s", r.URL, user)
		}
		w.WriteHeader(<-status)
	})
	status <- 200
	notes, err := d.Check(t.Context(), client, []string{"transactions"})
	if err != nil || len(notes) != 1 {
		t.Errorf("got %q, %v", notes, err)
	}
	status <- 401
	if _, err := d.Check(t.Context(), client, []string{"customers", "events"}); err == nil || !strings.Contains(err.Error(), "Check public_key and secret_key") {
		t.Errorf("got %v", err)
	}
	notes, err = d.Check(t.Context(), client, []string{"events"})
	if err != nil || !strings.Contains(strings.Join(notes, ""), "cannot be tried") {
		t.Errorf("got %q, %v", notes, err)
	}
	client.Sync.Config = destination.Settings{}
	if _, err := d.Check(t.Context(), client, []string{"events"}); err == nil || err.Error() != "s2s_tracking_token is not set" {
		t.Errorf("got %v", err)
	}
}

func clientOf(t *testing.T, operation string, handler http.HandlerFunc) *destination.Client {
	t.Helper()
	srv := httptest.NewServer(handler)
	t.Cleanup(srv.Close)
	settings := config()
	settings["api_url"] = srv.URL
	d := partnerstack.New()
	op, _ := d.Operation(operation)
	chain := transport.New(transport.Options{})
	client := destination.NewClient(&d, op, destination.Sync{Mode: waybill.Upsert, Config: settings}, chain)
	t.Cleanup(func() {
		if err := errors.Join(client.Close(), chain.Close()); err != nil {
			t.Error(err)
		}
	})
	return client
}

func TestOfflinePlanShowsTheCreation(t *testing.T) {
	t.Parallel()
	d := partnerstack.New()
	op, _ := d.Operation("customers")
	settings := config()
	settings["api_url"] = "http://127.0.0.1:1"
	for _, match := range []string{"customer_key", "email"} {
		chain := transport.New(transport.Options{Plan: true, Offline: true})
		client := destination.NewClient(&d, op, destination.Sync{Mode: waybill.Upsert, Match: match, Config: settings}, chain)
		rec := &transport.Recorder{}
		a := op.Attempt(transport.WithRecorder(t.Context(), rec), client, waybill.Record{Fields: customer()})
		exchanges := rec.Exchanges()
		if !a.Planned || len(exchanges) == 0 || exchanges[len(exchanges)-1].Method != http.MethodPost {
			t.Errorf("matched on %s: %+v, %+v", match, a, exchanges)
		}
		if err := errors.Join(client.Close(), chain.Close()); err != nil {
			t.Error(err)
		}
	}
}
