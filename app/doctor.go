package app

import (
	"context"
	"fmt"
	"time"
)

// Health is how well something is.
type Health string

// The healths. Only Fail is a reason to stop.
const (
	Fine Health = "ok"
	Warn Health = "warn"
	Fail Health = "fail"
)

// Symptom is what one check of an installation found.
type Symptom struct {
	Check string `json:"check"`
	Level Health `json:"level"`
	Text  string `json:"text"`
	Hint  string `json:"hint,omitempty"`
}

// doctor is one walk through an installation.
type doctor struct {
	o      ServerOptions
	now    func() time.Time
	report func(Symptom)
	state  string // its name
	server *Server
}

// Examine checks an installation: what is wrong with it, and what to do.
// Symptoms are reported as they are found. Nothing is changed; a state that
// needs to be migrated is not.
func Examine(ctx context.Context, o ServerOptions, report func(Symptom)) {
	d := &doctor{o: o, now: o.Now, report: report}
	if d.now == nil {
		d.now = time.Now
	}
	d.say("version", Fine, "", "%s", o.Version)
	d.zones()
	d.keyFile()
	if !d.stateFound(ctx) {
		return
	}
	if d.server = d.opened(ctx); d.server == nil {
		return
	}
	defer d.server.Close() //nolint:errcheck // nothing was written
	d.secrets(ctx)
	d.configuration(ctx)
	d.doubts(ctx)
	d.workers(ctx)
	d.schedules(ctx)
}

func (d *doctor) say(check string, level Health, hint, format string, args ...any) {
	d.report(Symptom{Check: check, Level: level, Text: fmt.Sprintf(format, args...), Hint: hint})
}

// fail reports an error, each that was joined on its own.
func (d *doctor) fail(check string, err error) {
	for _, e := range Split(err) {
		d.report(Symptom{Check: check, Level: Fail, Text: e.Error(), Hint: hintOf(e)})
	}
}

// zones checks that time zones are known: they are part of the program.
func (d *doctor) zones() {
	if _, err := time.LoadLocation("Europe/London"); err != nil {
		d.fail("time zones", err)
		return
	}
	d.say("time zones", Fine, "", "known")
}
