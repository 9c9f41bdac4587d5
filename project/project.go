// Package project reads the files of a project: YAML in git, as
// docs/project-file.md describes it. It knows the shape of every destination
// and source by their declarations, checks everything that can be checked
// without connecting to anything, and says of every error in which file and
// line it is and what to do.
//
// What the files may contain is declared once, as shapes: unknown keys, wrong
// types and missing keys are found by them, and [Schema] is generated from
// them.
package project

import (
	"strconv"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/internal/near"
	"github.com/waybillhq/waybill/source"
)

// File is the name of the file that makes a folder a project.
const File = "waybill.yaml"

// Env looks up an environment variable, as os.LookupEnv does.
type Env func(name string) (value string, ok bool)

// Catalogue is what a project may name.
type Catalogue struct {
	Sources      []source.Kind
	Destinations []destination.Destination
}

// Project is a project as its files describe it, everything in file order.
// Values that name variables are resolved when they are asked for, so that a
// missing variable only matters to those who need it. A Project is not changed
// after it was loaded and may be used by several goroutines.
type Project struct {
	Dir          string
	Sources      []Source
	Models       []Model
	Destinations []Destination
	Syncs        []Sync
	Tests        []Test
	Alerts       []Alert

	// Notes says what is accepted and takes effect elsewhere or later: schedules,
	// alerts, further kinds of sources.
	Notes []Note

	state  text
	places map[string]Position
	roots  []node // the files
	shape  *shape // of a file
	masks  *masks // shared by all who resolve something of it
}

// Note is something a person should know, and where it is.
type Note struct {
	Position Position
	Text     string
}

// Position is a place in a file of the project.
type Position struct {
	File string // relative to the project
	Line int
}

// String returns the place as waybill.yaml:12.
func (p Position) String() string {
	if p.Line == 0 {
		return p.File
	}
	return p.File + ":" + strconv.Itoa(p.Line)
}

// Source is a configured source.
type Source struct {
	Name     string
	Kind     source.Kind
	Position Position

	from     base
	settings settings
}

// Model is a model and where it is. SQL files and dbt models are read already.
type Model struct {
	waybill.Model
	Position Position
}

// Destination is a configured destination.
type Destination struct {
	Name        string
	Type        *destination.Destination
	Account     string // default: Name
	Position    Position
	Requests    int           // rate; 0: as the type's Limit says
	Per         time.Duration // rate
	Concurrency int           // 0: as the type's Limit says
	Timeout     time.Duration // 0: as the type's Limit says
	Alerts      []string      // names of Alerts

	from     base
	settings settings
}

// Vendor is what people call whoever answers: the platform, or the destination by
// its name where the type is a protocol. Type has to be set.
func (d *Destination) Vendor() string {
	if d.Type.Anybodys {
		return d.Name
	}
	return d.Type.Label
}

// Sync is a configured sync. Account, Model and the rest are filled in; Mapping
// names are resolved (aliases included). Variables in its settings and values
// are not: see [Sync.Resolve].
type Sync struct {
	waybill.Sync
	Operation *destination.Operation // hides waybill.Sync.Operation, which is its name
	Position  Position
	Schedule  Schedule // when it runs by itself under a server
	Alerts    []string // names of Alerts

	from base
}

// Sync returns the sync of that name.
func (p *Project) Sync(name string) (*Sync, error) {
	return find(p.Syncs, "sync", name, func(s Sync) string { return s.Name })
}

// Model returns the model of that name.
func (p *Project) Model(name string) (*Model, error) {
	return find(p.Models, "model", name, func(m Model) string { return m.Name })
}

// Source returns the source of that name.
func (p *Project) Source(name string) (*Source, error) {
	return find(p.Sources, "source", name, func(s Source) string { return s.Name })
}

// Destination returns the destination of that name.
func (p *Project) Destination(name string) (*Destination, error) {
	return find(p.Destinations, "destination", name, func(d Destination) string { return d.Name })
}

// SyncsOf returns the syncs that send to a destination.
func (p *Project) SyncsOf(destination string) []*Sync {
	var found []*Sync
	for i := range p.Syncs {
		if p.Syncs[i].Destination == destination {
			found = append(found, &p.Syncs[i])
		}
	}
	return found
}

// find returns the element of that name, or an ENotFound that proposes one.
func find[T any](all []T, what, name string, nameOf func(T) string) (*T, error) {
	names := make([]string, len(all))
	for i := range all {
		if names[i] = nameOf(all[i]); names[i] == name {
			return &all[i], nil
		}
	}
	return nil, waybill.Errorf(waybill.ENotFound, "there is no %s %s", what, name).WithHint("%s", near.Hint(name, names))
}
