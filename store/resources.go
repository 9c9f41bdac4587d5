package store

import (
	"context"
	"encoding/json"
	"time"
)

// Kind is what a resource is.
type Kind string

// The kinds of resources, in the order in which a project's file has them.
const (
	KindSource      Kind = "source"
	KindModel       Kind = "model"
	KindDestination Kind = "destination"
	KindSync        Kind = "sync"
	KindTest        Kind = "test"
	KindAlert       Kind = "alert"
)

// Kinds are all kinds, in the order of a project's file.
var Kinds = [...]Kind{KindSource, KindModel, KindDestination, KindSync, KindTest, KindAlert}

// Origin is where a resource came from.
type Origin string

// The origins.
const (
	FromFiles     Origin = "files"     // a project's files, by apply
	FromInterface Origin = "interface" // a person, by the interface or the API
)

// Resource is one named piece of the configuration. Kind and Name identify it.
type Resource struct {
	Kind Kind
	Name string

	// Spec is what the project's file has under that name, as JSON: numbers
	// exact, the order of keys kept, secrets as references. It is given back
	// to the byte.
	Spec json.RawMessage

	Origin Origin
	Place  string // file:line, of what came from files
	Order  int64  // among the resources of its kind; equal orders go by name

	// Version is the revision of the configuration that changed it, so never
	// that of another state of the resource, deleted ones included: an ETag. A
	// change of nothing but Place and Order leaves it, and no audit record. The
	// store sets it, UpdatedAt and UpdatedBy.
	Version   int64
	UpdatedAt time.Time
	UpdatedBy string
}

// Change is the change of one resource.
type Change struct {
	Resource // as it shall be; of a deletion only Kind and Name are looked at
	Delete   bool

	// Expect is the version that is there now: 0 if there must be none,
	// AnyVersion if it does not matter.
	Expect int64
}

// ChangeSet is a set of changes that happen together or not at all. A resource
// is changed once in it.
type ChangeSet struct {
	Changes []Change
	Secrets []Secret // put in the same transaction
	Forget  []string // names of secrets deleted in the same transaction; unknown ones do not matter
	By      Author

	// Base is the revision the changes were checked against; if it has moved
	// on they are refused. AnyVersion: it does not matter.
	Base int64
}

// Resources is the configuration.
type Resources interface {
	// ListResources returns the resources of a kind, or all for "", by kind
	// (see Kinds), order and name, and the revision they are of.
	ListResources(ctx context.Context, kind Kind) ([]Resource, int64, error)

	// Resource returns one resource, or ENotFound.
	Resource(ctx context.Context, kind Kind, name string) (Resource, error)

	// ChangeResources carries out a set in one transaction, with an audit
	// record for each change, and returns the resources that were created or
	// changed, with their versions, in the order of the set. A version that is
	// not as expected is an EConflict whose Path names the resource; then
	// nothing was changed.
	ChangeResources(ctx context.Context, set ChangeSet) ([]Resource, error)

	// Revision is a number that grows with every change of any resource or
	// secret: what was read at a revision is true for as long as it stays.
	Revision(ctx context.Context) (int64, error)
}
