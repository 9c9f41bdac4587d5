// Package project reads the files of a project: YAML in git, as
// docs/project-file.md describes it. It knows the shape of every destination
// and source by their declarations, checks everything that can be checked
// without connecting to anything, and says of every error in which file and
// line it is and what to do.
package project

// AGREED API: app and cmd/waybill are being written against this at the same
// time. Keep these names and meanings; add what you need. (Delete this line.)

import (
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/source"
)

// Env looks up an environment variable, as os.LookupEnv does.
type Env func(name string) (value string, ok bool)

// Catalogue is what a project may name.
type Catalogue struct {
	Sources      []source.Kind
	Destinations []destination.Destination
}

// Load reads the project in the folder dir. Its errors are joined
// *waybill.Error with EInvalid and a Path like waybill.yaml:12.
// func Load(dir string, catalogue Catalogue) (*Project, error)

// Project is a project as its files describe it, everything in file order.
// Values that name variables are resolved when they are asked for, so that a
// missing variable only matters to those who need it.
type Project struct {
	Dir          string
	Sources      []Source
	Models       []Model
	Destinations []Destination
	Syncs        []Sync
	Tests        []Test
	// Notes says what is accepted and not active in this version: schedules,
	// alerts, further kinds of sources.
	Notes []Note
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

// Source is a configured source.
type Source struct {
	Name     string
	Kind     source.Kind
	Position Position
	// settings unexported, raw
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
	// settings unexported, raw
}

// Sync is a configured sync. Account, Model and the rest are filled in; Mapping
// names are resolved (aliases included).
type Sync struct {
	waybill.Sync
	Operation *destination.Operation // hides waybill.Sync.Operation, which is its name
	Position  Position
	// Schedule, alerts: kept, see Notes
}

// Test is a sync unit test.
type Test struct {
	Name     string
	Sync     string
	Row      waybill.Object // columns in file order, numbers exact
	Existing any            // what a look-up at the vendor answers: one object, a list, or nil for absent
	Expect   []ExpectedRequest
	Refused  string // the refusal that is expected instead; "" if none
	Position Position
}

// ExpectedRequest is a request that a test expects. Body nil: not looked at.
type ExpectedRequest struct {
	Method string
	Path   string
	Body   any
	HasBody bool
}

// Methods to provide:
// func (p *Project) State(env Env) (string, error)                        // path made absolute, or a postgres:// URL; default waybill.db
// func (p *Project) Sync(name string) (*Sync, error)                      // ENotFound with the nearest name as hint
// func (p *Project) Model(name string) (*Model, error)
// func (p *Project) Source(name string) (*Source, error)
// func (p *Project) Destination(name string) (*Destination, error)
// func (p *Project) SyncsOf(destination string) []*Sync
// func (s *Source) Config(env Env) (source.Config, error)                 // resolved, defaults filled in, secrets as waybill.Secret
// func (d *Destination) Settings(env Env) (destination.Settings, error)   // resolved and validated, defaults filled in; err names the missing variable, its place and the remedy
// func (p *Project) Locate(path string) Position                          // "syncs.orders.mapping.country" → its place, for errors found later (mapping.Compile)
// func Schema(c Catalogue) []byte                                         // JSON Schema of the file
