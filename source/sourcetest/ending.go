package sourcetest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source"
)

// Stops asserts that a query which is cancelled ends on the server, where
// running counts it, and not only here. The query runs for a minute.
func Stops(t *testing.T, src waybill.Source, sql string, running func(*testing.T) int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		_, _, err := read(ctx, src, sql)
		ended <- err
	}()
	await(t, "the query to run on the server", func() bool { return running(t) == 1 })
	cancel()
	start := time.Now()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that it was cancelled", err)
	}
	await(t, "the query to end on the server", func() bool { return running(t) == 0 })
	quickly(t, start)
}

// await waits until is returns true.
func await(t *testing.T, what string, is func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(patience)
	for !is() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("waiting for %s: nothing happened", what)
		}
	}
}

// quickly fails the test if what began at start took too long.
func quickly(t *testing.T, start time.Time) {
	t.Helper()
	if took := time.Since(start); took > patience {
		t.Errorf("it took %s to end", took)
	}
}

func cancelSlow(t *testing.T, s Subject) {
	src := s.Open(t, nil)
	ctx, cancel := context.WithCancelCause(t.Context())
	enough := errors.New("enough of it")
	begun := time.AfterFunc(100*time.Millisecond, func() { cancel(enough) })
	defer begun.Stop()
	start := time.Now()
	_, rows, err := read(ctx, src, s.Slow)
	quickly(t, start)
	if e := forPeople(t, err, s.Slow, rows); !errors.Is(e, enough) {
		t.Errorf("got %v, want the cause", e)
	}
}

func cancelReading(t *testing.T, s Subject) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	rows, err := s.Open(t, nil).Query(ctx, s.Many)
	if err != nil {
		t.Fatal(err)
	}
	start, n := time.Now(), 0
	for _, err = range rows.All() {
		if err != nil {
			break
		}
		if n++; n == 10 {
			cancel()
		}
	}
	quickly(t, start)
	if !errors.Is(err, context.Canceled) || n > 10 {
		t.Errorf("got %d rows and %v, want 10 and that it was cancelled", n, err)
	}
}

func cancelBefore(t *testing.T, s Subject) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, rows, err := read(ctx, s.Open(t, nil), s.Many); !errors.Is(err, context.Canceled) || len(rows) > 0 {
		t.Errorf("got %d rows and %v, want none and that it was cancelled", len(rows), err)
	}
}

func timeout(t *testing.T, s Subject) {
	src := s.Open(t, source.Settings{"timeout": "150ms"})
	start := time.Now()
	err := fails(t, src, s.Slow)
	quickly(t, start)
	if err.Code != waybill.EUnavailable || !strings.Contains(err.Error(), "150ms") || !strings.Contains(err.Hint, "timeout") {
		t.Errorf("got %v (%s), want that it took longer than 150ms", err, err.Hint)
	}
}
