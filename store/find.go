package store

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"
)

// This file is how all stores find a row by what a person calls it.

// Reference says that a row has a value in a field by which people look for it:
// a click, a customer. Rows that are not remembered are not found by theirs.
type Reference struct {
	Digest int64 // of the value, see [ReferenceDigest]
	Key    string
	Field  string
}

// ReferenceDigest is what is kept of a value that people look for: 63 bits of a
// SHA-256, never negative. E-mail addresses are alike whatever their case.
//
// Among ten million references the odds that a search finds a wrong one are one
// in 900 billion.
func ReferenceDigest(value string) int64 {
	value = strings.TrimSpace(value)
	if strings.Contains(value, "@") {
		value = strings.ToLower(value)
	}
	sum := sha256.Sum256([]byte(value))
	return int64(binary.BigEndian.Uint64(sum[:8]) >> 1)
}

// MostReferences is how many rows with one reference a search looks at; the
// newest of more than that may not be among them.
const MostReferences = 5000

// MostRuns is in how many runs, the newest, a search looks for rows of which
// nothing is remembered: those that a run read and did not get to send, and those
// that were deleted at the vendor.
const MostRuns = 2000

// Question asks for rows that go by a name in one way.
type Question struct {
	By    Found
	Query string
	Args  []any
}

// Row is a row that was found: of a scope, whose number in the store is ID, 0 as
// long as nothing is remembered in it.
type Row struct {
	ID          int64
	Scope       Scope
	Key         string // the encoded primary key
	BusinessKey string // as it was found; empty if it has none there
	Field       string // of the reference that it was found by
}

// Collect asks the questions in turn, until there are limit rows, and returns
// these, each once and as the first question found it.
func Collect(questions []Question, limit int, ask func(Question) ([]Row, error), hit func(Row) (Hit, error)) ([]Hit, error) {
	type place struct {
		scope Scope
		key   string
	}
	var hits []Hit
	seen := map[place]bool{}
	for _, q := range questions {
		if len(hits) == limit {
			break
		}
		found, err := ask(q)
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			if seen[place{r.Scope, r.Key}] || len(hits) == limit {
				continue
			}
			seen[place{r.Scope, r.Key}] = true
			h, err := hit(r)
			if err != nil {
				return nil, err
			}
			h.By, h.Field = q.By, r.Field
			hits = append(hits, h)
		}
	}
	return hits, nil
}

// Called are the business keys that a row may be claimed under of which nothing
// is remembered: what a person called it, and what it had in a run.
func Called(shown string, results []RunResult) []string {
	called := []string{shown}
	for _, r := range results {
		if r.BusinessKey != "" && r.BusinessKey != called[len(called)-1] {
			called = append(called, r.BusinessKey)
		}
	}
	return called
}
