package engine

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/spool"
)

// maxNamed is how many rows a refusal names.
const maxNamed = 5

// conflicts finds business keys, or match values, that are on several rows of
// the run, and returns a refusal for each of those rows, in the order of the
// primary keys. All of them are refused, naming each other.
func conflicts(business *spool.Sorter, what, tempDir string) (*spool.Sorter, error) {
	out := spool.NewSorter(tempDir, arena/8)
	if business == nil {
		return out, nil
	}
	var g sharing
	for item, err := range business.All() {
		if err == nil && !bytes.Equal(item.Key, g.value) {
			err = g.flush(what, out)
			g = sharing{value: bytes.Clone(item.Key)}
		}
		if err != nil {
			_ = out.Close()
			return nil, err
		}
		g.add(string(item.Value))
	}
	return out, g.flush(what, out)
}

// sharing is the rows that share one value. Only their distinct primary keys
// count: repeats of one row are another matter.
type sharing struct {
	value []byte
	keys  []string
}

func (g *sharing) add(key string) {
	if len(g.keys) == 0 || g.keys[len(g.keys)-1] != key {
		g.keys = append(g.keys, key)
	}
}

func (g *sharing) flush(what string, out *spool.Sorter) error {
	if len(distinct(g.keys)) < 2 {
		return nil
	}
	message := []byte(fmt.Sprintf("%s %s is on %d rows of this run: %s", what, g.value, len(g.keys), g.names()))
	for _, key := range g.keys {
		if err := out.Add([]byte(key), message); err != nil {
			return err
		}
	}
	return nil
}

func distinct(keys []string) map[string]bool {
	m := make(map[string]bool, min(len(keys), 2))
	for _, k := range keys {
		if m[k] = true; len(m) > 1 {
			break
		}
	}
	return m
}

// names lists the rows, a few of them if they are many.
func (g *sharing) names() string {
	var names []string
	for i, k := range g.keys {
		if i == maxNamed {
			names = append(names, fmt.Sprintf("and %d more", len(g.keys)-maxNamed))
			break
		}
		names = append(names, mapping.Display(k))
	}
	return strings.Join(names, ", ")
}
