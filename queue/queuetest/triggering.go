package queuetest

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/queue"
)

func oneWaits(t *testing.T, s State) {
	a, b := s.Open(t), s.Open(t)
	first := trigger(t, a, queue.Request{Sync: "orders"})
	if !first.New || first.Run == "" || first.Status != waybill.Queued {
		t.Errorf("the first ticket is %+v", first)
	}
	second := trigger(t, b, queue.Request{Sync: "orders", Trigger: queue.API})
	if second.New || second.Run != first.Run {
		t.Errorf("the second ticket is %+v, the first run is %s", second, first.Run)
	}
	other := trigger(t, b, queue.Request{Sync: "customers"})
	if !other.New || other.Run == first.Run {
		t.Errorf("the ticket of another sync is %+v", other)
	}
	if items := list(t, a); len(items) != 2 || items[0].Run != first.Run || items[0].Trigger != queue.Manual || items[1].Run != other.Run {
		t.Errorf("the queue is %+v", items)
	}
}

func keys(t *testing.T, s State) {
	q := s.Open(t)
	first := trigger(t, q, queue.Request{Sync: "orders", Key: "k"})
	if again := trigger(t, q, queue.Request{Sync: "orders", Key: "k"}); again.New || again.Run != first.Run {
		t.Errorf("the key's second ticket is %+v", again)
	}
	joined := trigger(t, q, queue.Request{Sync: "orders", Key: "joined"})
	if joined.New || joined.Run != first.Run {
		t.Errorf("while one waits, another key got %+v", joined)
	}
	if other := trigger(t, q, queue.Request{Sync: "customers", Key: "k"}); !other.New {
		t.Errorf("the key stands for another sync's run: %+v", other)
	}
	work(t, q, worker{}, queue.Options{})
	ended(t, q, "orders", first.Run)
	for _, key := range []string{"k", "joined"} {
		if late := trigger(t, q, queue.Request{Sync: "orders", Key: key}); late.New || late.Run != first.Run || late.Status != waybill.Completed {
			t.Errorf("after the run, key %s got %+v", key, late)
		}
	}
	if next := trigger(t, q, queue.Request{Sync: "orders", Key: "next"}); !next.New {
		t.Errorf("a new key got %+v", next)
	}
}

// otherWishes asks for something else than the run that waits does.
func otherWishes(t *testing.T, s State) {
	q := s.Open(t)
	reset := queue.Request{Sync: "orders", Key: "k", Options: []byte(`{"reset": true}`)}
	first := trigger(t, q, reset)
	if again := trigger(t, q, reset); again.Run != first.Run {
		t.Errorf("the same again got %+v", again)
	}
	if due := trigger(t, q, queue.Request{Sync: "orders", Trigger: queue.Scheduled}); due.Run != first.Run {
		t.Errorf("a schedule got %+v", due)
	}
	for what, r := range map[string]queue.Request{
		"nothing special": {Sync: "orders"}, "another key": {Sync: "orders", Key: "other", Options: []byte(`{}`)}, "the key for something else": {Sync: "orders", Key: "k"},
	} {
		if _, err := q.Trigger(t.Context(), r); waybill.ErrorCode(err) != waybill.EConflict {
			t.Errorf("%s: %v", what, err)
		}
	}
	work(t, q, worker{}, queue.Options{})
	ended(t, q, "orders", first.Run)
	if next := trigger(t, q, queue.Request{Sync: "orders", Key: "other", Options: []byte(`{}`)}); !next.New {
		t.Errorf("the key of a request that failed is used up: %+v", next)
	}
}

func wrongRequests(t *testing.T, s State) {
	q := s.Open(t)
	for _, r := range []queue.Request{{}, {Sync: "a", Options: []byte("{")}, {Sync: "a", Key: strings.Repeat("k", 256)}, {Sync: "a", Key: "\x00"}, {Sync: "a\xff"}} {
		if _, err := q.Trigger(t.Context(), r); waybill.ErrorCode(err) != waybill.EInvalid {
			t.Errorf("%+v: %v", r, err)
		}
	}
}

func dueOnce(t *testing.T, s State) {
	due := time.Date(2026, 11, 21, 6, 0, 0, 0, time.UTC)
	servers := []queue.Queue{s.Open(t), s.Open(t)}
	var fresh atomic.Int32
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			ticket, err := servers[i%2].Trigger(context.Background(), queue.Request{Sync: "orders", Trigger: queue.Scheduled, Due: due})
			if err != nil {
				t.Error(err)
			}
			if ticket.New {
				fresh.Add(1)
			}
		})
	}
	all.Wait()
	if fresh.Load() != 1 {
		t.Errorf("one time gave %d runs", fresh.Load())
	}
	q := servers[0]
	work(t, q, worker{}, queue.Options{})
	until(t, "the run has ended", func() bool { return len(list(t, q)) == 0 })
	for _, at := range []time.Time{due, due.Add(-time.Hour)} {
		if late := trigger(t, q, queue.Request{Sync: "orders", Due: at}); late.New {
			t.Errorf("%s, which is done with, gave %+v", at, late)
		}
	}
	if next := trigger(t, q, queue.Request{Sync: "orders", Due: due.Add(time.Hour)}); !next.New {
		t.Errorf("the next time gave %+v", next)
	}
}

func pausing(t *testing.T, s State) {
	q, at := s.Open(t), time.Date(2026, 11, 21, 6, 0, 0, 0, time.UTC)
	if err := q.Begin(t.Context(), "orders", "every hour", at); err != nil {
		t.Fatal(err)
	}
	if err := q.Pause(t.Context(), "orders"); err != nil {
		t.Fatal(err)
	}
	if m := mark(t, q, "orders"); !m.Paused {
		t.Errorf("the mark of a paused schedule is %+v", m)
	}
	if ticket := trigger(t, q, queue.Request{Sync: "orders", Due: at.Add(time.Hour)}); ticket.New || ticket.Run != "" {
		t.Errorf("a paused schedule gave %+v", ticket)
	}
	if ticket := trigger(t, q, queue.Request{Sync: "orders"}); !ticket.New {
		t.Errorf("a person is refused while the schedule is paused: %+v", ticket)
	}
	resumed := at.Add(3 * time.Hour)
	if err := q.Resume(t.Context(), "orders", resumed); err != nil {
		t.Fatal(err)
	}
	if m := mark(t, q, "orders"); m.Paused || !m.Last.Equal(resumed) {
		t.Errorf("the mark of a resumed schedule is %+v", m)
	}
	if err := q.Resume(t.Context(), "orders", resumed.Add(time.Hour)); err != nil || !mark(t, q, "orders").Last.Equal(resumed) {
		t.Errorf("a schedule that was not paused was resumed: %v", err)
	}
	if err := q.Pause(t.Context(), "unknown"); err != nil || !mark(t, q, "unknown").Paused {
		t.Errorf("a schedule cannot be paused before it began: %v", err)
	}
}

func beginning(t *testing.T, s State) {
	q, at := s.Open(t), time.Date(2026, 11, 21, 6, 0, 0, 0, time.UTC)
	for _, step := range []struct {
		text string
		at   time.Time
		want time.Time
	}{
		{"every hour", at, at},
		{"every hour", at.Add(time.Hour), at},
		{"every day", at.Add(2 * time.Hour), at.Add(2 * time.Hour)},
	} {
		if err := q.Begin(t.Context(), "orders", step.text, step.at); err != nil {
			t.Fatal(err)
		}
		if m := mark(t, q, "orders"); m.Text != step.text || !m.Last.Equal(step.want) {
			t.Errorf("after %+v the mark is %+v", step, m)
		}
	}
}

func mark(t testing.TB, q queue.Queue, sync string) queue.Mark {
	t.Helper()
	marks, err := q.Marks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return marks[sync]
}
