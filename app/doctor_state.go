package app

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/postgres"
	"github.com/waybillhq/waybill/store/sqlite"
	"github.com/waybillhq/waybill/vault"
)

const (
	largeLog  = 512 << 20 // bytes of a log that is not folded in: somebody holds a transaction open
	littleGap = time.Second
	largeGap  = time.Minute
)

func hintOf(err error) string {
	if e, ok := errors.AsType[*waybill.Error](err); ok {
		return e.Hint
	}
	return ""
}

// stateFound checks the state without opening it for work. It reports whether
// the rest can be checked.
func (d *doctor) stateFound(ctx context.Context) bool {
	var err error
	if d.state, err = stateOf(d.o); err != nil {
		d.fail("configuration", err)
		return false
	}
	examine := sqlite.Examine
	if inPostgres(d.state) {
		examine = postgres.Examine
	} else {
		d.disk()
	}
	c, err := examine(ctx, d.state)
	if err != nil {
		d.fail("state", err)
		return false
	}
	switch {
	case c.Version == 0 && c.Writable != nil:
		d.say("state", Fail, "let the user make tables, or name another database", "there is none yet, and it cannot be made: %s", c.Writable)
		return false
	case c.Version == 0:
		d.say("state", Warn, "the first `waybill serve` or `waybill run` makes it", "there is none yet")
		return false
	case c.Version > c.Wanted:
		d.say("state", Fail, "use the version of waybill that wrote it, or a newer one", "it is of version %d, this program knows versions up to %d", c.Version, c.Wanted)
		return false
	case c.Version < c.Wanted:
		d.say("state", Warn, "back it up; the next `waybill serve` or `waybill run` migrates it", "it is of version %d and has to be migrated to %d", c.Version, c.Wanted)
		return false
	case c.Writable != nil:
		d.say("state", Fail, "check who owns it, and that its disk is not full or mounted read only", "it can be read, but not written: %s", c.Writable)
		return false
	}
	d.say("state", Fine, "", "version %d, %d MiB", c.Version, c.Size>>20)
	d.details(c)
	return true
}

// details checks what is of one kind of state only.
func (d *doctor) details(c store.Condition) {
	if !inPostgres(d.state) {
		d.private("state", d.state)
		if c.Log > largeLog {
			d.say("log of the state", Warn, "look for a backup or another program that reads the state and does not end", "%d MiB are not folded into the file", c.Log>>20)
		} else {
			d.say("log of the state", Fine, "", "%d MiB", c.Log>>20)
		}
		return
	}
	gap := c.Skew.Abs() - c.Asked/2
	switch {
	case gap > largeGap:
		d.say("clock", Fail, "set both by NTP: schedules are due by this clock", "PostgreSQL's is %s away from this machine's", c.Skew.Round(time.Millisecond))
	case gap > littleGap:
		d.say("clock", Warn, "set both by NTP", "PostgreSQL's is %s away from this machine's", c.Skew.Round(time.Millisecond))
	default:
		d.say("clock", Fine, "", "that of PostgreSQL")
	}
}

// disk checks how much room there is beside the state.
func (d *doctor) disk() {
	const little, least = 1 << 30, 100 << 20
	free, ok := freeBytes(filepath.Dir(d.state))
	switch {
	case !ok:
	case free < least:
		d.say("disk", Fail, "make room: a state that cannot be written stops all runs", "%d MiB are free", free>>20)
	case free < little:
		d.say("disk", Warn, "make room, or keep captures for fewer days", "%d MiB are free", free>>20)
	default:
		d.say("disk", Fine, "", "%d GiB are free", free>>30)
	}
}

// keyFile checks the keys' file.
func (d *doctor) keyFile() {
	if path, _ := withKeyFile(d.o.Env, d.state)(vault.FileVariable); path != "" {
		d.private("file of keys", path)
	}
}

// private checks that others may not read a file.
func (d *doctor) private(check, path string) {
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS == "windows" {
		return // who needs it says why it cannot be read
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		d.say(check, Warn, "chmod 600 "+path, "others on this machine may open it: its mode is %#o", mode)
	}
}

// opened opens the state for the rest of the checks. The keys must be able to
// read what is in the vault.
func (d *doctor) opened(ctx context.Context) *Server {
	o := d.o
	o.State = d.state
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s, err := OpenServer(ctx, o)
	if err != nil {
		d.fail("server", err)
		return nil
	}
	return s
}

func (d *doctor) secrets(ctx context.Context) {
	all, err := d.server.State.Office.ListSecrets(ctx)
	if err != nil {
		d.fail("secrets", err)
		return
	}
	d.say("secrets", Fine, "", "all %d can be read", len(all))
}
