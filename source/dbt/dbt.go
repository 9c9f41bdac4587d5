// Package dbt finds the table of a dbt model in the manifest that dbt writes to
// target/manifest.json: https://docs.getdbt.com/reference/artifacts/manifest-json.
// The versions 10 to 12 of that format, dbt 1.6 and later, have what is read
// here in the same place.
package dbt

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"syscall"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/internal/near"
	"github.com/waybillhq/waybill/source"
)

// Table returns the name of the table or view that a model was built as, for
// waybill.Source's Table, which quotes it. The model is given by its name, by
// its unique id (model.shop.fct_orders), or by its name and version
// (fct_orders.v2); snapshots and seeds are found too.
func Table(manifest, model string) (string, error) {
	nodes, err := read(manifest)
	if err != nil {
		return "", err
	}
	n, err := find(nodes, model)
	if err != nil {
		return "", err
	}
	return n.table()
}

// node is what a manifest says about a model.
type node struct {
	UniqueID string `json:"unique_id"`
	Name     string `json:"name"`
	Version  any    `json:"version"` // a number or text; null if the model has no versions
	Database string `json:"database"`
	Schema   string `json:"schema"`
	Alias    string `json:"alias"`

	Description string            `json:"description"`
	Columns     map[string]Column `json:"columns"`
	Config      struct {
		Materialized string `json:"materialized"`
	} `json:"config"`
}

// read returns the nodes of a manifest that are tables or could be.
func read(path string) ([]node, error) {
	file, err := os.Open(path) //nolint:gosec // the project names it
	if errors.Is(err, fs.ErrNotExist) {
		return nil, waybill.Errorf(waybill.ENotFound, "there is no dbt manifest %s", path).
			WithHint("dbt writes it to target/manifest.json when it compiles, builds or runs")
	}
	if errors.Is(err, syscall.ENAMETOOLONG) {
		return nil, waybill.Errorf(waybill.EInvalid, "the name of the dbt manifest is too long for a file's").
			WithHint("dbt writes target/manifest.json")
	}
	if err != nil {
		return nil, &waybill.Error{Code: waybill.EUnavailable, Message: "reading the dbt manifest", Err: err}
	}
	defer file.Close() //nolint:errcheck // it was only read
	var manifest struct {
		Nodes map[string]json.RawMessage `json:"nodes"`
	}
	if err := json.NewDecoder(file).Decode(&manifest); err != nil {
		return nil, &waybill.Error{Code: waybill.EInvalid, Message: path + " is no dbt manifest", Err: err}
	}
	if manifest.Nodes == nil {
		return nil, waybill.Errorf(waybill.EInvalid, "%s is no dbt manifest: it has no nodes", path)
	}
	return tables(path, manifest.Nodes)
}

// tables decodes the nodes that are tables, and leaves out tests and whatever
// else a manifest has.
func tables(path string, raw map[string]json.RawMessage) ([]node, error) {
	var nodes []node
	for id, text := range raw {
		kind, _, _ := strings.Cut(id, ".")
		if !slices.Contains([]string{"model", "snapshot", "seed"}, kind) {
			continue
		}
		var n node
		if err := json.Unmarshal(text, &n); err != nil {
			return nil, &waybill.Error{Code: waybill.EInvalid, Message: path + ": " + id, Err: err}
		}
		if n.UniqueID == "" {
			n.UniqueID = id
		}
		nodes = append(nodes, n)
	}
	return nodes, nil
}

// find returns the one node that is called so.
func find(nodes []node, model string) (node, error) {
	var found []node
	var names, ids []string
	for _, n := range nodes {
		names = append(names, n.Name)
		if n.is(model) {
			found = append(found, n)
			ids = append(ids, n.UniqueID)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		slices.Sort(names)
		return node{}, waybill.Errorf(waybill.ENotFound, "there is no dbt model %s", model).
			WithHint("%s", near.Hint(model, slices.Compact(names)))
	}
	slices.Sort(ids)
	return node{}, waybill.Errorf(waybill.EInvalid, "there are several dbt models called %s", model).
		WithHint("name one of %s", strings.Join(ids, ", "))
}

func (n node) is(model string) bool {
	if n.Name == model || n.UniqueID == model {
		return true
	}
	return n.Version != nil && fmt.Sprint(n.Name, ".v", n.Version) == model
}

// table returns the quoted name of a node's table. The alias is its name in
// the database; a database and a schema that an adapter lacks are empty.
func (n node) table() (string, error) {
	if n.Config.Materialized == "ephemeral" {
		return "", waybill.Errorf(waybill.EInvalid, "the dbt model %s is ephemeral: it is not in the database", n.Name).
			WithHint("materialize it as a table or a view, or choose a model that is")
	}
	alias := n.Alias
	if alias == "" {
		alias = n.Name
	}
	parts := slices.DeleteFunc([]string{n.Database, n.Schema, alias}, func(s string) bool { return s == "" })
	return source.JoinParts(parts), nil
}
