package destination_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/transport"
)

func nowhere(http.ResponseWriter, *http.Request) {}

func fill(n int) destination.Fill {
	return func(_ context.Context, add func(value, entry string) error) error {
		for i := range n {
			if err := add(fmt.Sprint("value ", i%(n-1)), fmt.Sprint("entry ", i)); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestIndexFindsAllEntries(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	for _, n := range []int{100, 70_000} {
		c := client(t, nowhere, transport.Options{})
		index, err := c.Index(t.Context(), fill(n))
		if err != nil {
			t.Fatal(err)
		}
		for value, want := range map[string][]string{
			"value 0":                 {"entry 0", fmt.Sprint("entry ", n-1)},
			"value 7":                 {"entry 7"},
			fmt.Sprint("value ", n-2): {fmt.Sprint("entry ", n-2)},
			fmt.Sprint("value ", n+1): nil,
			"":                        nil,
		} {
			if got, err := index.Find(value); err != nil || !slices.Equal(got, want) {
				t.Errorf("%d entries, %q: got %q, %v", n, value, got, err)
			}
		}
		files, _ := filepath.Glob(filepath.Join(dir, "*"))
		if spilled := len(files) == 1; spilled != (n > 65_536) {
			t.Errorf("%d entries: files %v", n, files)
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
		if left, _ := os.ReadDir(dir); len(left) != 0 {
			t.Errorf("%d entries: %v is left behind", n, left)
		}
	}
}

func TestIndexIsFilledOnce(t *testing.T) {
	t.Parallel()
	c := client(t, nowhere, transport.Options{})
	var fills atomic.Int32
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			_, err := c.Index(t.Context(), func(ctx context.Context, add func(value, entry string) error) error {
				fills.Add(1)
				return fill(10)(ctx, add)
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if fills.Load() != 1 {
		t.Errorf("filled %d times", fills.Load())
	}
}

func TestIndexCanBeFilledAfterAFailure(t *testing.T) {
	t.Parallel()
	c := client(t, nowhere, transport.Options{})
	broken := errors.New("broken")
	if _, err := c.Index(t.Context(), func(context.Context, func(value, entry string) error) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if _, err := c.Index(t.Context(), fill(10)); err != nil {
		t.Error(err)
	}
}

func TestWhoWaitsForTheIndexCanLeave(t *testing.T) {
	t.Parallel()
	c := client(t, nowhere, transport.Options{})
	started, finish := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		_, _ = c.Index(t.Context(), func(context.Context, func(value, entry string) error) error {
			close(started)
			<-finish
			return nil
		})
	})
	<-started
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Index(ctx, fill(10)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(finish)
	wg.Wait()
}
