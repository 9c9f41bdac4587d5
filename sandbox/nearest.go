package sandbox

import "strings"

// suggest names the nearest of the known words and lists them all if they are
// few.
func suggest(word string, known []string) string {
	best, least := "", len(word)/2+2
	for _, k := range known {
		_, short, _ := strings.Cut(k, ".")
		if d := min(distance(word, k), distance(word, short)); d < least {
			best, least = k, d
		}
	}
	all := "known: " + strings.Join(known, ", ")
	if best == "" {
		return all
	}
	if len(known) > 8 {
		return "did you mean " + best + "?"
	}
	return "did you mean " + best + "? " + all
}

// distance counts the edits that turn one word into the other (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := before
			if a[i] != b[j] {
				change++
			}
			before = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
