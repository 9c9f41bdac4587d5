package web

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/configuration"
	"github.com/waybillhq/waybill/store"
)

// Resource is a named piece of the configuration.
type Resource struct {
	Kind      store.Kind      `json:"kind" enum:"source,model,destination,sync,test,alert" doc:"What it is."`
	Name      string          `json:"name" doc:"Unique among its kind."`
	Spec      json.RawMessage `json:"spec" doc:"What the project's file has under that name. Secrets in it are references."`
	Origin    store.Origin    `json:"origin" enum:"files,interface" doc:"Where it came from. What came from files is changed there; here only by force."`
	Place     string          `json:"place,omitempty" doc:"File and line, of what came from files."`
	Version   int64           `json:"version" doc:"New with every change; the ETag."`
	UpdatedAt time.Time       `json:"updated_at" doc:"When it was last changed."`
	UpdatedBy string          `json:"updated_by" doc:"Who changed it last."`
}

func resourceOf(r store.Resource) Resource {
	return Resource{
		Kind: r.Kind, Name: r.Name, Spec: r.Spec, Origin: r.Origin, Place: r.Place,
		Version: r.Version, UpdatedAt: r.UpdatedAt, UpdatedBy: r.UpdatedBy,
	}
}

// ResourceName is the name in a path.
type ResourceName struct {
	Name string `path:"name" minLength:"1" maxLength:"200" doc:"The name."`
}

type resourcePage struct{ Body PageOf[Resource] }

// versioned is the answer with one resource, or what is told of it.
type versioned[T any] struct {
	ETag
	Body T
}

// Force insists on a change.
type Force struct {
	Force bool `query:"force" doc:"Change what came from files, too. The next apply of the files undoes it."`
}

type putResource struct {
	ResourceName
	Match
	Force
	Body struct {
		Spec json.RawMessage `json:"spec" doc:"What the project's file would have under that name. A secret itself may stand in a setting that is secret: it is kept encrypted, and a reference takes its place."`
	}
}

type deleteResource struct {
	ResourceName
	Match
	Force
}

// resourceOperations are those of one kind.
func (s *Server) resourceOperations(kind store.Kind, doc string) {
	one, many := string(kind), configuration.Section(kind)
	o := op{Tag: many, Path: "/" + many, Who: reader}
	if kind == store.KindTest || kind == store.KindAlert {
		o.Tag = "configuration"
	}
	switch kind {
	case store.KindSync, store.KindSource, store.KindDestination: // those tell more in their list
	default:
		list := o
		list.ID, list.Method, list.Summary, list.Description = "list-"+many, http.MethodGet, "List "+many, doc
		register(s, list, func(ctx context.Context, _ caller, in *Page) (*resourcePage, error) {
			items, err := s.resources(ctx, kind)
			return &resourcePage{pageOver(*in, items, func(r Resource) string { return r.Name }, ascending)}, err
		})
	}
	get := o
	get.ID, get.Method, get.Path, get.Summary = "get-"+one, http.MethodGet, o.Path+"/{name}", "Read a "+one
	put := get
	put.ID, put.Method, put.Summary, put.Who, put.Trail = "put-"+one, http.MethodPut, "Create or change a "+one, editor, byStore
	put.Description = "The configuration must be whole with it: every problem is told with its path. What came from the files of a project is a conflict without `force`."
	if kind == store.KindSync {
		one := func(ctx context.Context, r Resource) (Sync, error) {
			syncs, err := s.going(ctx, []Resource{r})
			if err != nil {
				return Sync{}, err
			}
			return syncs[0], nil
		}
		registerOne(s, kind, get, put, one)
	} else {
		registerOne(s, kind, get, put, func(_ context.Context, r Resource) (Resource, error) { return r, nil })
	}
	remove := put
	remove.ID, remove.Method, remove.Summary = "delete-"+one, http.MethodDelete, "Delete a "+one
	remove.Description = "What refers to it must be deleted before. The ledger stays: what was sent is known for ever."
	register(s, remove, func(ctx context.Context, c caller, in *deleteResource) (*struct{}, error) {
		_, err := s.edit(ctx, c, in.Match, configuration.Edit{Kind: kind, Name: in.Name}, in.Force.Force)
		return nil, err
	})
}

// registerOne registers what reads and changes one resource, told by as.
func registerOne[T any](s *Server, kind store.Kind, get, put op, as func(context.Context, Resource) (T, error)) {
	told := func(ctx context.Context, r Resource, err error) (*versioned[T], error) {
		if err != nil {
			return nil, err
		}
		body, err := as(ctx, r)
		return &versioned[T]{etag(r.Version), body}, err
	}
	register(s, get, func(ctx context.Context, _ caller, in *ResourceName) (*versioned[T], error) {
		r, err := s.Office.Resource(ctx, kind, in.Name)
		return told(ctx, resourceOf(r), err)
	})
	register(s, put, func(ctx context.Context, c caller, in *putResource) (*versioned[T], error) {
		r, err := s.edit(ctx, c, in.Match, configuration.Edit{Kind: kind, Name: in.Name, Spec: in.Body.Spec}, in.Force.Force)
		return told(ctx, r, err)
	})
}

// configurationOperations are those of all kinds.
func (s *Server) configurationOperations() {
	for kind, doc := range map[store.Kind]string{
		store.KindSource: "Databases and files that models read.", store.KindModel: "Queries with a primary key.",
		store.KindDestination: "Platforms that records are sent to.", store.KindSync: "",
		store.KindTest: "Unit tests of syncs.", store.KindAlert: "Who is told of what.",
	} {
		s.resourceOperations(kind, doc)
	}
}

func ascending(a, b string) bool { return a < b }

// resources returns those of a kind by name.
func (s *Server) resources(ctx context.Context, kind store.Kind) ([]Resource, error) {
	list, _, err := s.Office.ListResources(ctx, kind)
	items := make([]Resource, len(list))
	for i, r := range list {
		items[i] = resourceOf(r)
	}
	slices.SortFunc(items, func(a, b Resource) int { return strings.Compare(a.Name, b.Name) })
	return items, err
}

// edit changes one resource, whose version is the one that the caller read.
func (s *Server) edit(ctx context.Context, c caller, m Match, e configuration.Edit, force bool) (Resource, error) {
	if e.Spec != nil && (len(e.Spec) == 0 || e.Spec[0] != '{') {
		return Resource{}, waybill.Errorf(waybill.EInvalid, "the spec is not an object").At(configuration.Section(e.Kind) + "." + e.Name)
	}
	version := func(ctx context.Context) (int64, error) {
		r, err := s.Office.Resource(ctx, e.Kind, e.Name)
		return r.Version, err
	}
	if m.whatever() && e.Spec != nil {
		if _, err := version(ctx); err != nil {
			return Resource{}, absent(err)
		}
	}
	var changed []store.Resource
	err := m.guard(ctx, version, func(expect int64) (err error) {
		e.Expect = expect
		changed, err = s.Configuration.Change(ctx, []configuration.Edit{e}, force, s.author(c))
		return err
	})
	if err != nil || len(changed) == 0 {
		return Resource{}, err
	}
	return resourceOf(changed[0]), nil
}
