package store

import (
	"fmt"
	"sync"
)

// Numbers remembers the numbers that names have in a store; they never change.
// The zero value is ready, and may be used by several goroutines.
type Numbers struct{ known sync.Map }

// Of returns the number of a name, asking for it the first time. 0 is none, and
// is asked for again.
func (n *Numbers) Of(name any, ask func() (int64, error)) (int64, error) {
	if id, ok := n.known.Load(name); ok {
		return id.(int64), nil
	}
	id, err := ask()
	if err != nil {
		return 0, fmt.Errorf("reading the state: %w", err)
	}
	if id != 0 {
		n.known.Store(name, id)
	}
	return id, nil
}

// OfRun is Of for the id of a run, of which there must be one.
func (n *Numbers) OfRun(run string, ask func() (int64, error)) (int64, error) {
	id, err := n.Of(run, ask)
	if err == nil && id == 0 {
		err = NoRun(run)
	}
	return id, err
}

// field is the name of one among [Numbers], beside those of scopes.
type field string

// OfFields is Of for the fields of references.
func (n *Numbers) OfFields(references []Reference, ask func(name string) (int64, error)) (map[string]int64, error) {
	ids := map[string]int64{}
	for i := range references {
		name := references[i].Field
		if _, ok := ids[name]; ok {
			continue
		}
		id, err := n.Of(field(name), func() (int64, error) { return ask(name) })
		if err != nil {
			return nil, err
		}
		ids[name] = id
	}
	return ids, nil
}
