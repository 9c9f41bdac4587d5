// Package near finds, among the names there are, those that a mistyped one
// may have meant.
package near

import (
	"slices"
	"strings"
)

// most is how many names are proposed.
const most = 3

// Names returns up to three candidates that are like name, the nearest first.
func Names(name string, candidates []string) []string {
	type match struct {
		name     string
		distance int
	}
	var matches []match
	for _, c := range candidates {
		d := distance(strings.ToLower(name), strings.ToLower(c))
		if d <= 1+len(name)/3 || (len(name) > 2 && strings.Contains(strings.ToLower(c), strings.ToLower(name))) {
			matches = append(matches, match{c, d})
		}
	}
	slices.SortStableFunc(matches, func(a, b match) int { return a.distance - b.distance })
	var names []string
	for _, m := range matches[:min(most, len(matches))] {
		names = append(names, m.name)
	}
	return names
}

// Hint says which names were meant, or which there are if none is near.
func Hint(name string, candidates []string) string {
	if names := Names(name, candidates); len(names) > 0 {
		return "did you mean " + strings.Join(names, ", ") + "?"
	}
	if len(candidates) == 0 {
		return "there are none"
	}
	sorted := slices.Sorted(slices.Values(candidates))
	if len(sorted) > 20 {
		return strings.Join(sorted[:20], ", ") + " and more"
	}
	return "there are " + strings.Join(sorted, ", ")
}

// distance is the least number of characters to insert, delete or replace to
// make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
