package postgres

import (
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
)

// which of several values with one key counts.
type which bool

const (
	first which = false
	last  which = true
)

// distinct returns the list in the order of its keys, with one value for each:
// a statement can write each row once only.
func distinct[T any](list []T, key func(T) string, w which) []T {
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b T) int { return strings.Compare(key(a), key(b)) })
	n := 0
	for i := range out {
		switch {
		case i == 0 || key(out[i]) != key(out[n-1]):
			out[n] = out[i]
			n++
		case w == last:
			out[n-1] = out[i]
		}
	}
	return out[:n]
}

// blobs are texts as bytes.
func blobs(texts []string) [][]byte {
	out := make([][]byte, len(texts))
	for i, t := range texts {
		out[i] = []byte(t)
	}
	return out
}

// orNull is text as bytes, NULL if it is empty.
func orNull(text string) []byte {
	if text == "" {
		return nil
	}
	return []byte(text)
}

// digest is a digest as bytes, NULL if it is of no record. The bytes are d's own.
func digest(d *waybill.Digest) []byte {
	if d.IsZero() {
		return nil
	}
	return d[:]
}
