// Package destinationtest is the contract that every destination keeps.
//
// [Run] checks the declaration, plays the given cases against a real HTTP
// server, and then plays for every operation what holds for all of them: rate
// limits, outages, lost answers, revoked credentials, redirects, secrets.
package destinationtest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/transport"
)

// Case is one record, the requests it should cause and what becomes of it.
type Case struct {
	Name     string
	Op       string
	Mode     waybill.Mode // default: the operation's first
	Match    string
	Rename   bool
	Settings map[string]string    // of the sync
	Config   destination.Settings // in place of the suite's, name by name

	Record waybill.Object
	Custom waybill.Object
	Row    waybill.Object // the columns, for templates
	Remove bool           // the row was removed

	Want  []string // requests: METHOD path body
	Reply []Reply  // one for each request

	Outcome     waybill.Outcome
	Message     string // part of the message
	VendorID    string
	Unconfirmed bool
	Warning     string // part of a warning
}

// Suite is a destination and what its cases share.
type Suite struct {
	Destination destination.Destination

	// Config holds the settings. Those of type URL without a value, and names
	// in Hosts, are set to the fake server.
	Config destination.Settings
	Hosts  []string

	// Cases tell what happens to records. The contract is played with the
	// first one of each operation that is accepted.
	Cases []Case
}

// Run checks that the destination keeps the contract.
func Run(t *testing.T, s Suite) {
	t.Helper()
	t.Run("Declaration", func(t *testing.T) { declaration(t, s) })
	for _, c := range s.Cases {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			play(t, s, c)
		})
	}
	for i := range s.Destination.Operations {
		op := &s.Destination.Operations[i]
		at := slices.IndexFunc(s.Cases, func(c Case) bool {
			return c.Op == op.Name && c.Outcome == waybill.Accepted && !c.Unconfirmed && !c.Remove
		})
		if at < 0 {
			t.Errorf("%s: no case in which a record is accepted", op.Name)
			continue
		}
		t.Run("Contract/"+op.Name, func(t *testing.T) { contract(t, s, op, s.Cases[at]) })
	}
}

// play sends the case's record and compares what was asked, answered and said.
func play(t *testing.T, s Suite, c Case) destination.Answer {
	t.Helper()
	srv := newServer(t, c.Reply)
	a, exchanges := attempt(t, s, c, srv)
	if got := srv.requests(); c.Want != nil && !slices.Equal(got, c.Want) {
		t.Errorf("requests:\n got %s\nwant %s", strings.Join(got, "\n     "), strings.Join(c.Want, "\n     "))
	}
	if a.Outcome != c.Outcome {
		t.Errorf("outcome: got %s (%s), want %s", a.Outcome, a.Message, c.Outcome)
	}
	if !strings.Contains(a.Message, c.Message) {
		t.Errorf("message: got %q, want %q in it", a.Message, c.Message)
	}
	if c.VendorID != "" && a.VendorID != c.VendorID {
		t.Errorf("vendor's id: got %q, want %q", a.VendorID, c.VendorID)
	}
	if a.Unconfirmed != c.Unconfirmed {
		t.Errorf("unconfirmed: got %v (%s)", a.Unconfirmed, a.Message)
	}
	if all := strings.Join(a.Warnings, "\n"); !strings.Contains(all, c.Warning) || c.Warning == "" && all != "" {
		t.Errorf("warnings: got %q, want %q", all, c.Warning)
	}
	noSecrets(t, s, c, fmt.Sprint(a, exchanges))
	return a
}

// attempt validates and sends the record as an engine would, once.
func attempt(t *testing.T, s Suite, c Case, srv *server) (destination.Answer, []waybill.Exchange) {
	t.Helper()
	op, ok := s.Destination.Operation(c.Op)
	if !ok {
		t.Fatalf("no operation %q", c.Op)
	}
	sync := syncOf(s, c, op, srv)
	r := waybill.Record{Fields: c.Record, Custom: c.Custom, Columns: c.Row}
	if op.Validate != nil && !c.Remove {
		if err := op.Validate(r, sync); err != nil {
			return destination.Answer{Outcome: waybill.Rejected, Message: err.Error()}, nil
		}
	}
	chain := transport.New(transport.Options{Timeout: attemptTimeout, Secrets: sync.Config.Secrets()})
	client := destination.NewClient(&s.Destination, op, sync, chain)
	defer func() {
		if err := errors.Join(client.Close(), chain.Close()); err != nil {
			t.Error(err)
		}
	}()
	rec := &transport.Recorder{}
	ctx := transport.WithRecorder(t.Context(), rec)
	if c.Remove {
		return op.AttemptRemoval(ctx, client, waybill.DeleteRemoved, r), rec.Exchanges()
	}
	return op.Attempt(ctx, client, r), rec.Exchanges()
}

func syncOf(s Suite, c Case, op *destination.Operation, srv *server) destination.Sync {
	mode := c.Mode
	if mode == "" {
		mode = op.Modes[0]
	}
	config := destination.Settings{}
	for name, v := range s.Config {
		config[name] = v
	}
	for _, f := range s.Destination.Settings {
		if f.Type == waybill.URL && config[f.Name] == nil {
			config[f.Name] = srv.URL
		}
	}
	for _, name := range s.Hosts {
		config[name] = srv.URL + config.Text(name)
	}
	for name, v := range c.Config {
		config[name] = v
	}
	return destination.Sync{
		Operation: op.Name, Mode: mode, Match: c.Match, Rename: c.Rename,
		Settings: c.Settings, Config: config,
	}
}

// noSecrets fails if any secret is part of what people can see.
func noSecrets(t *testing.T, s Suite, c Case, seen string) {
	t.Helper()
	for _, config := range []destination.Settings{s.Config, c.Config} {
		for _, secret := range config.Secrets() {
			if strings.Contains(seen, secret) {
				t.Errorf("a secret can be seen in %s", seen)
			}
		}
	}
}
