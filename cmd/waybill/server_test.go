package main

import (
	"context"
	"errors"
	"log/slog"
	"syscall"
	"testing"

	"github.com/waybillhq/waybill"
)

// TestAServerWaitsForADatabaseThatStarts: what is wrong for good ends it at once.
func TestAServerWaitsForADatabaseThatStarts(t *testing.T) {
	t.Parallel()
	tries, wrong := 0, waybill.Errorf(waybill.EUnauthorized, "wrong password")
	err := awaited(t.Context(), slog.New(slog.DiscardHandler), func() error {
		if tries++; tries == 1 {
			return &waybill.Error{Code: waybill.EUnavailable, Message: "the state cannot be used", Err: syscall.ECONNREFUSED}
		}
		return wrong
	})
	if tries != 2 || !errors.Is(err, wrong) {
		t.Errorf("tried %d times: %v", tries, err)
	}
	ctx, stop := context.WithCancel(t.Context())
	err = awaited(ctx, slog.New(slog.DiscardHandler), func() error {
		stop()
		return syscall.ECONNREFUSED
	})
	if !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("who is told to stop goes on: %v", err)
	}
}
