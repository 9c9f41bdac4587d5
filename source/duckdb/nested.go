//go:build cgo && !no_duckdb

package duckdb

import (
	"fmt"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source"
)

// nested returns how lists, structs, maps and unions are converted, with all
// that is in them.
func nested(info duckdb.TypeInfo) source.Convert {
	switch d := info.Details().(type) {
	case *duckdb.ListDetails:
		return listOf(converter(d.Child))
	case *duckdb.ArrayDetails:
		return listOf(converter(d.Child))
	case *duckdb.StructDetails:
		members := map[string]source.Convert{}
		for _, e := range d.Entries {
			members[e.Name()] = converter(e.Info())
		}
		return structOf(members)
	case *duckdb.MapDetails:
		return mapOf(converter(d.Key), converter(d.Value))
	case *duckdb.UnionDetails:
		members := map[string]source.Convert{}
		for _, m := range d.Members {
			members[m.Name] = converter(m.Type)
		}
		return unionOf(members)
	}
	return scalar
}

func convert(c source.Convert, v any) (any, error) {
	if v == nil || c == nil {
		return v, nil
	}
	return c(v)
}

func listOf(element source.Convert) source.Convert {
	return source.As(func(list []any) (any, error) {
		for i := range list {
			var err error
			if list[i], err = convert(element, list[i]); err != nil {
				return nil, fmt.Errorf("[%d]: %w", i, err)
			}
		}
		return list, nil
	})
}

func structOf(members map[string]source.Convert) source.Convert {
	return source.As(func(object map[string]any) (any, error) {
		for name, member := range object {
			var err error
			if object[name], err = convert(members[name], member); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
		return object, nil
	})
}

func mapOf(key, value source.Convert) source.Convert {
	return source.As(func(entries duckdb.OrderedMap) (any, error) {
		object := make(map[string]any, entries.Len())
		values := entries.Values()
		for i, k := range entries.Keys() {
			k, err := key(k) // a key is never null
			if err != nil {
				return nil, err
			}
			name, _ := waybill.Text(k) // keys are scalar, see hasNestedKeys
			if object[name], err = convert(value, values[i]); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
		return object, nil
	})
}

func unionOf(members map[string]source.Convert) source.Convert {
	return source.As(func(union duckdb.Union) (any, error) {
		return convert(members[union.Tag], union.Value)
	})
}
