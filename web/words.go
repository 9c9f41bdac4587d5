package web

import "strings"

// limits are the ways in which huma says that something is too long or too
// short, and how a person would.
var limits = []struct{ said, before, after string }{
	{"expected length >= ", "too short: it takes at least ", " characters"},
	{"expected length <= ", "too long: it takes at most ", " characters"},
	{"expected array length >= ", "too few: it takes at least ", ""},
	{"expected array length <= ", "too many: it takes at most ", ""},
	{"expected number >= ", "too small: it is at least ", ""},
	{"expected number <= ", "too large: it is at most ", ""},
}

// inWords says for people what huma finds wrong with a value.
func inWords(message string) string {
	for _, l := range limits {
		if rest, ok := strings.CutPrefix(message, l.said); ok {
			return l.before + rest + l.after
		}
	}
	return message
}
