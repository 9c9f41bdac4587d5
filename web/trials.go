package web

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// LastTest is what came of the last test of a source or a destination.
type LastTest struct {
	At      time.Time `json:"at" doc:"When it was tested."`
	By      string    `json:"by" doc:"Who tested it."`
	OK      bool      `json:"ok" doc:"Whether everything that was tried worked."`
	Changed bool      `json:"changed" doc:"Whether it, or a secret that it refers to, was changed since."`
	Notes   []Note    `json:"notes" doc:"What was tried, and what came of it. Secrets are masked."`
	Tried   bool      `json:"tried" doc:"Whether anything was asked. Otherwise it was only looked at what is set, and whether it works is not known."`
}

// Connection is a source or a destination as lists have it.
type Connection struct {
	Resource
	LastTest *LastTest `json:"last_test,omitempty" doc:"What came of its last test, of all that its syncs need; absent if it was never tested as it is saved."`
}

type connectionPage struct{ Body PageOf[Connection] }

// connectionOperations tell of sources and destinations how their last test went.
func (s *Server) connectionOperations() {
	for kind, doc := range map[store.Kind]string{
		store.KindSource: "Databases and files that models read.", store.KindDestination: "Platforms that records are sent to.",
	} {
		many := string(kind) + "s"
		o := op{Method: http.MethodGet, Tag: many, Path: "/" + many, Who: reader}
		list := o
		list.ID, list.Summary, list.Description = "list-"+many, "List "+many, doc+" With what came of their last tests."
		register(s, list, func(ctx context.Context, _ caller, in *Page) (*connectionPage, error) {
			items, err := s.connections(ctx, kind)
			return &connectionPage{pageOver(*in, items, func(c Connection) string { return c.Name }, ascending)}, err
		})
		last := o
		last.ID, last.Path, last.Summary = "get-"+string(kind)+"-test", o.Path+"/{name}/test", "Read what came of the last test"
		last.Description = "It is no part of the " + string(kind) + " itself, whose version it leaves as it is. 404 if it was never tested."
		register(s, last, func(ctx context.Context, _ caller, in *ResourceName) (*output[LastTest], error) {
			return s.lastTest(ctx, kind, in.Name)
		})
	}
}

// connections returns the resources of a kind with their last tests.
func (s *Server) connections(ctx context.Context, kind store.Kind) ([]Connection, error) {
	resources, err := s.resources(ctx, kind)
	if err != nil {
		return nil, err
	}
	trials, err := s.Office.ListTrials(ctx, kind)
	if err != nil {
		return nil, err
	}
	secrets, err := s.Office.ListSecrets(ctx)
	if err != nil {
		return nil, err
	}
	items := make([]Connection, len(resources))
	for i, r := range resources {
		items[i] = Connection{Resource: r}
		at := slices.IndexFunc(trials, func(t store.Trial) bool { return t.Name == r.Name })
		if at < 0 {
			continue
		}
		if items[i].LastTest, err = testOf(trials[at], r, secrets); err != nil {
			return nil, err
		}
	}
	return items, nil
}

func (s *Server) lastTest(ctx context.Context, kind store.Kind, name string) (*output[LastTest], error) {
	r, err := s.Office.Resource(ctx, kind, name)
	if err != nil {
		return nil, err
	}
	t, err := s.Office.Trial(ctx, kind, name)
	if waybill.ErrorCode(err) == waybill.ENotFound {
		return nil, waybill.Errorf(waybill.ENotFound, "%s %s was never tested", kind, name).WithHint("Test it by POST to the same path.")
	}
	if err != nil {
		return nil, err
	}
	secrets, err := s.Office.ListSecrets(ctx)
	if err != nil {
		return nil, err
	}
	last, err := testOf(t, resourceOf(r), secrets)
	if err != nil {
		return nil, err
	}
	return &output[LastTest]{*last}, nil
}

// testOf tells a trial of a resource as it is now.
func testOf(t store.Trial, r Resource, secrets []store.Secret) (*LastTest, error) {
	last := &LastTest{At: t.At, By: t.By, OK: t.OK, Changed: t.Version != r.Version, Notes: []Note{}}
	for _, secret := range secrets { // typed anew, a secret leaves the spec as it is
		if secret.UpdatedAt.After(t.At) && strings.Contains(string(r.Spec), "${secret:"+secret.Name+"}") {
			last.Changed = true
		}
	}
	if err := json.Unmarshal(t.Notes, &last.Notes); err != nil {
		return nil, err
	}
	last.Tried = !t.OK || slices.ContainsFunc(last.Notes, func(n Note) bool { return n.Level == "ok" })
	return last, nil
}

// tested tests a resource as it is saved, and keeps what came of it.
func (s *Server) tested(ctx context.Context, c caller, kind store.Kind, name string, test func() (TestResult, error)) (*output[TestResult], error) {
	began := s.now() // what is changed meanwhile may not have been tested
	r, err := s.Office.Resource(ctx, kind, name)
	if err != nil {
		return nil, err
	}
	got, err := test()
	if err != nil {
		return nil, err
	}
	notes, err := json.Marshal(got.Notes)
	if err != nil {
		return nil, err
	}
	t := store.Trial{Kind: kind, Name: name, Version: r.Version, OK: got.OK, Notes: notes, At: began, By: c.Person.Email}
	return &output[TestResult]{got}, s.Office.KeepTrial(ctx, t)
}
