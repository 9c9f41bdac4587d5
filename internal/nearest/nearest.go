// Package nearest finds the known name that somebody who mistyped one meant.
package nearest

import "strings"

// maxDistance is how many letters a guess may be off; beyond it a guess misleads.
const maxDistance = 3

// Name returns the candidate that is most like name, or false if none is like
// it at all. Case, spaces, dashes and underscores do not count.
func Name(name string, candidates []string) (string, bool) {
	best, least := "", maxDistance+1
	want := fold(name)
	for _, c := range candidates {
		have := fold(c)
		d := distance(want, have)
		if d > 0 && (strings.HasPrefix(have, want) || strings.HasSuffix(have, want)) && len(want) >= maxDistance {
			d = min(d, maxDistance)
		}
		if 2*d > len(want)+1 || d > maxDistance {
			continue
		}
		if d < least || d == least && len(have) == len(want) {
			best, least = c, d
		}
	}
	return best, best != ""
}

func fold(s string) string {
	return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(s))
}

// distance counts letters to insert, drop, replace or swap with the next one.
func distance(a, b string) int {
	before, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		next := make([]int, len(b)+1)
		next[0] = i + 1
		for j := range len(b) {
			cost := row[j]
			if a[i] != b[j] {
				cost++
			}
			next[j+1] = min(cost, next[j]+1, row[j+1]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row = row, next
	}
	return row[len(b)]
}
