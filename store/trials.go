package store

import (
	"context"
	"encoding/json"
	"time"
)

// Trial is what came of the last test of a source or a destination.
type Trial struct {
	Kind    Kind
	Name    string
	Version int64 // of the resource, as it was tested
	OK      bool
	Notes   json.RawMessage // what was found, as the API tells it: secrets are masked
	At      time.Time
	By      string // the e-mail of who tested it
}

// Trials are the last tests. They change no resource, and leave no audit record.
type Trials interface {
	// ListTrials returns those of a kind by name.
	ListTrials(ctx context.Context, kind Kind) ([]Trial, error)

	// Trial returns that of one resource, or ENotFound.
	Trial(ctx context.Context, kind Kind, name string) (Trial, error)

	// KeepTrial replaces that of a resource. It does nothing if the resource is
	// not there any more. Deleting a resource deletes its trial.
	KeepTrial(ctx context.Context, t Trial) error
}
