package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/waybillhq/waybill/app/sample"
)

// said is what a command printed and how it ended.
type said struct {
	code     int
	out, err string
}

// signIn makes the first admin of a server and a token for the command line.
func (s *serving) signIn() {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	v := &visitor{t: s.t, http: &http.Client{Jar: jar}, base: s.base}
	v.csrf = fmt.Sprint(v.do("POST", "/api/v1/auth/setup", map[string]string{
		"token": s.link, "email": "ada@example.com", "name": "Ada", "password": "a long enough password",
	}, http.StatusCreated)["csrf_token"])
	s.env["WAYBILL_TOKEN"] = fmt.Sprint(v.do("POST", "/api/v1/tokens", map[string]any{"name": "cli", "scopes": []string{"write"}}, http.StatusCreated)["token"])
}

// say runs a command and tells what it said.
func (s *serving) say(args ...string) said {
	s.t.Helper()
	var out, errs bytes.Buffer
	code := run(s.t.Context(), args, s.lookup, strings.NewReader(""), &out, &errs)
	return said{code, out.String(), errs.String()}
}

// here runs a command on the project, and there at the server.
func (s *serving) here(args ...string) said  { return s.say(append(args, "--project", s.dir)...) }
func (s *serving) there(args ...string) said { return s.say(append(args, "--server", s.base)...) }

// where is what commands that are printed say about the place that they reach.
var where = regexp.MustCompile(` --(project|server) \S*[^\s"` + "`" + `,.]`)

func (x said) plain(replace ...string) said {
	r := strings.NewReplacer(replace...)
	clean := func(text string) string { return r.Replace(where.ReplaceAllString(text, "")) }
	return said{x.code, clean(x.out), clean(x.err)}
}

func (x said) equals(t *testing.T, other said, args []string) {
	t.Helper()
	if x != other {
		t.Errorf("%q differs\nhere:  %d\n%s%s\nthere: %d\n%s%s", args, x.code, x.out, x.err, other.code, other.out, other.err)
	}
}

// TestReadingIsTheSameHereAndThere reads one state by the project's files and
// from a server: what is printed is the same to the byte.
func TestReadingIsTheSameHereAndThere(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "reset-after:every=3")
	if err := sample.Awkward(t.Context(), p.dir); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := p.waybill("run", orders); code != exitRejected {
		t.Fatalf("%d: %s%s", code, out, errs)
	}
	p.faults()
	p.waybill("resolve", orders, "O-9002", "--give-up", "--reason", "a <test> & \"more\"")
	p.waybill("run", orders, "--full-resync")
	first := p.lastRun().ID
	p.waybill("run", orders)
	s := p.serve(map[string]string{"USER": "ada"})
	s.signIn()
	dir := filepath.Dir(s.dir)
	s.there("run", "payments-to-partnerstack", "--reset")
	if reset := s.here("show", "payments-to-partnerstack", "T-5001"); !strings.Contains(reset.out, "(by a reset that ada@example.com asked for)") {
		t.Errorf("of a row that was reset is said %s%s", reset.out, reset.err)
	}
	took := regexp.MustCompile(`"(started_at|took_ns)":("[^"]*"|\d+)`)
	for _, args := range readings(first) {
		here, there := s.here(args...).plain(dir, "DIR"), s.there(args...).plain(dir, "DIR")
		if args[0] == "plan" { // requests that were never sent, at another moment
			here.out, there.out = took.ReplaceAllString(here.out, "$1"), took.ReplaceAllString(there.out, "$1")
		}
		here.equals(t, there, args)
	}
	p.faults("500")
	for _, args := range [][]string{{"check", "partnerize"}, {"check", "partnerize", "--json"}, {"check", orders, "--quiet"}} {
		here := s.here(args...)
		here.equals(t, s.there(args...), args)
		if here.code != exitFailed || !strings.Contains(here.out+here.err, "500") {
			t.Errorf("%q ended with %d: %s%s", args, here.code, here.out, here.err)
		}
	}
	s.end()
}

// readings are commands that read, of a place whose first run is known.
func readings(first string) [][]string {
	return [][]string{
		{"runs"},
		{"runs", orders, "--limit", "1"},
		{"runs", "--limit", "0", "--json"},
		{"runs", "--quiet"},
		{"runs", "payments-to-partnerstack"},
		{"runs", "nothing"},
		{"rows", first},
		{"rows", first[:12], "--outcome", "rejected"},
		{"rows", first, "--outcome", "in_doubt", "--json"},
		{"rows", first, "--limit", "2"},
		{"rows", first, "--limit", "2", "--csv"},
		{"rows", first, "--csv"},
		{"rows", first, "--json"},
		{"rows", first, "--key", "O-9006"},
		{"rows", first, "--message", "CLICK"},
		{"rows", first, "--outcome", "unconfirmed"},
		{"rows", first, "--key", "nobody"},
		{"rows", first, "--outcome", "lost"},
		{"rows", "01ZZZZZZ"},
		{"search", "O-9001"},
		{"search", "10lsandbox02"},
		{"search", "C-1001", "--json"},
		{"search", "C-1001", "--limit", "1"},
		{"search", "nobody"},
		{"search", "x", "--limit", "0"},
		{"show", orders, "O-9001"},
		{"show", orders, "O-9001", "--json"},
		{"show", orders, "O-9002"},
		{"show", orders, "O-9002", "--json"},
		{"show", orders, "O-9006"},
		{"show", orders, "nobody"},
		{"show", orders, "a/b"},
		{"show", "orders-to-partnerise", "O-9001"},
		{"show", "payments-to-partnerstack", "T-5001"},
		{"search", "T-5001"},
		{"preview", "orders"},
		{"preview", "orders", "--json"},
		{"preview", "payments"},
		{"preview", "order"},
		{"plan", orders},
		{"plan", orders, "--limit", "2", "--full-resync"},
		{"plan", orders, "--limit", "0"},
		{"plan", orders, "--offline", "--json", "--full-resync", "--resend-accepted", "3"},
		{"plan", orders, "--reset"},
		{"plan", "nothing"},
		{"plan", orders, "--reset", "--full-resync"},
		{"check", orders},
		{"check", orders, "--json"},
		{"check", "shop", "payments"},
		{"check", "nothing"},
		{"test"},
		{"test", orders},
		{"test", "--json"},
		{"test", "nothing"},
		{"cancel", first},
		{"approve", first},
		{"discard", first, "--reason", "x"},
		{"resolve", orders, "O-9001", "--delivered"},
	}
}

// twin replaces what differs between two places where the same was done.
type twin struct {
	*serving
	do func(args ...string) said
}

var (
	moments = regexp.MustCompile(`in [0-9.]+ m?s|"(started_at|finished_at|took_ns|at)":("[^"]*"|\d+)|\d+ \w+ 20\d\d \d\d:\d\d:\d\d UTC|127\.0\.0\.1:\d+->`)
	runIDs  = regexp.MustCompile(`\b01[0-9A-Z]{24}\b`)
	asked   = regexp.MustCompile(`"trigger":"(manual|api)"|by ada(@example.com)?\b`)
)

func (w twin) say(args []string) said {
	x := w.do(args...).plain(strings.TrimPrefix(w.url, "http://"), "VENDOR", w.dir, "DIR")
	for _, text := range []*string{&x.out, &x.err} {
		*text = asked.ReplaceAllString(runIDs.ReplaceAllString(moments.ReplaceAllString(*text, "MOMENT"), "RUN"), "ASKED")
	}
	x.err = "" // how far a run is, is told as often as it is asked
	return x
}

// TestDecidingIsTheSameHereAndThere does the same to two states, to one on this
// machine and to one at a server: commands end alike and print alike.
func TestDecidingIsTheSameHereAndThere(t *testing.T) {
	t.Parallel()
	twins := make([]twin, 2)
	for i := range twins {
		p := newPlace(t, "reset-after:every=3")
		if err := sample.Awkward(t.Context(), p.dir); err != nil {
			t.Fatal(err)
		}
		s := p.serve(map[string]string{"USER": "ada"})
		twins[i] = twin{s, s.here}
		if i == 1 {
			s.signIn()
			twins[i].do = s.there
		}
	}
	last := func(w twin) string {
		w.t.Helper()
		id := runIDs.FindString(w.do("runs", orders, "--limit", "1").out)
		if id == "" {
			w.t.Fatal("nothing ran")
		}
		return id
	}
	for _, step := range []struct {
		code int
		args string
		then string // in all that was printed
	}{
		{2, "run " + orders, "in doubt"},
		{0, "rows LAST --json", ""},
		{64, "run nothing", ""},
		{0, "resolve " + orders + " O-9002 --delivered --reason seen", "O-9002 was in doubt. It now counts as accepted"},
		{1, "resolve " + orders + " O-9999 --resend --reason x", ""},
		{0, "show " + orders + " O-9002", "declared delivered ASKED: seen"},
		{2, "retry LAST", "refused"},
		{2, "run " + orders + " --reset", "The memory is rebuilt"},
		{1, "cancel LAST", ""},
		{3, "run " + orders + " --full-resync --resend-accepted 1", "not 1"},
		{0, "discard LAST --reason wrong", "compares anew"},
		{1, "discard LAST --reason wrong", ""},
		{1, "approve LAST", ""},
		{0, "runs --limit 1 --json", "discarded ASKED (wrong); it was held"},
		{0, "retry LAST --json", `"read":0`},
		{64, "run --full-resync --reset " + orders, ""},
	} {
		var results [2]said
		for i, w := range twins {
			args := strings.Fields(step.args)
			if at := slices.Index(args, "LAST"); at >= 0 {
				args[at] = last(w)
			}
			results[i] = w.say(args)
		}
		args := strings.Fields(step.args)
		results[0].equals(t, results[1], args)
		if results[0].code != step.code || !strings.Contains(results[0].out, step.then) {
			t.Errorf("%q ended with %d and lacks %q:\n%s", args, results[0].code, step.then, results[0].out)
		}
	}
	for _, w := range twins {
		w.end()
	}
}

// TestAHeldRunIsApprovedOnce holds a run by a brake, and lets it pass.
func TestAHeldRunIsApprovedOnce(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"here", "there"} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t)
			file := filepath.Join(p.dir, "waybill.yaml")
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, bytes.Replace(text, []byte("max_rows: 1000"), []byte("max_rows: 2"), 1), 0o600); err != nil {
				t.Fatal(err)
			}
			s := p.serve(map[string]string{})
			s.signIn()
			do := s.here
			if at == "there" {
				do = s.there
			}
			if x := do("run", orders); x.code != exitHeld || p.conversions() != 0 {
				t.Fatalf("%+v", x)
			}
			id := p.lastRun().ID
			if x := do("approve", id); x.code != exitOK || p.conversions() != 5 {
				t.Fatalf("%+v", x)
			}
			if x := do("approve", id); x.code != exitFailed || !strings.Contains(x.err, "is not held: it is cancelled") {
				t.Errorf("a second approval: %+v", x)
			}
			s.end()
		})
	}
}
