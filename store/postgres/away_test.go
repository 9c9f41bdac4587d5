package postgres_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

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
		refuse(t, state)
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

// refuse ends the connections to a database and takes no more.
func refuse(t *testing.T, state string) {
	t.Helper()
	u, err := url.Parse(state)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(u.Path, "/")
	u.Path = "/postgres"
	admin, err := pgx.Connect(t.Context(), u.String())
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close(t.Context()) //nolint:errcheck // all was done
	for _, q := range []string{
		"ALTER DATABASE " + name + " ALLOW_CONNECTIONS false",
		"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'",
	} {
		if _, err := admin.Exec(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
}
