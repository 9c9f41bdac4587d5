package store

import (
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
)

// This file is how the messages of rows in doubt, which are the network's, are
// said to somebody who knows none of its words. All stores search by both.

// meanings are told apart by signs in a message, in lower case and without the
// characters that LIKE reads; the first that has one of its signs holds.
var meanings = [...]struct {
	words string
	signs []string
}{
	{
		"The answer did not come in time: the request was sent, and waiting for its answer was given up.",
		[]string{"no answer within", "timeout", "deadline exceeded"},
	},
	{
		"The answer never came: the connection was closed after the request was sent.",
		[]string{" eof", "reset by peer", "broken pipe", "closed", "connection lost", "connection was lost", "aborted", "goaway"},
	},
	{
		"Waybill ended after the request was sent and before its answer was seen: it was killed, or its machine stopped.",
		[]string{"process ended"},
	},
	{
		"The vendor answered with an error of its own, which does not say whether the record was kept.",
		[]string{"answered 408", "answered 50", "answered 51", "answered 52", "answered 53", "answered 59"},
	},
	{
		"The request was sent, and what came back does not say whether the record was kept.",
		[]string{"no answer", "not answered", "unreadable", "empty body"},
	},
}

// Meaning says in plain words why nobody knows what became of a row with this
// message; "" if it is not in doubt, or no more can be said than the message does.
func Meaning(o waybill.Outcome, message string) string {
	if o != waybill.InDoubt {
		return ""
	}
	message = strings.ToLower(message)
	for _, m := range meanings {
		if slices.ContainsFunc(m.signs, func(sign string) bool { return strings.Contains(message, sign) }) {
			return m.words
		}
	}
	return ""
}

// Meant is a condition in SQL, true of a row in doubt whose message, an
// expression, means something with text in it. It holds nothing of the text.
func Meant(message, outcome, text string) string {
	var which strings.Builder
	found := false
	which.WriteString("CASE WHEN " + outcome + " <> 'in_doubt' THEN 0")
	for _, m := range meanings {
		which.WriteString(" WHEN ")
		for i, sign := range m.signs {
			if i > 0 {
				which.WriteString(" OR ")
			}
			which.WriteString("lower(" + message + ") LIKE '%" + sign + "%'")
		}
		if Says(m.words, text) {
			found = true
			which.WriteString(" THEN 1")
		} else {
			which.WriteString(" THEN 0")
		}
	}
	if !found {
		return "1 = 0"
	}
	return which.String() + " ELSE 0 END = 1"
}
