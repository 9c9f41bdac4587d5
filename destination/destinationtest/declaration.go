package destinationtest

import (
	"slices"
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
)

// declaration checks what forms, documentation and validation derive from.
func declaration(t *testing.T, s Suite) {
	d := s.Destination
	if d.Name == "" || d.Label == "" || d.Doc == "" || d.Docs == "" || d.Check == nil {
		t.Error("Name, Label, Doc, Docs and Check are required")
	}
	if d.Limit.Concurrency == 0 || d.Limit.Timeout == 0 {
		t.Error("Limit needs a concurrency and a timeout")
	}
	for _, f := range d.Settings {
		if f.Doc == "" || f.Label == "" {
			t.Errorf("setting %s: Label and Doc are required: say where to find it", f.Name)
		}
	}
	for i := range d.Operations {
		operation(t, &d, &d.Operations[i])
	}
}

func operation(t *testing.T, d *destination.Destination, op *destination.Operation) {
	if (op.Send == nil) == (op.SendBatch == nil) {
		t.Errorf("%s: exactly one of Send and SendBatch is required", op.Name)
	}
	if (op.Remove == nil) != (len(op.Removals) == 0) {
		t.Errorf("%s: Remove and Removals go together", op.Name)
	}
	if op.Label == "" || op.Doc == "" || len(op.Modes) == 0 {
		t.Errorf("%s: Label, Doc and Modes are required", op.Name)
	}
	if slices.Contains(op.Modes, waybill.Insert) && op.Key == nil {
		t.Errorf("%s: an insert needs a business key, or rows are sent twice", op.Name)
	}
	for _, name := range append(slices.Clone(op.Needs), nonEmpty(op.API.Base)...) {
		if _, ok := d.Setting(name); !ok {
			t.Errorf("%s needs %s, which is not a setting", op.Name, name)
		}
	}
	for _, name := range fieldNames(op) {
		if _, ok := op.Field(name); !ok {
			t.Errorf("%s names %s, which is not a field", op.Name, name)
		}
	}
	if name, ok := strings.CutPrefix(keyScope(op), waybill.ScopeSetting); ok && !hasField(op.Settings, name) {
		t.Errorf("%s: the business key's scope names %s, which is not a setting of the sync", op.Name, name)
	}
	fields(t, op.Name, op.Fields)
}

func fields(t *testing.T, where string, fs []waybill.Field) {
	known := map[string]bool{}
	for _, f := range fs {
		for _, name := range append([]string{f.Name}, f.Aliases...) {
			if known[name] {
				t.Errorf("%s: %s is declared twice", where, name)
			}
			known[name] = true
		}
		if f.Label == "" || f.Doc == "" {
			t.Errorf("%s.%s: Label and Doc are required", where, f.Name)
		}
		if f.Reference && (f.Secret || f.Type != waybill.String && f.Type != waybill.Email) {
			t.Errorf("%s.%s: a reference is a text, and no secret", where, f.Name)
		}
		fields(t, where+"."+f.Name, f.Fields)
	}
}

// fieldNames lists the fields that the operation refers to.
func fieldNames(op *destination.Operation) []string {
	names := slices.Clone(op.Match)
	for _, group := range op.OneOf {
		names = append(names, group...)
	}
	if op.Key != nil {
		names = append(names, nonEmpty(op.Key.Field)...)
	}
	return names
}

func keyScope(op *destination.Operation) string {
	if op.Key == nil {
		return ""
	}
	return string(op.Key.Scope)
}

func hasField(fs []waybill.Field, name string) bool {
	return slices.ContainsFunc(fs, func(f waybill.Field) bool { return f.Name == name })
}

func nonEmpty(name string) []string {
	if name == "" {
		return nil
	}
	return []string{name}
}
