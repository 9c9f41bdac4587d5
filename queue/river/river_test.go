package river_test

import (
	"context"
	"os"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/waybillhq/waybill/internal/testserver"
	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/queue/queuetest"
	"github.com/waybillhq/waybill/queue/river"
)

func TestMain(m *testing.M) {
	queuetest.Main(func(ctx context.Context, url string) (queue.Queue, error) {
		pool, err := connect(ctx, url)
		if err != nil {
			return nil, err
		}
		return river.Open(ctx, pool)
	})
	os.Exit(testserver.Main(m))
}

func TestQueue(t *testing.T) {
	t.Parallel()
	queuetest.Run(t, func(t testing.TB) queuetest.State {
		url := fresh(t)
		return queuetest.State{Address: url, Open: func(t testing.TB) queue.Queue { return open(t, url) }}
	})
}

// runs is the table of runs as a PostgreSQL state has it.
const runs = `CREATE TABLE runs (n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id text COLLATE "C" NOT NULL UNIQUE, account text NOT NULL, sync text NOT NULL, "trigger" text NOT NULL,
	status text NOT NULL, counts jsonb NOT NULL, started_at bigint NOT NULL, finished_at bigint NOT NULL, error text NOT NULL, warnings text NOT NULL,
	cancelled boolean NOT NULL DEFAULT false, unsettled smallint NOT NULL DEFAULT 0)`

// fresh returns the URL of a database with a table of runs.
func fresh(t testing.TB) string {
	t.Helper()
	url := testserver.Postgres(t)
	pool, err := connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if _, err := pool.Exec(t.Context(), runs); err != nil {
		t.Fatal(err)
	}
	return url
}

func connect(ctx context.Context, url string) (*pgxpool.Pool, error) {
	c, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	c.MaxConns = 12
	return pgxpool.NewWithConfig(ctx, c)
}

func open(t testing.TB, url string) *river.Queue {
	t.Helper()
	pool, err := connect(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	q, err := river.Open(t.Context(), pool)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func BenchmarkQueue(b *testing.B) {
	queuetest.Bench(b, func(t testing.TB) queuetest.State {
		url := fresh(t)
		return queuetest.State{Open: func(t testing.TB) queue.Queue { return open(t, url) }}
	})
}
