package metrics_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/metrics"
	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/queue/local"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/sqlite"
)

var noon = time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)

// scrape asks for the metrics by HTTP.
func scrape(t *testing.T, m *metrics.Metrics) string {
	t.Helper()
	server := httptest.NewServer(m.Handler())
	defer server.Close()
	resp, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("scraping: %s, %v", resp.Status, err)
	}
	return string(text)
}

func expect(t *testing.T, text string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if !strings.Contains(text, "\n"+line+"\n") {
			t.Errorf("there is no line %s", line)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
}

func TestTheStateIsTold(t *testing.T) {
	t.Parallel()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "waybill.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	q := local.New(s)
	q.Now = func() time.Time { return noon }
	scope := store.Scope{Account: "shop", Sync: "orders"}
	run := waybill.Run{ID: "R1", Sync: "orders", Account: "shop", Status: waybill.WithRejections, Counts: waybill.Counts{Accepted: 3, InDoubt: 1}, StartedAt: noon, FinishedAt: noon}
	if err := s.SaveRun(t.Context(), run, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Commit(t.Context(), store.Batch{Run: "R1", Scope: scope, Entries: []store.Entry{{Key: `["a"]`, State: store.InDoubt}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := q.Trigger(t.Context(), queue.Request{Sync: "orders"}); err != nil {
		t.Fatal(err)
	}
	now := noon.Add(time.Minute)
	m := metrics.New(metrics.State{Overview: s, Queue: q}, func() time.Time { return now })
	expect(t, scrape(t, m),
		`waybill_state_up 1`,
		`waybill_runs{status="completed_with_rejections",sync="orders"} 1`,
		`waybill_last_run_rows{outcome="accepted",sync="orders"} 3`,
		`waybill_rows_in_doubt{account="shop",sync="orders"} 1`,
		`waybill_last_success_timestamp_seconds{sync="orders"} 1.7778096e+09`,
		`waybill_queue_runs{status="queued"} 1`,
		`waybill_queue_runs{status="running"} 0`,
		`waybill_queue_oldest_seconds 60`,
		`waybill_workers 0`,
	)
	run.ID = "R2"
	if err := s.SaveRun(t.Context(), run, 0); err != nil {
		t.Fatal(err)
	}
	now = now.Add(4 * time.Second)
	expect(t, scrape(t, m), `waybill_runs{status="completed_with_rejections",sync="orders"} 1`) // as it was read before
	now = now.Add(time.Second)
	expect(t, scrape(t, m), `waybill_runs{status="completed_with_rejections",sync="orders"} 2`)
}

func TestWhatTheProcessDidIsTold(t *testing.T) {
	t.Parallel()
	m := metrics.New(metrics.State{Overview: broken{}}, time.Now)
	m.Request("get-run", 200, 3*time.Millisecond)
	m.Request("", 404, time.Millisecond)
	m.Run(waybill.Run{Sync: "orders", Status: waybill.Completed, Counts: waybill.Counts{Accepted: 5}}, 2*time.Second)
	m.Vendor("shop", 429, 30*time.Millisecond)
	m.Vendor("shop", 0, time.Second)
	expect(t, scrape(t, m),
		`waybill_state_up 0`,
		`waybill_http_requests_total{operation="get-run",status="200"} 1`,
		`waybill_http_requests_total{operation="none",status="404"} 1`,
		`waybill_http_request_duration_seconds_bucket{operation="get-run",le="0.005"} 1`,
		`waybill_run_duration_seconds_bucket{status="completed",sync="orders",le="5"} 1`,
		`waybill_rows_total{outcome="accepted",sync="orders"} 5`,
		`waybill_vendor_request_duration_seconds_count{account="shop",status="4xx"} 1`,
		`waybill_vendor_request_duration_seconds_count{account="shop",status="none"} 1`,
	)
	var none *metrics.Metrics
	none.Request("get-run", 200, 0)
	none.Run(waybill.Run{}, 0)
	none.Vendor("shop", 200, 0)
}

// broken is a state that cannot be read.
type broken struct{ store.Overview }

func (broken) Figures(context.Context) (store.Figures, error) {
	return store.Figures{}, errors.New("gone")
}
