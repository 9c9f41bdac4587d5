package project

import (
	"encoding/json"
	"strings"
)

// object is a JSON object of a schema; encoding/json sorts its names.
type object = map[string]any

// Schema returns the JSON Schema, draft 2020-12, of a project's file: what
// editors complete and check by. It is generated from the shapes that Load
// checks with.
func Schema(c Catalogue) []byte {
	g := generator{defs: object{}}
	s := g.of(fileShape(c))
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "Waybill project"
	s["$defs"] = g.defs
	s["required"] = []string{"version"}
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		panic(err) // maps of strings always encode
	}
	return append(b, '\n')
}

// generator writes shapes as schemas. The one shape that contains itself, a
// mapping's, is a definition.
type generator struct{ defs object }

func (g generator) of(s *shape) object {
	if s.key("template") != nil && s.key("each") != nil {
		if g.defs["assign"] == nil {
			g.defs["assign"] = object{} // before its members, which refer to it
			g.defs["assign"] = g.plain(s)
		}
		return object{"$ref": "#/$defs/assign"}
	}
	return g.plain(s)
}

func (g generator) plain(s *shape) object {
	var forms []object
	if s.scalar != "" {
		forms = append(forms, s.scalarSchema())
	}
	if s.object() {
		forms = append(forms, g.objectSchema(s))
	}
	if s.list != nil {
		forms = append(forms, object{"type": "array", "items": g.of(s.list)})
	}
	out := object{}
	if len(forms) == 1 {
		out = forms[0]
	} else if len(forms) > 1 {
		out["anyOf"] = forms
	}
	if s.doc != "" {
		out["description"] = s.doc
	}
	return out
}

func (g generator) objectSchema(s *shape) object {
	if s.variants != nil {
		var cases []object
		for i := range s.variants {
			cases = append(cases, g.plain(&s.variants[i].shape))
		}
		return object{"oneOf": cases}
	}
	properties, required := object{}, []string{}
	for i := range s.keys {
		k := &s.keys[i]
		properties[k.name] = g.of(&k.shape)
		if k.required {
			required = append(required, k.name)
		}
	}
	out := object{"type": "object", "properties": properties, "additionalProperties": false}
	if s.each != nil {
		out["additionalProperties"] = g.of(s.each)
	}
	if len(required) > 0 {
		out["required"] = required
	}
	if s.optional() {
		out["type"] = []string{"object", "null"}
	}
	return out
}

// scalarSchema allows what YAML makes of a plain scalar: a text may look like a
// number.
func (s *shape) scalarSchema() object {
	switch s.scalar {
	case whole:
		if len(s.options) == 1 {
			return object{"const": json.Number(s.options[0])}
		}
		return object{"type": "integer", "minimum": 0}
	case share:
		return object{"type": "number", "minimum": 0, "maximum": 1}
	case factor:
		return object{"type": "number", "exclusiveMinimum": 0}
	case flag:
		return object{"type": "boolean"}
	case period:
		return object{"type": "string", "pattern": strings.ReplaceAll(periodText.String(), "?:", "")}
	}
	if s.options != nil {
		return object{"enum": s.options}
	}
	out := object{"type": []string{"string", "number", "boolean"}}
	if s.pattern != "" {
		out["pattern"] = s.pattern
	}
	return out
}
