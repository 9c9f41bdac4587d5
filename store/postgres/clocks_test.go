package postgres

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestWhatOneQuickAnswerToldHoldsForSlowOnes has the database's clock in
// another year, and answers that are slow on one way only.
func TestWhatOneQuickAnswerToldHoldsForSlowOnes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ahead := time.Duration(rapid.Int64Range(-1e9, 1e9).Draw(t, "ahead")) * time.Microsecond
		way := func(name string) time.Duration {
			return time.Duration(rapid.Int64Range(0, 200_000).Draw(t, name)) * time.Microsecond
		}
		var c clocks
		now := time.Now()
		ask := func(there, back time.Duration) time.Duration {
			answered := now.Add(there + back)
			shown := now.Add(there + ahead).UnixMicro()
			wanted := answered.Add(time.Second)
			got := c.ours(wanted.Add(ahead).UnixMicro(), shown, now, answered)
			now = answered
			return got.Sub(wanted).Abs()
		}
		best := time.Duration(1 << 62)
		for range rapid.IntRange(1, 10).Draw(t, "answers") {
			there, back := way("there"), way("back")
			best = min(best, there+back)
			if off := ask(there, back); off > best/2+3*time.Microsecond+5*drift {
				t.Fatalf("%s off, where one answer took no more than %s", off, best)
			}
		}
		// Somebody sets the database's clock: the next answer tells, whatever was known.
		ahead += time.Hour
		if off := ask(way("there"), 0); off > 100*time.Millisecond+3*time.Microsecond {
			t.Fatalf("%s off after the clock was set", off)
		}
	})
}
