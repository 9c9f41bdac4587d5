package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"time"

	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/internal/testserver"
	"github.com/waybillhq/waybill/web"
)

// limit is how long a page may take.
const limit = 100 * time.Millisecond

// pages asks a server for pages of large runs, through the real handler by
// HTTP, over a state of more rows than its caches hold: on SQLite, and on
// PostgreSQL where there is a server.
func pages(o options) error {
	ctx := context.Background()
	rows := 1_000_000
	if o.rows > 0 {
		rows = o.rows
	}
	path := filepath.Join(o.dir, "pages.db")
	defer removeState(path)
	if err := pagesOn(ctx, "SQLite", path, o, rows); err != nil {
		return err
	}
	url, stop, err := testserver.StartPostgres(ctx)
	if err != nil {
		fmt.Printf("\npages on PostgreSQL: left out: %v; scripts/install-test-servers installs it\n", err)
		return nil
	}
	defer stop()
	return pagesOn(ctx, "PostgreSQL", url, o, rows)
}

// pagesOn measures over the state of a name, which is new.
func pagesOn(ctx context.Context, kind, name string, o options, rows int) error {
	fmt.Printf("\npages: any page of a run in the state of a server, on %s; %d rows\n", kind, rows)
	state, err := app.OpenState(ctx, name)
	if err != nil {
		return err
	}
	defer state.Close() //nolint:errcheck // it is thrown away
	if err := fillPages(ctx, state, rows); err != nil {
		return err
	}
	return measurePages(ctx, state, o.dir, rows)
}

// measurePages asks for every page a few times.
func measurePages(ctx context.Context, state *app.State, dir string, rows int) error {
	server, err := pageServer(state, dir)
	if err != nil {
		return err
	}
	at := httptest.NewServer(server)
	defer at.Close()
	const rounds = 15
	fmt.Printf("  %-44s %11s %11s %15s\n", "", "median", "worst of 15", "size")
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
	pagesRun   = "01K00000000000000000PAGES1" // most rows are accepted
	refusedRun = "01K00000000000000000PAGES2" // all are refused, each for a reason of its own
	pagesSync  = "orders"
)

type page struct{ name, path string }

// pagesOf are pages of every kind.
func pagesOf(rows int) []page {
	run, refused := "/runs/"+pagesRun, "/runs/"+refusedRun
	middle := orderID(rows/2 + 1) // an accepted one
	return []page{
		{"the overview", "/overview"},
		{"30 days", "/statistics/days?days=30&zone=Europe/Berlin"},
		{"the run", run},
		{"runs", "/runs?limit=100"},
		{"failed and held runs of a week", "/runs?status=failed,held&since=" + time.Now().UTC().AddDate(0, 0, -7).Format(time.RFC3339)},
		{"syncs", "/syncs"},
		{"rows in doubt of all syncs", "/in-doubt"},
		{"rows in doubt of one sync", "/in-doubt?sync=" + pagesSync + "&limit=100"},
		{"first rows", run + "/rows?limit=100"},
		{"500 rows in the middle", run + "/rows?limit=500&after=" + after(middle)},
		{"last rows", run + "/rows?limit=100&after=" + after(orderID(rows-50))},
		{"accepted rows in the middle", run + "/rows?outcome=accepted&after=" + after(middle)},
		{"refused rows", run + "/rows?outcome=rejected"},
		{"refused rows in the middle", run + "/rows?outcome=rejected&after=" + after(middle)},
		{"rows in doubt", run + "/rows?outcome=in_doubt"},
		{"deferred rows: none", run + "/rows?outcome=deferred"},
		{"unconfirmed rows: few", run + "/rows?unconfirmed=true"},
		{"added rows in the middle", run + "/rows?kind=added&after=" + after(middle)},
		{"changed rows: few", run + "/rows?kind=changed"},
		{"removed rows: none", run + "/rows?kind=removed"},
		{"refused changed rows: none", run + "/rows?kind=changed&outcome=rejected"},
		{"accepted added rows in the middle", run + "/rows?kind=added&outcome=accepted&after=" + after(middle)},
		{"changed rows of one reason: none", run + "/rows?kind=changed&outcome=rejected&reason=the+vendor+says+reason+number+7"},
		{"changed rows by part of a message: none", run + "/rows?kind=changed&message=REASON"},
		{"rows by part of a message", run + "/rows?message=REASON+number+7"},
		{"accepted rows by part of a message", run + "/rows?message=has+no+id"},
		{"rows by a message that none has", run + "/rows?message=no+such+message"},
		{"reasons", run + "/reasons"},
		{"rows of one reason", run + "/rows?outcome=rejected&reason=the+vendor+says+reason+number+7"},
		{"rows by primary key", run + "/rows?key=" + middle},
		{"rows by business key", run + "/rows?key=reference-" + middle},
		{"rows by a key that is not there", run + "/rows?key=nobody"},
		{"rows by the beginning of a key", run + "/rows?key_prefix=" + middle[:len(middle)-3]},
		{"refused rows by the beginning of a key", run + "/rows?outcome=rejected&key_prefix=" + middle[:len(middle)-4]},
		{"one row with its requests", run + "/rows/" + middle},
		{"all refused: first rows", refused + "/rows"},
		{"all refused: by a message that one has", refused + "/rows?message=" + orderID(refusedRows(rows)-1)},
		{"all refused: by a message that none has", refused + "/rows?message=no+such+message"},
		{"all refused: accepted rows, none", refused + "/rows?outcome=accepted"},
		{"all refused: changed rows, none", refused + "/rows?kind=changed"},
		{"all refused: reasons", refused + "/reasons"},
		{"search by primary key", "/search?q=" + middle},
		{"search by business key", "/search?q=reference-" + middle},
		{"search by the vendor's id", "/search?q=" + vendorID(rows/2+1)},
		{"search by a click", "/search?q=" + clickOf(rows/2+1)},
		{"search by a customer of ten rows", "/search?q=" + customerOf(rows/2+1)},
		{"search by a partner of half of the rows", "/search?q=" + partnerOf(1)},
		{"search for what is not there", "/search?q=nobody"},
		{"the story of a row", "/ledger/" + pagesSync + "/" + middle},
		{"the story by business key", "/ledger/" + pagesSync + "/reference-" + middle},
	}
}

func orderID(i int) string { return fmt.Sprintf("order-%08d", i) }

// refusedRows is how many rows the run has of which all are refused.
func refusedRows(rows int) int { return rows / 10 }

func after(key string) string {
	return web.After(fmt.Sprintf("[%q]", key))
}

// vendorID scatters, as those of vendors do.
func vendorID(i int) string {
	sum := sha256.Sum256(fmt.Append(nil, i))
	return fmt.Sprintf("10l%x", sum[:7])
}
