package queuetest

import (
	"context"
	"testing"

	"github.com/waybillhq/waybill/queue"
)

// workers asks who works before, while and after somebody does.
func workers(t *testing.T, s State) {
	q := s.Open(t)
	count := func(when string, want int) {
		t.Helper()
		found, err := q.Workers(t.Context())
		if err != nil || len(found) != want {
			t.Errorf("%s: %q, %v", when, found, err)
		}
	}
	count("before", 0)
	begun := make(chan struct{})
	stop := work(t, s.Open(t), worker{run: func(_ context.Context, _ queue.Job) error { close(begun); return nil }}, queue.Options{})
	trigger(t, q, queue.Request{Sync: "orders"})
	receive(t, "the run", begun)
	count("while one works", 1)
	stop()
	count("after", 0)
}
