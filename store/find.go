package store

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"
)

// This file is how all stores find a row by what a person calls it.

// Reference says that a row has a value in a field by which people look for it:
// a click, a customer. Rows are found by theirs that are remembered, or that a
// run was to send and did not get to.
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

// MostResults is how many results of one key, the newest, a search looks at for
// rows of which nothing is remembered: those that a run read and did not get to
// send, those that were refused and left the model, and those that were deleted
// at the vendor.
const MostResults = 500

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
	By          Found
}

// Collect asks the questions in turn, until there are limit rows, and returns
// these, each once and as the first question found it.
func Collect(questions []Question, limit int, ask func(Question) ([]Row, error)) ([]Row, error) {
	type place struct {
		scope Scope
		key   string
	}
	var rows []Row
	seen := map[place]bool{}
	for _, q := range questions {
		if len(rows) == limit {
			break
		}
		found, err := ask(q)
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			if seen[place{r.Scope, r.Key}] || len(rows) == limit {
				continue
			}
			seen[place{r.Scope, r.Key}] = true
			r.By = q.By
			rows = append(rows, r)
		}
	}
	return rows, nil
}

// Found says by what a row was found.
type Found string

// The ways of finding a row.
const (
	ByKey         Found = "primary_key"
	ByBusinessKey Found = "business_key"
	ByVendorID    Found = "vendor_id"
	ByReference   Found = "reference"
)

// Hit is a row that was found.
type Hit struct {
	Scope Scope
	Key   string // the encoded primary key
	By    Found
	Field string // of the record, if it was found by a reference
	Entry *Entry // nil: only its claim is known
	Claim *Claim // nil: it has none; that of another row, if that one has its business key

	Claims ClaimScope   // where its claim holds
	Sent   []string     // the requests of the receipts of its claim, newest first
	Others []ClaimStory // see [Story]; without their receipts
}

// AddResult adds a result of a row to those that are known, unless it is the last
// of them.
func AddResult(known []RunResult, r RunResult) []RunResult {
	if n := len(known); n > 0 && known[n-1].Run == r.Run {
		return known
	}
	return append(known, r)
}

// State is what is known of a row that was found; 0 if nothing is remembered.
func (h Hit) State() State { return Known(h.Entry, h.Claim) }

// Known is the state of a row by its memory and its claim, either of which may
// be nil: while it is being sent, its own claim knows more. 0: nothing is remembered.
func Known(e *Entry, c *Claim) State {
	switch {
	case c != nil && c.Own && (e == nil || e.State == Begun || c.State == Begun):
		return c.State
	case e != nil:
		return e.State
	}
	return 0
}

// Called are the business keys that a row had in runs.
func Called(results []RunResult) (called []string) {
	for _, r := range results {
		if r.BusinessKey != "" && !slices.Contains(called, r.BusinessKey) {
			called = append(called, r.BusinessKey)
		}
	}
	return called
}
