// Package configuration stands between the files of a project and the
// resources that a server keeps. It reads files into resources, makes a project
// of resources for those who run syncs, says how two sets differ, writes
// resources as a file again, and lets nothing be kept that does not load.
//
// The rules: [Configuration.Apply] makes the server equal to the files, and its
// [Diff] says beforehand what that changes and deletes. What came from files is
// changed by the interface only if a person insists. Literal secrets go to the
// vault, wherever they come from; what is kept and exported refers to them.
package configuration

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/vault"
)

// Set is a whole configuration as somebody wants it to be.
type Set struct {
	Resources []store.Resource
	Secrets   map[string]waybill.Secret // that the resources refer to and that stood in them

	// Sent says that it came by the API, and not from files of this machine: it
	// reaches what [Reach] says.
	Sent bool
}

// FromProject reads the project in the folder dir as resources, in the order of
// its files. Its errors name file and line.
func FromProject(dir string, catalogue project.Catalogue) (Set, error) {
	p, err := project.Load(dir, catalogue)
	if err != nil {
		return Set{}, err
	}
	return fromParts(p)
}

// fromParts takes a project apart.
func fromParts(p *project.Project) (Set, error) {
	set := Set{Secrets: map[string]waybill.Secret{}}
	parts, err := p.Parts(func(path string, literal waybill.Secret) string {
		set.Secrets[path] = literal
		return project.SecretReference(path)
	})
	if err != nil {
		return Set{}, err
	}
	seen := map[string]project.Position{}
	for i, part := range parts {
		r := store.Resource{
			Kind: store.Kind(strings.TrimSuffix(part.Section, "s")), Name: part.Name,
			Origin: store.FromFiles, Place: part.Position.String(), Order: int64(i + 1),
		}
		if first, twice := seen[place(r)]; twice {
			return Set{}, waybill.Errorf(waybill.EInvalid, "two tests are named `%s`, the first at %s", r.Name, first).
				At(r.Place).WithHint("A server tells tests apart by their names.")
		}
		seen[place(r)] = part.Position
		if r.Spec, err = encode(part.Spec); err != nil {
			return Set{}, fmt.Errorf("reading %s: %w", place(r), err)
		}
		set.Resources = append(set.Resources, r)
	}
	return set, nil
}

// Store is what the configuration needs of the state.
type Store interface {
	store.Resources
	store.Secrets
}

// Configuration is what a server is configured with. It may be used by several
// goroutines.
type Configuration struct {
	store     Store
	vault     *vault.Vault
	catalogue project.Catalogue
	dir       string
	reach     Reach
}

// New returns the configuration in a store. dir is the folder at which the
// relative paths of ${file:…} and of files in queries begin on this machine.
func New(s Store, v *vault.Vault, catalogue project.Catalogue, dir string) *Configuration {
	return &Configuration{store: s, vault: v, catalogue: catalogue, dir: dir}
}

// Project returns the configuration as a project, and the revision it is of.
// It may be used for long: secrets are decrypted each time that somebody asks
// for settings that hold them, also after ctx has ended.
func (c *Configuration) Project(ctx context.Context) (*project.Project, int64, error) {
	resources, revision, err := c.store.ListResources(ctx, "")
	if err != nil {
		return nil, 0, err
	}
	p, err := c.Of(ctx, resources)
	return p, revision, err
}

// Of returns resources, which need not be kept, as a project.
func (c *Configuration) Of(ctx context.Context, resources []store.Resource) (*project.Project, error) {
	ctx = context.WithoutCancel(ctx)
	return parse(resources, c.dir, c.catalogue, func(name string) (waybill.Secret, error) { return c.vault.Get(ctx, name) }, c.reach.Denied...)
}

// Export returns the file of a project that is equal to the configuration.
// Secrets are in it as references.
func (c *Configuration) Export(ctx context.Context) ([]byte, error) {
	resources, _, err := c.store.ListResources(ctx, "")
	if err != nil {
		return nil, err
	}
	return Export(resources)
}

// own are the variables that the server itself reads: the keys of the vault, its
// state, and how people sign in.
var own = []string{vault.Variable, vault.FileVariable, "WAYBILL_STATE", "WAYBILL_TOKEN", "WAYBILL_OIDC_CLIENT_SECRET"}

// Guard hides the server's own variables from projects: those who may edit the
// configuration must not be able to send them somewhere.
func Guard(env project.Env) project.Env {
	return func(name string) (string, bool) {
		if slices.Contains(own, name) {
			return "", false
		}
		return env(name)
	}
}

// FromTexts reads a project out of texts that are its files, as [FromProject]
// does out of a folder. They must not name other files; relative paths begin at
// the folder dir. Its errors name the part, such as syncs.orders.mapping.country.
func FromTexts(texts []project.Text, dir string, catalogue project.Catalogue) (Set, error) {
	p, err := project.Parse(texts, dir, catalogue, nil)
	if err != nil {
		return Set{}, err
	}
	return fromParts(p)
}

// Texts reads a project out of texts for this server, see [FromTexts].
func (c *Configuration) Texts(texts []project.Text) (Set, error) {
	set, err := FromTexts(texts, c.dir, c.catalogue)
	set.Sent = true
	return set, err
}
