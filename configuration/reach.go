package configuration

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/store"
)

// Reach is what those who configure a server by its API can have it read of its
// disk. Files of a project on that disk may name any file that is not denied.
type Reach struct {
	SecretFiles []string // folders whose files ${file:…} may name; none: no file
	SourceFiles []string // folders of files that sources may read, besides the configuration's own
	Denied      []string // files that nobody reads: the keys, the state
}

// Within sets what the configuration can reach; by default, sources the files
// of its folder. It is called before others use the configuration.
func (c *Configuration) Within(r Reach) *Configuration {
	c.reach = r
	return c
}

// Draft is a resource that is tried and not kept.
type Draft struct {
	Kind store.Kind
	Name string
	Spec []byte
}

// Drafts returns the configuration as a project with drafts in it, which may
// do what a change may.
func (c *Configuration) Drafts(ctx context.Context, drafts []Draft) (*project.Project, error) {
	current, _, err := c.store.ListResources(ctx, "")
	if err != nil {
		return nil, err
	}
	next := current
	for _, d := range drafts {
		next = with(next, store.Change{Resource: store.Resource{Kind: d.Kind, Name: d.Name, Spec: d.Spec}})
	}
	s, err := c.secrets(ctx, nil)
	if err != nil {
		return nil, err
	}
	p, err := c.Of(ctx, next)
	if err != nil {
		return nil, err
	}
	return p, errors.Join(referring(next, s), c.moved(current, next, nil, referred), c.within(current, next))
}

// within refuses, of what is new or changed, files that are out of reach.
func (c *Configuration) within(current, next []store.Resource) error {
	before := map[string]store.Resource{}
	for _, r := range current {
		before[place(r)] = r
	}
	var errs []error
	for _, r := range next {
		was := before[place(r)]
		if string(was.Spec) == string(r.Spec) {
			continue
		}
		old := textsOf(was)
		for _, t := range textsOf(r) {
			if t.text != old[t.path].text {
				errs = append(errs, c.reads(r, t)...)
			}
		}
	}
	return errors.Join(errs...)
}

// reads refuses a text that names a file that is out of reach.
func (c *Configuration) reads(r store.Resource, t located) []error {
	var errs []error
	for _, path := range project.FilesOf(t.text) {
		if !c.below(path, c.reach.SecretFiles) {
			errs = append(errs, waybill.Errorf(waybill.EInvalid, "${file:%s} is not in a folder that the server's operator allows", path).At(t.path).
				WithHint("Type the secret itself: it is kept encrypted. Or start the server with --secret-files and the folder of that file."))
		}
	}
	if r.Kind != store.KindSource || len(t.keys) != 3 || t.keys[2] != "path" || t.text == "" {
		return errs
	}
	switch {
	case strings.Contains(t.text, "${"):
		errs = append(errs, waybill.Errorf(waybill.EInvalid, "the path of a file is written out here, without variables").At(t.path).
			WithHint("A project's file on the server may name it by a variable."))
	case !c.below(t.text, append([]string{c.dir}, c.reach.SourceFiles...)):
		errs = append(errs, waybill.Errorf(waybill.EInvalid, "%s is not in a folder that the server's operator allows", t.text).At(t.path).
			WithHint("Put the file below the server's folder, or start the server with --source-files and the folder of that file."))
	}
	return errs
}

// below reports whether a file is in one of the folders or below it: as it is
// written, and with links followed if it is there.
func (c *Configuration) below(path string, folders []string) bool {
	if !filepath.IsAbs(path) {
		path = filepath.Join(c.dir, path)
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return false
	}
	inside := func(path string, resolve func(string) (string, error)) bool {
		return slices.ContainsFunc(folders, func(folder string) bool {
			folder, err := filepath.Abs(folder)
			if err == nil {
				folder, err = resolve(folder)
			}
			return err == nil && folder != "" && (path == folder || strings.HasPrefix(path, strings.TrimSuffix(folder, "/")+"/"))
		})
	}
	if !inside(path, func(folder string) (string, error) { return folder, nil }) {
		return false
	}
	real, err := filepath.EvalSymlinks(path)
	if errors.Is(err, os.ErrNotExist) {
		return true // there is nothing to read
	}
	return err == nil && inside(real, filepath.EvalSymlinks)
}
