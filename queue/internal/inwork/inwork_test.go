package inwork_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/waybillhq/waybill/queue/internal/inwork"
)

var errAway, errBroken = errors.New("the database is away"), errors.New("there is no such column")

// insist writes with these errors, one after another, and then without.
func insist(ctx context.Context, errs ...error) (times int, err error) {
	err = inwork.Insist(ctx, slog.New(slog.DiscardHandler), "a test", func(err error) bool { return errors.Is(err, errBroken) }, func() error {
		if times++; times <= len(errs) {
			return errs[times-1]
		}
		return nil
	})
	return times, err
}

func TestWhatPassesIsTriedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		if times, err := insist(t.Context(), errAway, errAway, errAway); times != 4 || err != nil {
			t.Errorf("tried %d times, then %v", times, err)
		}
	})
}

func TestWhatStaysIsTriedOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		if times, err := insist(t.Context(), errAway, errBroken, errBroken); times != 2 || !errors.Is(err, errBroken) {
			t.Errorf("tried %d times, then %v", times, err)
		}
	})
}

func TestInsistingEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		always := make([]error, 10_000)
		for i := range always {
			always[i] = errAway
		}
		if times, err := insist(ctx, always...); err == nil || times < 20 || times > 1000 {
			t.Errorf("tried %d times, then %v", times, err)
		}
	})
}
