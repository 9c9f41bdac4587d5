package web_test

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"
)

// TestEverythingIsDescribed finds fields and parameters that the document says
// nothing about.
func TestEverythingIsDescribed(t *testing.T) {
	t.Parallel()
	type schema struct {
		Description string
		Ref         string `json:"$ref"`
		Properties  map[string]struct {
			Description string
			Ref         string `json:"$ref"`
		}
	}
	var doc struct {
		Components struct{ Schemas map[string]schema }
		Paths      map[string]map[string]struct {
			Summary    string
			Parameters []struct{ Name, Description string }
		}
	}
	if err := json.Unmarshal([]byte(newWorld(t).get("nobody", "/openapi.json").body), &doc); err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(doc.Components.Schemas)) {
		properties := doc.Components.Schemas[name].Properties
		for _, p := range slices.Sorted(maps.Keys(properties)) {
			if p != "$schema" && properties[p].Description == "" {
				t.Errorf("%s.%s is not described", name, p)
			}
		}
	}
	for path, operations := range doc.Paths {
		for method, o := range operations {
			for _, p := range o.Parameters {
				if p.Description == "" {
					t.Errorf("%s %s: the parameter %s is not described", method, path, p.Name)
				}
			}
		}
	}
}
