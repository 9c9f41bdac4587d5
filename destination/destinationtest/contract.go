package destinationtest

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
)

// expectation is what must become of a record.
type expectation struct {
	outcome waybill.Outcome
	retry   bool
	free    bool
	stop    bool
	wait    time.Duration
}

// contract plays what holds for every operation: the last request of the model
// case, which is the one that writes, gets each answer that could be.
func contract(t *testing.T, s Suite, op *destination.Operation, model Case) {
	again := expectation{outcome: waybill.Deferred, retry: true}
	doubt := again
	if !destination.Repeatable(modeOf(model, op)) {
		doubt = expectation{outcome: waybill.InDoubt}
	}
	refused := expectation{outcome: waybill.Rejected}
	stop := expectation{outcome: waybill.Deferred, stop: true}
	wait := func(e expectation, free bool) expectation {
		e.free, e.wait = free, 7*time.Second
		return e
	}
	header := map[string]string{"Retry-After": "7"}
	for name, tc := range map[string]struct {
		reply Reply
		want  expectation
	}{
		"TooManyRequests":     {Reply{Status: 429, Header: header}, wait(again, true)},
		"UnavailableWithWait": {Reply{Status: 503, Header: header}, wait(again, false)},
		"Unavailable":         {Reply{Status: 503}, doubt},
		"ServerError":         {Reply{Status: 500, Body: "<h1>Oops</h1>"}, doubt},
		"RequestTimeout":      {Reply{Status: 408}, doubt},
		"HangUpBeforeReading": {Reply{HangUp: BeforeReading}, doubt},
		"HangUpAfterReading":  {Reply{HangUp: AfterReading}, doubt},
		"HalfAnAnswer":        {Reply{Status: 200, Body: `{"data"`, HangUp: HalfWayThrough}, doubt},
		"Refusal":             {Reply{Status: 422, Body: "no"}, refused},
		"Redirect":            {Reply{Status: 302, Header: map[string]string{"Location": "/elsewhere"}}, refused},
		"RevokedKey":          {Reply{Status: 401}, stop},
		"NoAccess":            {Reply{Status: 403}, stop},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answered(t, s, model, tc.reply, tc.want)
		})
	}
	for _, body := range []string{"", "<html>garbage", "\x00\xff", `{"data":{}}`, "null", "[]"} {
		t.Run("AnyBodyOfSuccess/"+body, func(t *testing.T) {
			t.Parallel()
			neverRefused(t, s, model, Reply{Status: 200, Body: body})
		})
	}
	t.Run("SecretsAreNotRepeated", func(t *testing.T) {
		t.Parallel()
		echo := strings.Join(s.Config.Secrets(), " ")
		answered(t, s, model, Reply{Status: http.StatusBadRequest, Body: "wrong: " + echo}, refused)
	})
}

func modeOf(c Case, op *destination.Operation) waybill.Mode {
	if c.Mode != "" {
		return c.Mode
	}
	return op.Modes[0]
}

// withLast returns the model with another answer to its last request.
func withLast(model Case, reply Reply) Case {
	c := model
	c.Reply = append(slices.Clone(model.Reply[:len(model.Reply)-1]), reply)
	return c
}

func answered(t *testing.T, s Suite, model Case, reply Reply, want expectation) {
	t.Helper()
	c := withLast(model, reply)
	srv := newServer(t, c.Reply)
	a, exchanges := attempt(t, s, c, srv)
	got := expectation{a.Outcome, a.Retry, a.Free, a.Stop != nil, a.Wait}
	if got != want {
		t.Errorf("got %+v (%s), want %+v", got, a.Message, want)
	}
	if a.Message == "" {
		t.Error("a person is told nothing")
	}
	var seen strings.Builder
	for _, e := range exchanges {
		seen.WriteString(e.URL + e.RequestBody + e.ResponseBody + e.Error)
	}
	noSecrets(t, s, c, a.Message+seen.String())
}

// neverRefused checks that a success without the usual words is not taken for a
// refusal: the vendor may have recorded the row.
func neverRefused(t *testing.T, s Suite, model Case, reply Reply) {
	t.Helper()
	c := withLast(model, reply)
	a, _ := attempt(t, s, c, newServer(t, c.Reply))
	if a.Outcome == waybill.Rejected {
		t.Errorf("200 %q was taken for a refusal: %s", reply.Body, a.Message)
	}
}
