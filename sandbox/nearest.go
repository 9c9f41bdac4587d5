package sandbox

import (
	"slices"
	"strings"

	"github.com/waybillhq/waybill/internal/near"
)

// suggest names the known words that are like word, whether or not they are
// written with what stands before their dot, and lists them all if they are few.
func suggest(word string, known []string) string {
	_, short, dotted := strings.Cut(word, ".")
	names := near.Names(word, known)
	if len(names) == 0 {
		var after []string
		for _, k := range known {
			_, last, _ := strings.Cut(k, ".")
			after = append(after, last)
		}
		if !dotted {
			short = word
		}
		for _, n := range near.Names(short, after) {
			names = append(names, known[slices.Index(after, n)])
		}
	}
	all := "known: " + strings.Join(known, ", ")
	switch {
	case len(names) == 0:
		return all
	case len(known) > 8:
		return "did you mean " + names[0] + "?"
	}
	return "did you mean " + names[0] + "? " + all
}
