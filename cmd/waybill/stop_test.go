package main

import (
	"syscall"
	"testing"

	"github.com/waybillhq/waybill/internal/testserver"
)

// TestAProcessThatIsToldToStopLeavesItsRun ends a process in the middle of a run:
// it sends no further row, leaves none in doubt, and the next one goes on.
func TestAProcessThatIsToldToStopLeavesItsRun(t *testing.T) {
	t.Parallel()
	for name, state := range map[string]func(*testing.T) string{
		"on one machine": func(*testing.T) string { return "" },
		"on PostgreSQL":  func(t *testing.T) string { return testserver.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const rows, rate = 6000, 1000
			vendor, url := newReceiver(t)
			c := newCrowd(t, url, state(t), rows, rate, 1, "serve", "--listen", "127.0.0.1:0")
			stops := 0
			run := c.run(t.Context(), func() {
				if stops < 2 && vendor.count() > (stops+1)*rows/5 {
					stops++
					before := vendor.count()
					_ = c.workers[0].Process.Signal(syscall.SIGTERM)
					if err := c.workers[0].Wait(); err != nil {
						t.Errorf("it ended with %v", err)
					}
					if more := vendor.count() - before; more > rate/2 {
						t.Errorf("%d rows were sent after the signal", more)
					}
					c.start(0)
				}
			})
			n := run.Counts
			if stops != 2 || n.Read != rows || n.Accepted != rows || run.Error != "" {
				t.Errorf("after %d stops the run is %s: %+v %s", stops, run.Status, n, run.Error)
			}
			c.compare(vendor, rows)
		})
	}
}
