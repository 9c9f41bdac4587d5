package storetest

import (
	"context"
	"errors"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

func locked(t *testing.T, open Open) {
	a, b := open(t), open(t)
	lease, err := a.Lock(t.Context(), "orders")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []store.Store{a, b} {
		if _, err := s.Lock(t.Context(), "orders"); waybill.ErrorCode(err) != waybill.EConflict {
			t.Errorf("a running sync was locked again: %v", err)
		}
	}
	other, err := b.Lock(t.Context(), "customers")
	if err != nil {
		t.Errorf("another sync cannot be locked: %v", err)
	}
	if err := errors.Join(other.Release(), lease.Release()); err != nil {
		t.Error(err)
	}
	again, err := b.Lock(t.Context(), "orders")
	if err != nil {
		t.Fatalf("the lock was not released: %v", err)
	}
	select {
	case <-again.Lost():
		t.Error("a lease that was just taken is lost")
	default:
	}
	if lease.Fence() != 0 && again.Fence() <= lease.Fence() {
		t.Errorf("the fence went from %d to %d", lease.Fence(), again.Fence())
	}
	if err := again.Release(); err != nil {
		t.Error(err)
	}
}

func accounts(t *testing.T, open Open) {
	s := open(t)
	if _, ok, err := s.Account(t.Context(), "shop"); ok || err != nil {
		t.Fatalf("an account nobody recorded: %v", err)
	}
	for _, host := range []string{"https://one", "https://two"} {
		want := store.Account{Name: "shop", Type: "partnerize", Identity: map[string]string{"api_url": host}}
		if err := s.SetAccount(t.Context(), want, 0); err != nil {
			t.Fatal(err)
		}
		got, ok, err := s.Account(context.Background(), "shop")
		if err != nil || !ok || got.Type != want.Type || got.Identity["api_url"] != host {
			t.Errorf("got %+v, %v, %v", got, ok, err)
		}
	}
}
