package local_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/queue/local"
	"github.com/waybillhq/waybill/queue/queuetest"
	"github.com/waybillhq/waybill/store/sqlite"
)

func TestMain(m *testing.M) {
	queuetest.Main(func(ctx context.Context, path string) (queue.Queue, error) {
		s, err := sqlite.Open(ctx, path)
		if err != nil {
			return nil, err
		}
		return local.New(s), nil
	})
	os.Exit(m.Run())
}

func TestQueue(t *testing.T) {
	t.Parallel()
	queuetest.Run(t, func(t testing.TB) queuetest.State {
		path := filepath.Join(t.TempDir(), "waybill.db")
		return queuetest.State{Address: path, Open: func(t testing.TB) queue.Queue { return open(t, path) }}
	})
}

func open(t testing.TB, path string) *local.Queue {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return local.New(s)
}

func BenchmarkQueue(b *testing.B) {
	queuetest.Bench(b, func(t testing.TB) queuetest.State {
		path := filepath.Join(t.TempDir(), "waybill.db")
		return queuetest.State{Open: func(t testing.TB) queue.Queue { return open(t, path) }}
	})
}
