package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/configuration"
	reception "github.com/waybillhq/waybill/people"
	"github.com/waybillhq/waybill/queue/local"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/sqlite"
	"github.com/waybillhq/waybill/vault"
	"github.com/waybillhq/waybill/web"
)

// pages asks a server for pages of one large run, through the real handler by
// HTTP, over a state of more rows than its caches hold. 1 in 100 rows is
// refused, for one of twelve reasons, and every accepted row has a vendor's id.
func pages(o options) error {
	const usual, rounds, limit = 1_000_000, 15, 100 * time.Millisecond
	rows := usual
	if o.rows > 0 {
		rows = o.rows
	}
	fmt.Printf("\npages: any page of a run in the state of a server; %d rows, medians and worst of %d\n", rows, rounds)
	ctx := context.Background()
	path := filepath.Join(o.dir, "pages.db")
	if err := fillPages(ctx, path, rows); err != nil {
		return err
	}
	defer removeState(path)
	state, err := sqlite.Open(ctx, path)
	if err != nil {
		return err
	}
	defer state.Close()
	server, err := pageServer(state, o.dir)
	if err != nil {
		return err
	}
	at := httptest.NewServer(server)
	defer at.Close()
	worst := time.Duration(0)
	for _, p := range pagesOf(rows) {
		var took []time.Duration
		size := 0
		for range rounds {
			d, n, err := askPage(ctx, at.URL+web.Prefix+p.path)
			if err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
			took, size = append(took, d), n
		}
		slices.Sort(took)
		worst = max(worst, took[rounds-1])
		fmt.Printf("  %-44s %8.1f ms %8.1f ms %9d bytes\n", p.name, ms(took[rounds/2]), ms(took[rounds-1]), size)
	}
	fmt.Printf("  worst %.1f ms; goal: each within %d ms\n", ms(worst), limit.Milliseconds())
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

const (
	pagesRun  = "01K00000000000000000PAGES1"
	pagesSync = "orders"
)

type page struct{ name, path string }

func pagesOf(rows int) []page {
	run := "/runs/" + pagesRun
	middle := fmt.Sprintf("order-%08d", rows/2+1) // an accepted one
	return []page{
		{"the run", run},
		{"runs", "/runs?limit=100"},
		{"syncs", "/syncs"},
		{"first rows", run + "/rows?limit=100"},
		{"500 rows in the middle", run + "/rows?limit=500&after=" + after(middle)},
		{"last rows", run + "/rows?limit=100&after=" + after(fmt.Sprintf("order-%08d", rows-50))},
		{"accepted rows in the middle", run + "/rows?outcome=accepted&after=" + after(middle)},
		{"refused rows", run + "/rows?outcome=rejected"},
		{"refused rows in the middle", run + "/rows?outcome=rejected&after=" + after(middle)},
		{"rows in doubt: none", run + "/rows?outcome=in_doubt"},
		{"unconfirmed rows: few", run + "/rows?unconfirmed=true"},
		{"rows by part of a message", run + "/rows?message=REASON+number+7"},
		{"rows by a message that none has", run + "/rows?message=no+such+message"},
		{"reasons", run + "/reasons"},
		{"rows of one reason", run + "/rows?outcome=rejected&reason=the+vendor+says+reason+number+7"},
		{"rows by primary key", run + "/rows?key=" + middle},
		{"rows by business key", run + "/rows?key=reference-" + middle},
		{"rows by a key that is not there", run + "/rows?key=nobody"},
		{"one row with its requests", run + "/rows/" + middle},
		{"search by primary key", "/search?q=" + middle},
		{"search by business key", "/search?q=reference-" + middle},
		{"search by the vendor's id", "/search?q=" + vendorID(rows/2+1)},
		{"search for what is not there", "/search?q=nobody"},
		{"the story of a row", "/ledger/" + pagesSync + "/" + middle},
		{"the story by business key", "/ledger/" + pagesSync + "/reference-" + middle},
	}
}

func after(key string) string {
	return web.After(fmt.Sprintf("[%q]", key))
}

// vendorID scatters, as those of vendors do.
func vendorID(i int) string {
	sum := sha256.Sum256(fmt.Append(nil, i))
	return fmt.Sprintf("10l%x", sum[:7])
}

const pagesToken = "wb_bench"

func askPage(ctx context.Context, url string) (time.Duration, int, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, 0, err
	}
	r.Header.Set("Authorization", "Bearer "+pagesToken)
	began := time.Now()
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, 0, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	took := time.Since(began)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("answered %d: %s", res.StatusCode, b)
	}
	return took, len(b), err
}

// pageServer is the API over a state, with a project of one sync.
func pageServer(state *sqlite.Store, dir string) (*web.Server, error) {
	ctx, office := context.Background(), state.Office()
	v, err := vault.New(office, nil)
	if err != nil {
		return nil, err
	}
	c := configuration.New(office, v, app.Catalogue(), dir)
	set, err := configuration.FromProject(dir, app.Catalogue())
	if err != nil {
		return nil, err
	}
	by := store.Author{Who: "bench", Via: "cli", At: time.Now()}
	if _, err := c.Apply(ctx, set, store.AnyVersion, by); err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(pagesToken))
	if _, err := office.SavePerson(ctx, store.Person{ID: "1", Email: "bench@example.com", Role: store.Admin, CreatedAt: time.Now()}, by); err != nil {
		return nil, err
	}
	if err := office.CreateToken(ctx, store.Token{ID: "1", Name: "bench", Person: "1", Hash: sum[:], Scopes: []string{"read"}, CreatedAt: time.Now()}, by); err != nil {
		return nil, err
	}
	return web.New(web.Options{
		Store: state, Office: office, People: reception.New(office, time.Now), Vault: v, Configuration: c, Queue: local.New(state), PublicURL: "http://localhost",
		Engine: app.NewLive(c, office, state, app.LiveOptions{Env: os.LookupEnv, Catalogue: app.Catalogue()}),
	})
}

const pagesProject = `version: 1
sources: {shop: {type: sqlite, path: shop.db}}
models: {orders: {source: shop, table: orders, primary_key: id}}
destinations: {receiver: {type: http_request, url: "http://127.0.0.1:1"}}
syncs: {` + pagesSync + `: {model: orders, destination: receiver, mode: insert, match: {reference: reference}, custom: {reference: reference}, schedule: {every: 1h}}}
`

// fillPages makes the state that a run of so many rows leaves.
func fillPages(ctx context.Context, path string, rows int) error {
	if err := os.WriteFile(filepath.Join(filepath.Dir(path), "waybill.yaml"), []byte(pagesProject), 0o600); err != nil {
		return err
	}
	s, err := sqlite.Open(ctx, path)
	if err != nil {
		return err
	}
	defer s.Close()
	run := waybill.Run{ID: pagesRun, Sync: pagesSync, Account: "receiver", Trigger: "manual", Status: waybill.Running, StartedAt: time.Now().UTC()}
	if err := s.SaveRun(ctx, run, 0); err != nil {
		return err
	}
	const group = 2000
	began := time.Now()
	for from := 0; from < rows; from += group {
		b := store.Batch{Run: run.ID, Scope: store.Scope{Account: run.Account, Sync: run.Sync}, Claims: store.ClaimScope{Account: run.Account, Operation: "requests", Scope: run.Sync}}
		for i := from; i < min(from+group, rows); i++ {
			pageRow(&b, i)
		}
		settled := b
		b.Settle, b.Entries, b.Results, settled.Begin = nil, nil, nil, nil
		for _, half := range []store.Batch{b, settled} {
			if _, err := s.Commit(ctx, half); err != nil {
				return err
			}
		}
	}
	fmt.Printf("  made in %.0f s\n", time.Since(began).Seconds())
	run.Status, run.FinishedAt, run.Counts = waybill.WithRejections, time.Now().UTC(), waybill.Counts{Read: int64(rows), Added: int64(rows)}
	return s.SaveRun(ctx, run, 0)
}

// pageRow adds a row to a batch: begun, settled and remembered.
func pageRow(b *store.Batch, i int) {
	id, now := fmt.Sprintf("order-%08d", i), time.Now().UTC()
	key, business := fmt.Sprintf("[%q]", id), "reference-"+id
	r := store.Result{Result: waybill.Result{Key: key, BusinessKey: business, Kind: waybill.Added, Outcome: waybill.Accepted, Attempts: 1, VendorID: vendorID(i), At: now}}
	state := store.Accepted
	switch {
	case i%100 == 0:
		state, r.Outcome, r.VendorID = store.Refused, waybill.Rejected, ""
		r.Message = fmt.Sprintf("the vendor says reason number %d", i/100%12)
	case i%100_003 == 7:
		r.Unconfirmed, r.Message = true, "the answer has no id"
	}
	body := strings.Repeat("x", 200)
	r.Exchanges = []waybill.Exchange{{Method: "POST", URL: "http://127.0.0.1:1/" + id, RequestBody: body, Status: 200, ResponseBody: `{"ok":true}`, StartedAt: now, Took: time.Millisecond}}
	b.Begin = append(b.Begin, store.Begin{Key: key, BusinessKey: business, At: now})
	b.Settle = append(b.Settle, store.Settle{BusinessKey: business, State: state, VendorID: r.VendorID, At: now, Request: body, Answer: `{"ok":true}`})
	b.Entries = append(b.Entries, store.Entry{Key: key, State: state, BusinessKey: business, Digest: waybill.Digest{1}})
	b.Results = append(b.Results, r)
}
