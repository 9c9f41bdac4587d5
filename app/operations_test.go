package app_test

import (
	"context"
	"encoding/hex"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/oklog/ulid/v2"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/internal/testserver"
	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/sandbox"
	"github.com/waybillhq/waybill/sandbox/all"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/tracing/otlp"
	"github.com/waybillhq/waybill/tracing/otlp/otlptest"
)

func TestMain(m *testing.M) { os.Exit(testserver.Main(m)) }

// operated is the server of a sample shop whose vendors are sandboxes.
func operated(t *testing.T, vars map[string]string, log io.Writer) *app.Server {
	t.Helper()
	for _, kind := range all.Kinds() {
		s, err := sandbox.New(kind, sandbox.Options{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		vendor := httptest.NewServer(s)
		t.Cleanup(vendor.Close)
		vars[strings.ToUpper(kind.Name)+"_URL"] = vendor.URL
	}
	s, err := app.OpenServer(t.Context(), app.ServerOptions{
		Dir: sampleProject(t), State: filepath.Join(t.TempDir(), "server.db"), Catalogue: app.Catalogue(), Version: "test",
		Env: func(name string) (string, bool) { v, ok := vars[name]; return v, ok },
		Log: slog.New(slog.NewJSONHandler(log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.ApplyFiles(t.Context(), store.Author{Who: "ada", Via: "test"}); err != nil {
		t.Fatal(err)
	}
	return s
}

// deliver has a server work until a run of a sync has ended.
func deliver(t *testing.T, s *app.Server, sync string) waybill.Run {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	worked := make(chan error, 1)
	go func() { worked <- s.Work(ctx) }()
	ticket, err := s.State.Queue.Trigger(ctx, queue.Request{Sync: sync})
	if err != nil {
		t.Fatal(err)
	}
	run := ends(t, s.State, ticket.Run)
	stop()
	if err := <-worked; err != nil {
		t.Fatal(err)
	}
	return run
}

func TestARunOfAServerIsTraced(t *testing.T) {
	t.Parallel()
	collector := otlptest.New(t)
	s := operated(t, map[string]string{otlp.Variable: collector.URL}, io.Discard)
	run := deliver(t, s, "customers-to-partnerstack")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	id := ulid.MustParse(run.ID)
	whole := collector.Span("run")
	for _, name := range []string{"run", "plan", "read", "deliver"} {
		span := collector.Span(name)
		if span == nil || hex.EncodeToString(span.TraceId) != hex.EncodeToString(id[:]) || span.EndTimeUnixNano < span.StartTimeUnixNano {
			t.Fatalf("%s of run %s: %v", name, run.ID, span)
		}
		if name != "run" && (span.StartTimeUnixNano < whole.StartTimeUnixNano || span.EndTimeUnixNano > whole.EndTimeUnixNano) {
			t.Errorf("%s is not within the run", name)
		}
		for _, a := range span.Attributes {
			if strings.Contains(a.Value.GetStringValue(), "@") {
				t.Errorf("%s tells whose row it was: %s", name, a)
			}
		}
	}
	if rows := collector.Span("deliver").Attributes[0].Value.GetIntValue(); rows != run.Counts.Accepted+run.Counts.Rejected-run.Counts.Invalid {
		t.Errorf("delivered %d, the run says %+v", rows, run.Counts)
	}
}

// lines keeps what is logged.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func TestWhoWatchesIsToldTheFigures(t *testing.T) {
	t.Parallel()
	var log lines
	s := operated(t, map[string]string{}, &log)
	defer s.Close() //nolint:errcheck // the test has ended
	run := deliver(t, s, "customers-to-partnerstack")
	stop, err := s.Watched(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`http://[^"]+/metrics`).FindString(log.String())
	if text, code := fetch(t, found); code != http.StatusOK || !strings.Contains(text, "waybill_") || !strings.Contains(text, `sync="customers-to-partnerstack"`) {
		t.Errorf("answered %d: %s", code, text)
	}
	if _, code := fetch(t, strings.Replace(found, "/metrics", "/healthz", 1)); code != http.StatusNoContent {
		t.Errorf("the health is %d", code)
	}
	if _, code := fetch(t, strings.Replace(found, "/metrics", "/api/v1/runs", 1)); code != http.StatusNotFound {
		t.Errorf("who watches may read runs: %d", code)
	}
	stop()
	if _, err := http.Get(found); err == nil { //nolint:noctx,bodyclose // nobody answers
		t.Error("it still answers")
	}
	if !strings.Contains(log.String(), `"run":"`+run.ID+`","sync":"customers-to-partnerstack"`) {
		t.Errorf("the log does not name the run: %s", log.String())
	}
	if _, err := s.Watched(t.Context(), "nowhere"); waybill.ErrorCode(err) != waybill.EInvalid {
		t.Errorf("an address that is none: %v", err)
	}
}

func fetch(t *testing.T, url string) (string, int) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // it was read
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text), resp.StatusCode
}

func TestOldThingsAreDeletedOnceADay(t *testing.T) {
	t.Parallel()
	s := operated(t, map[string]string{}, io.Discard)
	defer s.Close() //nolint:errcheck // the test has ended
	run := deliver(t, s, "customers-to-partnerstack")
	times := 0
	w := &app.Worker{Live: s.Live, State: s.State, Prune: func(ctx context.Context, now time.Time) error {
		times++
		return s.Prune(ctx, now)
	}}
	kept := func() (rows, exchanges, remembered int) {
		for r, err := range s.State.Store.Results(t.Context(), run.ID, store.ResultFilter{}) {
			if err != nil {
				t.Fatal(err)
			}
			captures, err := s.State.Store.Captures(t.Context(), run.ID, r.Key)
			if err != nil {
				t.Fatal(err)
			}
			rows, exchanges = rows+1, exchanges+len(captures)
		}
		for _, err := range s.State.Store.Memory(t.Context(), store.Scope{Account: run.Account, Sync: run.Sync}) {
			if err != nil {
				t.Fatal(err)
			}
			remembered++
		}
		return rows, exchanges, remembered
	}
	rows, _, remembered := kept()
	for _, step := range []struct {
		days, times int
		rows        bool
		captures    bool
	}{{0, 1, true, true}, {0, 1, true, true}, {31, 2, true, false}, {91, 3, false, false}} {
		now := run.FinishedAt.AddDate(0, 0, step.days)
		if err := w.Tick(t.Context(), now); err != nil {
			t.Fatal(err)
		}
		r, c, m := kept()
		if times != step.times || (r == rows) != step.rows || (r == 0) == step.rows || (c > 0) != step.captures || m != remembered {
			t.Errorf("after %d days: pruned %d times; %d rows, %d exchanges and %d remembered are left", step.days, times, r, c, m)
		}
	}
}

func TestDoctorExaminesPostgres(t *testing.T) {
	t.Parallel()
	url, dir := testserver.Postgres(t), sampleProject(t)
	examine := func(state string) map[string]app.Symptom {
		found := map[string]app.Symptom{}
		app.Examine(t.Context(), app.ServerOptions{
			Dir: dir, State: state, Catalogue: app.Catalogue(), Env: func(string) (string, bool) { return "", false },
		}, func(s app.Symptom) { found[s.Check] = s })
		return found
	}
	if got := examine(url)["state"]; got.Level != app.Warn || !strings.Contains(got.Text, "none yet") {
		t.Errorf("of an empty database: %+v", got)
	}
	state, err := app.OpenState(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	if err := state.Close(); err != nil {
		t.Fatal(err)
	}
	found := examine(url)
	for check, level := range map[string]app.Health{"state": app.Fine, "clock": app.Fine, "secrets": app.Fine, "rows in doubt": app.Fine} {
		if found[check].Level != level {
			t.Errorf("%s: %+v", check, found[check])
		}
	}
	if got := examine(url + "&default_transaction_read_only=on")["state"]; got.Level != app.Fail || !strings.Contains(got.Text, "not written") {
		t.Errorf("of a database that is read only: %+v", got)
	}
	db, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(t.Context()) //nolint:errcheck // what was asked is done
	if _, err := db.Exec(t.Context(), `INSERT INTO waybill_version (version_id, is_applied) VALUES (9999, true)`); err != nil {
		t.Fatal(err)
	}
	if got := examine(url)["state"]; got.Level != app.Fail || !strings.Contains(got.Text, "version 9999") {
		t.Errorf("of a state that a later version wrote: %+v", got)
	}
	if got := examine(strings.Replace(url, "@", "@nowhere.invalid", 1))["state"]; got.Level != app.Fail {
		t.Errorf("of a database that is not there: %+v", got)
	}
}
