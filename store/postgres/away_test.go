package postgres_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/waybillhq/waybill/internal/testserver"
	"github.com/waybillhq/waybill/store/postgres"
	"github.com/waybillhq/waybill/store/storetest"
)

func TestAway(t *testing.T) {
	t.Parallel()
	state := testserver.Postgres(t)
	s := open(t, state)
	storetest.Away(t, s.Office(), postgres.Away, func(t *testing.T) {
		t.Helper()
		testserver.PostgresGone(t, state)
	})
	if _, err := postgres.Open(t.Context(), state); err == nil || !postgres.Away(err) {
		t.Errorf("a database that takes no connections is not away: %v", err)
	}
	wrong := strings.Replace(state, "postgres:", "postgresql:", 1)
	u, err := url.Parse(wrong)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/nowhere"
	if _, err := postgres.Open(t.Context(), u.String()); err == nil || postgres.Away(err) {
		t.Errorf("a database that does not exist is away: %v", err)
	}
}
