package web

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/configuration"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/store"
)

// maxApply is how large the files of a project may be, in bytes.
const maxApply = 32 << 20

// File is a file of a project.
type File struct {
	Name string `json:"name" minLength:"1" maxLength:"500" doc:"Its path in the project, such as waybill.yaml."`
	Body string `json:"body" doc:"The file, as YAML. It includes no others: all files stand in the list. Queries and tables stand in their models."`
}

// AppliedResource is a resource as a project's files have it.
type AppliedResource struct {
	Kind  store.Kind      `json:"kind" enum:"source,model,destination,sync,test,alert" doc:"What it is."`
	Name  string          `json:"name" minLength:"1" maxLength:"200" doc:"Unique among its kind."`
	Spec  json.RawMessage `json:"spec" doc:"What the file has under that name."`
	Place string          `json:"place,omitempty" doc:"Where: file and line."`
}

// Applied is what applying changed, or would change.
type Applied struct {
	configuration.Diff
	Created   int  `json:"created" doc:"How many resources are created."`
	Changed   int  `json:"changed" doc:"How many are changed."`
	Deleted   int  `json:"deleted" doc:"How many are deleted."`
	Unchanged int  `json:"unchanged" doc:"How many stay as they are."`
	Applied   bool `json:"applied" doc:"Whether it was done; false of a dry run."`
}

type applyInput struct {
	Body struct {
		Files     []File            `json:"files,omitempty" maxItems:"1000" doc:"The files of the project, waybill.yaml first. Either these, or resources."`
		Resources []AppliedResource `json:"resources,omitempty" maxItems:"50000" doc:"What the files hold, in their order, as the command line reads it. Either these, or files."`
		Secrets   map[string]string `json:"secrets,omitempty" doc:"The secrets that the resources refer to, by name, where they stood in the files themselves. They are kept encrypted."`
		DryRun    bool              `json:"dry_run,omitempty" doc:"Only tell what would change."`
		Revision  *int64            `json:"revision,omitempty" doc:"The revision of the dry run that somebody has seen: if anything has changed since, nothing is applied. Default: it does not matter."`
	}
}

func (s *Server) applyOperations() {
	register(s, op{
		ID: "apply", Method: http.MethodPost, Path: "/apply", Tag: "configuration", Who: editor, Trail: byStore, MaxBody: maxApply, Timeout: asking,
		Summary: "Make the server equal to the files of a project",
		Description: "All of it or nothing: what is not in the files is deleted. The answer tells the difference of each resource, in the order of the files. " +
			"Files that do not make a project change nothing, and every problem is told with its path.",
	}, func(ctx context.Context, c caller, in *applyInput) (*output[Applied], error) {
		set, err := s.wanted(in)
		if err != nil {
			return nil, err
		}
		base := store.AnyVersion
		if in.Body.Revision != nil {
			base = *in.Body.Revision
		}
		var d configuration.Diff
		if in.Body.DryRun {
			d, err = s.Configuration.Plan(ctx, set)
		} else {
			d, err = s.Configuration.Apply(ctx, set, base, s.author(c))
		}
		if err != nil {
			return nil, err
		}
		if d.Differences == nil {
			d.Differences = []configuration.Difference{}
		}
		return &output[Applied]{Applied{
			Diff: d, Created: d.Count(configuration.Create), Changed: d.Count(configuration.Alter),
			Deleted: d.Count(configuration.Delete), Unchanged: d.Count(configuration.Unchanged), Applied: !in.Body.DryRun,
		}}, nil
	})
	register(s, op{
		ID: "export", Method: http.MethodGet, Path: "/export", Tag: "configuration", Who: reader,
		Summary: "The configuration as the file of a project", Description: "Applied again it changes nothing. Secrets are in it as references.",
		Responses: map[string]*huma.Response{"200": {
			Description: "waybill.yaml", Content: map[string]*huma.MediaType{"application/yaml": {Schema: &huma.Schema{Type: huma.TypeString}}},
		}},
	}, func(ctx context.Context, _ caller, _ *struct{}) (*exportOutput, error) {
		b, err := s.Configuration.Export(ctx)
		return &exportOutput{"application/yaml", `attachment; filename="waybill.yaml"`, b}, err
	})
}

type exportOutput struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition" doc:"The name of the file."`
	Body        []byte
}

// wanted returns the configuration that is to be applied.
func (s *Server) wanted(in *applyInput) (configuration.Set, error) {
	b := in.Body
	if (len(b.Files) > 0) == (len(b.Resources) > 0) {
		return configuration.Set{}, waybill.Errorf(waybill.EInvalid, "give either files or resources").
			WithHint("To delete everything, apply a file that says no more than: version: 1")
	}
	if len(b.Files) > 0 {
		var texts []project.Text
		for _, f := range b.Files {
			texts = append(texts, project.Text{Name: f.Name, Body: []byte(f.Body)})
		}
		return s.Configuration.Texts(texts)
	}
	set := configuration.Set{Secrets: map[string]waybill.Secret{}, Sent: true}
	for i, r := range b.Resources {
		set.Resources = append(set.Resources, store.Resource{
			Kind: r.Kind, Name: r.Name, Spec: r.Spec, Origin: store.FromFiles, Place: r.Place, Order: int64(i + 1),
		})
	}
	for name, text := range b.Secrets {
		set.Secrets[name] = waybill.NewSecret(text)
	}
	return set, nil
}
