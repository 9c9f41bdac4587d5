package web

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/waybillhq/waybill/store"
)

// A row is found by whatever a run has once read in it. Who reads that it was
// accepted must not take it for accepted with that.

// mention is what a row was found by, where it is not its own name.
type mention struct {
	as    string // what it is of the row, such as click reference
	text  string
	named bool   // it was sent with it
	note  string // what to say of it otherwise
}

// referredTo looks whether what a row was found by was sent.
func (k knowledge) referredTo(as, text string) mention {
	r := mention{as: as, text: text}
	called := as + " " + text
	sent := k.row.Sent
	switch {
	case k.claim == nil || len(sent) == 0:
		r.note = " A run has read it with the " + called + ", which it may not have any more."
	case within(sent[0], text):
		r.named = true
	default:
		how := "sent"
		if k.state() == store.Accepted && k.word == nil && k.by() == "" {
			how = "accepted"
		}
		r.note = " A run has read it with the " + called + "; it was " + how + " with another one."
		for _, earlier := range sent[1:] {
			if within(earlier, text) {
				r.note = " It was sent with the " + called + " before, and then " + how + " with another one."
			}
		}
	}
	return r
}

// goesBy reports whether a business key is one that a row has, or was sent under.
func (k knowledge) goesBy(text string) bool {
	return k.business() == text || k.held != nil && k.held.BusinessKey == text || k.entry != nil && k.entry.NewKey == text ||
		slices.ContainsFunc(k.row.Others, func(c store.ClaimStory) bool { return c.BusinessKey == text })
}

// calledBefore says of a row that was found by a business key that a run told of it
// that it goes by another one.
func (k knowledge) calledBefore(text string) mention {
	var r mention
	switch now := k.business(); {
	case k.goesBy(text):
	case now == "":
		r.note = " A run has read it as " + text + "."
	case k.state() == store.Accepted && k.word == nil:
		r.note = " A run has read it as " + text + "; it was accepted as " + now + "."
	default:
		r.note = " A run has read it as " + text + ", too."
	}
	return r
}

// within reports whether a request has a value as a whole word, however it was
// encoded.
func within(request, value string) bool {
	head, body, _ := strings.Cut(request, "\n\n")
	texts := []string{request}
	for _, decode := range []func(string) (string, error){url.PathUnescape, url.QueryUnescape} {
		for _, part := range []string{head, body} {
			if text, err := decode(part); err == nil {
				texts = append(texts, text)
			}
		}
	}
	var tree any
	if json.Unmarshal([]byte(body), &tree) == nil {
		texts = leaves(tree, texts)
	}
	for _, text := range texts {
		if hasWord(text, value) {
			return true
		}
	}
	return false
}

// leaves adds all texts of a JSON value.
func leaves(tree any, texts []string) []string {
	switch v := tree.(type) {
	case string:
		texts = append(texts, v)
	case []any:
		for _, one := range v {
			texts = leaves(one, texts)
		}
	case map[string]any:
		for _, one := range v {
			texts = leaves(one, texts)
		}
	}
	return texts
}

// hasWord reports whether a text has a value that does not go on at its ends. E-mail
// addresses are alike whatever their case.
func hasWord(text, value string) bool {
	if strings.Contains(value, "@") {
		text, value = strings.ToLower(text), strings.ToLower(value)
	}
	goesOn := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_.+", r) }
	for value != "" {
		at := strings.Index(text, value)
		if at < 0 {
			return false
		}
		before, behind := text[:at], text[at+len(value):]
		if strings.TrimRightFunc(before, goesOn) == before && strings.TrimLeftFunc(behind, goesOn) == behind {
			return true
		}
		text = behind
	}
	return false
}
