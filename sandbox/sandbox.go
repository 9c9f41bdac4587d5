// Package sandbox simulates vendors over HTTP: their authentication, answers,
// errors, paging and limits, close enough that a destination cannot tell. What
// is not known of a vendor is a named [Assumption] that can be switched;
// [Fault]s break connections and answers on request; a page shows what was
// recorded. Everything repeats under a seed and an injected clock.
//
// A vendor is a [Kind], a value that the packages below this one provide:
//
//	s, err := sandbox.New(partnerize.Kind(partnerize.DefaultData()), sandbox.Options{Seed: 1})
//	server, err := sandbox.Start(ctx, s, "127.0.0.1:0")
//
// Sandboxes know nothing of destinations: they are the other side.
package sandbox

import (
	"net/http"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
)

// Kind describes a vendor that can be simulated.
type Kind struct {
	Name        string // as in project files, e.g. partnerstack
	Label       string
	Doc         string       // one sentence
	Credentials []Credential // what it accepts
	Assumptions []Assumption
	New         func(*Env) Vendor
}

// Credential is a made-up credential that a sandbox accepts. It is no secret.
type Credential struct {
	Name  string `json:"name"` // the destination's setting
	Value string `json:"value"`
}

// Vendor answers requests as a vendor would and keeps what was recorded. All
// its methods may be called from several goroutines at once.
type Vendor interface {
	http.Handler

	// Refuse answers in the vendor's own words with 429, 500 or 503.
	Refuse(w http.ResponseWriter, r *http.Request, refusal Refusal)

	// Paced adds the headers by which the vendor tells how much is left.
	Paced(h http.Header, r *http.Request, p Pace)

	// Records returns copies of all that was recorded, oldest first.
	Records() []Records

	// Tables returns the same for people: newest first, at most limit rows.
	Tables(limit int) []Table

	// Reset forgets what was recorded and starts again from the seed data.
	Reset()
}

// Refusal is an answer that a fault or the rate limit asks for.
type Refusal struct {
	Status int
	Wait   time.Duration // what to tell the client to wait; below 0: say nothing
	Pace   Pace
}

// Records are the recorded objects of one sort.
type Records struct {
	Name  string
	Items any // a slice
}

// Table shows the newest records of one sort to a person.
type Table struct {
	Name    string
	Title   string
	Total   int
	Columns []string
	Rows    [][]string
}

// Options set a sandbox up. The zero value is useful.
type Options struct {
	Seed   uint64           // ids and chances derive from it
	Now    func() time.Time // default: time.Now; safe for concurrent use
	Assume map[string]string
	Faults []Fault
	Rate   Rate // default: no limit

	// AnyCredentials accepts all credentials that are well formed.
	AnyCredentials bool

	// MaxRequests bounds the request log; older entries are dropped but stay
	// counted. Default: 10,000.
	MaxRequests int

	// MaxRecords bounds what is kept, so that memory is; beyond it creating
	// answers 507. Default: 1,000,000.
	MaxRecords int
}

// Env is what a vendor gets from its sandbox.
type Env struct {
	Now            func() time.Time
	Seed           uint64
	AnyCredentials bool
	MaxRecords     int

	assume *assumed
}

// Assume returns the option in force of an assumption, by its full name.
func (e *Env) Assume(name string) string { return e.assume.get(name) }

// Sandbox is a simulated vendor. It serves both of the vendor's hosts, a page
// at / and /_sandbox, and its own controls below /_sandbox/. It is safe for
// concurrent use.
type Sandbox struct {
	kind   Kind
	env    *Env
	vendor Vendor
	faults *rules
	rate   *limiter
	log    *requestLog
}

// New returns a sandbox of that kind. It fails for an assumption, or an option
// of one, that the kind does not have.
func New(k Kind, o Options) (*Sandbox, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.MaxRequests <= 0 {
		o.MaxRequests = 10_000
	}
	if o.MaxRecords <= 0 {
		o.MaxRecords = 1_000_000
	}
	assume, err := newAssumed(k.Assumptions, o.Assume)
	if err != nil {
		return nil, err
	}
	env := &Env{Now: o.Now, Seed: o.Seed, AnyCredentials: o.AnyCredentials, MaxRecords: o.MaxRecords, assume: assume}
	s := &Sandbox{
		kind: k, env: env, vendor: k.New(env),
		faults: newRules(o.Seed, o.Faults), rate: newLimiter(o.Rate), log: newRequestLog(o.MaxRequests),
	}
	return s, nil
}

// Kind returns what is simulated.
func (s *Sandbox) Kind() Kind { return s.kind }

// Vendor returns the simulated vendor, whose package has typed accessors.
func (s *Sandbox) Vendor() Vendor { return s.vendor }

// Assume switches assumptions by name, with or without the kind's prefix. If
// one of them is wrong none is switched.
func (s *Sandbox) Assume(options map[string]string) error { return s.env.assume.set(options) }

// Assumptions returns the assumptions with the options in force.
func (s *Sandbox) Assumptions() []Assumption { return s.env.assume.list() }

// SetFaults replaces all faults; their counts start again.
func (s *Sandbox) SetFaults(faults ...Fault) { s.faults.replace(faults) }

// Faults returns the faults in force.
func (s *Sandbox) Faults() []Fault { return s.faults.list() }

// Reset forgets what was recorded, the request log and how often each fault
// struck. Faults and assumptions stay as they are.
func (s *Sandbox) Reset() {
	s.vendor.Reset()
	s.faults.replace(s.faults.list())
	s.rate.reset()
	s.log.reset()
}

// ServeHTTP answers as the vendor would, but for the paths of the sandbox
// itself.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/" || r.URL.Path == root || strings.HasPrefix(r.URL.Path, root+"/") {
		s.control(w, r)
		return
	}
	s.serve(w, r)
}

// ParseKind returns the kind of that name, or an error that names the nearest.
func ParseKind(kinds []Kind, name string) (Kind, error) {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		if k.Name == name {
			return k, nil
		}
		names[i] = k.Name
	}
	return Kind{}, waybill.Errorf(waybill.EInvalid, "there is no sandbox called %q", name).
		WithHint("%s", suggest(name, names))
}
