package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/store"
)

// Hit is a row that was found.
type Hit struct {
	Sync        string      `json:"sync" doc:"The sync."`
	Account     string      `json:"account" doc:"Whose memory it is."`
	Key         string      `json:"key" doc:"The primary key as people read it."`
	PrimaryKey  string      `json:"primary_key" doc:"The primary key as it is kept."`
	BusinessKey string      `json:"business_key,omitempty" doc:"What makes the record unique to the vendor."`
	VendorID    string      `json:"vendor_id,omitempty" doc:"The vendor's own id of the record."`
	FoundBy     store.Found `json:"found_by" enum:"primary_key,business_key,vendor_id,reference" doc:"What was searched for is this of it."`
	Field       string      `json:"field,omitempty" doc:"The field that has what was searched for, or had it once; only of references."`
	FoundAs     string      `json:"found_as" doc:"What was searched for is this of it, in words, such as click reference."`
	State       string      `json:"state" doc:"What is known of it: its state in the ledger, or what a run made of it that did not get to send it: not sent, refused."`
	Unconfirmed bool        `json:"unconfirmed" doc:"Whether it was accepted by an answer that lacked what the vendor answers on success, and nobody has decided about it since."`
	Marked      bool        `json:"marked" doc:"Whether it counts as accepted by a person's word alone, who marked it as delivered."`
	Run         string      `json:"run,omitempty" doc:"The run that sent it last."`
	Sentence    string      `json:"sentence" doc:"Where it is, in plain words."`
}

// Hits are the rows that were found.
type Hits struct {
	Items []Hit `json:"items" doc:"Those that are called so, then those that refer to it, newest first."`
	More  bool  `json:"more" doc:"Whether there are more than were asked for."`
}

type searchInput struct {
	Text  string `query:"q" required:"true" minLength:"1" maxLength:"500" doc:"An order, a customer, a click, another reference or the vendor's id, in full."`
	Limit int    `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"How many at most."`
}

func (s *Server) searchOperation() {
	register(s, op{
		ID: "search", Method: http.MethodGet, Path: "/search", Tag: "ledger", Who: reader, Summary: "Find where an order is",
		Description: "Over everything that was ever sent or tried, by primary key, business key, the vendor's id, and the fields of records that are declared as references: a click, a customer. Each hit says in a sentence what became of it.",
	}, func(ctx context.Context, _ caller, in *searchInput) (*output[Hits], error) {
		say, err := s.wordsFor(ctx)
		if err != nil {
			return nil, err
		}
		found, err := find(ctx, s.Store, say, in.Text, in.Limit)
		return &output[Hits]{found}, err
	})
}

// Finder finds rows and tells what became of each. Every [store.Store] is one.
type Finder interface {
	Search(ctx context.Context, text string, limit int) ([]store.Hit, error)
	Pasts(ctx context.Context, found []store.Hit) ([]store.Story, error)
	ListRuns(ctx context.Context, f store.RunFilter) ([]waybill.Run, error)
}

// Find tells of the rows that go by a text, in the words of a place, of limit rows at
// most. The errors are those of the finder.
func Find(ctx context.Context, f Finder, in Place, text string, limit int) (Hits, error) {
	return find(ctx, f, func(scope store.Scope) words { return in.words(f, scope) }, text, limit)
}

func find(ctx context.Context, f Finder, say func(store.Scope) words, text string, limit int) (Hits, error) {
	found, err := f.Search(ctx, text, limit+1)
	if trimmed := strings.TrimSpace(text); err == nil && len(found) == 0 && trimmed != text {
		found, err = f.Search(ctx, trimmed, limit+1)
	}
	if err != nil {
		return Hits{}, err
	}
	rows, err := tellAll(ctx, f, say, found)
	if err != nil {
		return Hits{}, err
	}
	slices.SortStableFunc(rows, newerFirst)
	out := Hits{Items: []Hit{}, More: len(rows) > limit}
	for _, t := range rows[:min(limit, len(rows))] {
		out.Items = append(out.Items, hitOf(t, strings.TrimSpace(text)))
	}
	return out, nil
}

// newerFirst orders rows that are called alike by when the last thing happened to
// them. Those that refer to something come as they were found: newest first.
func newerFirst(a, b told) int {
	order := []store.Found{store.ByKey, store.ByBusinessKey, store.ByVendorID, store.ByReference}
	by := cmp.Compare(slices.Index(order, a.row.By), slices.Index(order, b.row.By))
	if by != 0 || a.row.By == store.ByReference {
		return by
	}
	return b.latest.Compare(a.latest)
}

func hitOf(t told, text string) Hit {
	k, h := t.knowledge, t.row
	out := Hit{Sync: h.Scope.Sync, Account: h.Scope.Account, Key: mapping.Display(h.Key), PrimaryKey: h.Key, FoundBy: h.By, Field: h.Field, FoundAs: foundAs[h.By]}
	out.BusinessKey = k.business()
	if c := cmp.Or(k.claim, k.held); c != nil {
		out.VendorID, out.Run = c.VendorID, c.Run
	}
	var found mention
	switch h.By {
	case store.ByReference:
		out.FoundAs = t.words.field(h.Field)
		found = k.referredTo(out.FoundAs, text)
	case store.ByBusinessKey:
		found = k.calledBefore(text)
	}
	if found.note != "" {
		out.FoundAs += ", as a run has read it"
	}
	if k.earlier != nil && out.VendorID == "" {
		out.VendorID, out.Run = k.earlier.VendorID, k.earlier.Run
	}
	if k.state() == 0 && len(t.past.Results) > 0 {
		out.BusinessKey, out.Run = t.past.Results[0].BusinessKey, t.past.Results[0].Run
	}
	out.State = k.short()
	out.Unconfirmed, out.Marked, out.Sentence = k.unconfirmed(), k.word != nil || k.by() != "", t.sentence(found)
	return out
}

// foundAs says what was found, but for references.
var foundAs = map[store.Found]string{
	store.ByKey:         "primary key",
	store.ByBusinessKey: "business key",
	store.ByVendorID:    "vendor's id",
}

// words are how people call where a row goes.
type words struct {
	vendor   string             // whose platform it is, or the account's name
	record   string             // what it is there, with a space behind it; "" if that is not known
	op       *waybill.Operation // nil if that is not known
	changes  bool               // a row that changes is sent again
	others   bool               // records may be there that other syncs, or nobody here, have sent
	anybodys bool               // whoever answers is no vendor whose refusals are known
	idle     string             // why no run of the sync is due, see calls.idle; "" if one is, or if that is not known
	claims   store.ClaimScope   // where its rows are claimed; zero if they are not, or that is not known
	reset    string             // who asked for the reset that remembered the row; "" if none did, or if that is not known

	// asked returns who asked for the reset that began at a moment; nil if nobody knows.
	asked func(ctx context.Context, scope store.Scope, at time.Time) (string, error)
}

// wordsFor returns the words of scopes.
func (s *Server) wordsFor(ctx context.Context) (func(store.Scope) words, error) {
	p, _, err := s.Engine.Project(ctx)
	if err != nil {
		return nil, err
	}
	c, err := s.calls(ctx, p)
	return func(scope store.Scope) words {
		w := wordsOf(p, scope)
		w.idle, w.asked = c.idle(scope.Sync), resets(s.Store, s.Queue.Item)
		if strings.Contains(w.claims.Scope, "${") { // a variable's value
			_, w.claims, _ = s.Engine.Scopes(ctx, scope.Sync)
		}
		return w
	}, err
}

// wordsOf are the words of a scope. Of a sync that is gone, they are those of
// the destination that has its account, if there is one.
func wordsOf(p *project.Project, scope store.Scope) words {
	w := words{vendor: scope.Account}
	if i := slices.IndexFunc(p.Syncs, func(c project.Sync) bool { return c.Name == scope.Sync }); i >= 0 {
		if d, err := p.Destination(p.Syncs[i].Destination); err == nil {
			w.of(d)
		}
		w.call(p.Syncs[i].Operation)
		w.changes = p.Syncs[i].Mode != waybill.Insert
		if w.op != nil {
			w.claims, _ = engine.Claims(p.Syncs[i].Sync, w.op)
		}
		w.others = w.changes && (p.Syncs[i].Mode == waybill.Update || slices.ContainsFunc(p.Syncs, besideOf(&p.Syncs[i])))
		return w
	}
	i := slices.IndexFunc(p.Destinations, func(d project.Destination) bool { return d.Account == scope.Account && d.Type != nil })
	if i < 0 {
		return w
	}
	d := &p.Destinations[i]
	w.of(d)
	if len(d.Type.Operations) == 1 {
		w.call(&d.Type.Operations[0])
	}
	return w
}

// besideOf finds another sync that writes the same records at the same account.
func besideOf(one *project.Sync) func(project.Sync) bool {
	return func(c project.Sync) bool {
		return c.Name != one.Name && c.Account == one.Account && c.Operation != nil && one.Operation != nil && c.Operation.Name == one.Operation.Name
	}
}

// of names who is sent to.
func (w *words) of(d *project.Destination) { w.vendor, w.anybodys = d.Vendor(), d.Type.Anybodys }

// call names records as an operation does.
func (w *words) call(o *destination.Operation) {
	if o != nil {
		w.record, w.op = strings.TrimSuffix(o.Name, "s")+" ", &o.Operation
	}
}

// field is how people call a field within a sentence: click ID, email.
func (w words) field(name string) string {
	if w.op != nil {
		if f, ok := w.op.Field(name); ok && f.Label != "" {
			return lowered(f.Label)
		}
	}
	return strings.ReplaceAll(name, "_", " ")
}

// lowered is a label without the capitals that it has as one; ID and names like
// PartnerStack keep theirs.
func lowered(label string) string {
	parts := strings.Split(label, " ")
	for i, p := range parts {
		if rest := strings.TrimLeftFunc(p, unicode.IsUpper); len(p)-len(rest) == 1 && !strings.ContainsFunc(rest, unicode.IsUpper) {
			parts[i] = strings.ToLower(p)
		}
	}
	return strings.Join(parts, " ")
}
