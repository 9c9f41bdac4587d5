package main

import (
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill/internal/testserver"
	"github.com/waybillhq/waybill/store"
)

// TestADatabaseThatGoesAwayLosesAndRepeatsNothing has three workers share a run
// while PostgreSQL drops all of their connections, again and again, and takes no
// new ones for some seconds.
func TestADatabaseThatGoesAwayLosesAndRepeatsNothing(t *testing.T) {
	t.Parallel()
	const rows, rate, outages = 8000, 3000, 3
	vendor, address := newReceiver(t)
	state := testserver.Postgres(t)
	c := newCrowd(t, address, state, rows, rate, 3, "worker")
	c.away = true
	gone, next := 0, rows/(outages+2)
	var back func()
	var until time.Time
	run := c.run(t.Context(), func() {
		switch {
		case back != nil && time.Now().After(until):
			back()
			back = nil
		case back == nil && gone < outages && vendor.count() > next:
			back = testserver.PostgresGone(t, state)
			gone++
			until, next = time.Now().Add(2*time.Second), vendor.count()+rows/(outages+2)
		}
	})
	t.Logf("%s (%s) after %d outages: %+v %q in %s", run.Status, run.Error, gone, run.Counts, run.Warnings, run.FinishedAt.Sub(run.StartedAt))
	if gone != outages {
		t.Fatalf("the database went away %d times", gone)
	}
	if n := run.Counts; n.Deferred+n.InDoubt > 0 && run.Error == "" && !strings.Contains(strings.Join(run.Warnings, "\n"), "lost the state") {
		why, err := c.server.State.Store.Reasons(t.Context(), run.ID, store.MostMessages)
		t.Errorf("the run does not say what was lost: %+v, %q; its rows say %+v, %v", n, run.Warnings, why, err)
	}
	for again := 0; again < 10; again++ { // a run that failed leaves rows to the next one
		n := c.run(t.Context(), func() {}).Counts
		if n.Deferred == 0 && n.Added == 0 {
			break
		}
	}
	c.compare(vendor, rows)
	if most := vendor.most(); most > rate {
		t.Errorf("%d in a second, %d are allowed", most, rate)
	}
}
