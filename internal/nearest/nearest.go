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
		if d < least && d < max(len(want), len(have)) && (d <= (len(want)+1)/2) {
			best, least = c, d
		}
	}
	return best, best != ""
}

func fold(s string) string {
	return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(s))
}

// distance is the Levenshtein distance in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		previous := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := previous
			if a[i] != b[j] {
				cost++
			}
			previous = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
