package dbt

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Model is what a manifest says of a table or view.
type Model struct {
	Name        string // with its version where it has one: dim.v2
	Kind        string // model, snapshot or seed
	Table       string // as [Table] returns it
	Description string
	Columns     []Column // those that are described, by name
}

// Column is what a manifest says of a column. What it does not say is empty.
type Column struct {
	Name        string `json:"name"`
	Type        string `json:"data_type"`
	Description string `json:"description"`
}

// Models returns what is in the database of a manifest's models, by name. Those
// of one name, of several packages, are called by their unique ids.
func Models(manifest string) ([]Model, error) {
	nodes, err := read(manifest)
	if err != nil {
		return nil, err
	}
	named := map[string]int{}
	for _, n := range nodes {
		named[n.called()]++
	}
	models := []Model{}
	for _, n := range nodes {
		table, err := n.table()
		if err != nil {
			continue // it is not in the database
		}
		m := Model{Name: n.called(), Table: table, Description: n.Description}
		if named[m.Name] > 1 {
			m.Name = n.UniqueID
		}
		m.Kind, _, _ = strings.Cut(n.UniqueID, ".")
		for _, c := range n.Columns {
			m.Columns = append(m.Columns, c)
		}
		slices.SortFunc(m.Columns, func(a, b Column) int { return cmp.Compare(a.Name, b.Name) })
		models = append(models, m)
	}
	slices.SortFunc(models, func(a, b Model) int { return cmp.Compare(a.Name, b.Name) })
	return models, nil
}

// called is what a node is found by.
func (n node) called() string {
	if n.Version == nil {
		return n.Name
	}
	return fmt.Sprint(n.Name, ".v", n.Version)
}
