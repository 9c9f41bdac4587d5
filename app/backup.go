package app

import (
	"context"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store/sqlite"
)

// Backup copies the state of a server or a project to a new file, also while it
// is worked on. It returns where the state is.
func Backup(ctx context.Context, o ServerOptions, to string) (state string, err error) {
	if state, err = stateOf(o); err != nil {
		return "", err
	}
	if inPostgres(state) {
		return "", notAFile("backed up", `pg_dump --format=custom --file=waybill.dump "postgres://…"`)
	}
	return state, sqlite.Backup(ctx, state, to)
}

// Restore puts a backup in the place of the state, see [sqlite.Restore]. It
// returns where the state is.
func Restore(ctx context.Context, o ServerOptions, from string, forget int64) (string, sqlite.Restored, error) {
	now := o.Now
	if now == nil {
		now = time.Now
	}
	state, err := stateOf(o)
	if err != nil {
		return "", sqlite.Restored{}, err
	}
	if inPostgres(state) {
		return "", sqlite.Restored{}, notAFile("restored", `pg_restore --clean --if-exists --single-transaction --dbname="postgres://…" waybill.dump`)
	}
	r, err := sqlite.Restore(ctx, from, state, forget, now())
	return state, r, err
}

func notAFile(what, command string) error {
	return waybill.Errorf(waybill.EInvalid, "a state in PostgreSQL is %s with PostgreSQL's own programs", what).At("state").
		WithHint("%s (docs/server/operations.md says what to stop before)", command)
}
