package project

import (
	"cmp"
	"encoding/base64"
	"errors"
	"net"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/waybillhq/waybill"
)

// masked is what takes the place of what a reference stood for.
const masked = "•••"

// least is the length in bytes from which a value is looked for: a shorter one
// would mask parts of ordinary words.
const least = 4

// masks knows what references of a project stood for, so that no message tells
// it. It may be used by several goroutines; nil knows nothing.
type masks struct {
	mu    sync.Mutex
	known map[string]bool
	forms []string // longest first; nil: to be made
}

// add notes a value.
func (m *masks) add(value string) {
	if m == nil || len(value) < least {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known[value] {
		return
	}
	if m.known == nil {
		m.known = map[string]bool{}
	}
	m.known[value], m.forms = true, nil
}

// words returns all that is looked for, longest first.
func (m *masks) words() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.forms == nil && len(m.known) > 0 {
		m.forms = formsOf(m.known)
	}
	return m.forms
}

// text returns s with what was noted masked, however it is written.
func (m *masks) text(s string) string {
	if m == nil {
		return s
	}
	for _, f := range m.words() {
		s = strings.ReplaceAll(s, f, masked)
	}
	return s
}

// formsOf returns the ways in which messages write values: as they are, as a
// path, quoted, in a URL, in base64; and their parts.
func formsOf(values map[string]bool) []string {
	seen := map[string]bool{}
	for whole := range values {
		for _, v := range partsOf(whole) {
			for _, f := range []string{
				v, strings.TrimSpace(v), strings.TrimPrefix(filepath.Clean(v), "/"), strings.Trim(strconv.Quote(v), `"`), strings.Trim(strconv.QuoteToASCII(v), `"`),
				url.QueryEscape(v), url.PathEscape(v), (&url.URL{Path: v}).EscapedPath(), strings.ToLower(v), base64.StdEncoding.EncodeToString([]byte(v)),
			} {
				seen[f] = seen[f] || len(f) >= least
			}
		}
	}
	var forms []string
	for f, long := range seen {
		if long {
			forms = append(forms, f)
		}
	}
	slices.SortFunc(forms, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), strings.Compare(a, b)) })
	return forms
}

// partsOf returns a value, its lines, and of a URL or what a driver takes for
// one who signs in, where and to what.
func partsOf(value string) []string {
	parts := []string{value}
	for line := range strings.FieldsFuncSeq(value, func(r rune) bool { return r == '\n' || r == '\r' || r == 0 }) {
		if line != value {
			parts = append(parts, line)
		}
	}
	before, rest, found := strings.Cut(value, "://")
	if !found {
		before, rest, found = "", value, strings.Contains(value, "@")
	}
	if !found || strings.ContainsAny(before, " /") {
		return parts
	}
	rest, query, _ := strings.Cut(rest, "?")
	user, rest, signsIn := cutLast(rest, "@")
	if signsIn {
		name, password, _ := strings.Cut(user, ":")
		parts = append(parts, user, ":"+password+"@", password, name, unescaped(password), unescaped(name))
	}
	where, what, _ := strings.Cut(rest, "/")
	where = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(where, "tcp("), "unix("), ")")
	host, _, err := net.SplitHostPort(where)
	if err != nil {
		host = where
	}
	parts = append(parts, where, host, what, unescaped(what))
	for pair := range strings.SplitSeq(query, "&") {
		_, v, _ := strings.Cut(pair, "=")
		parts = append(parts, v, unescaped(v))
	}
	return slices.DeleteFunc(parts, func(p string) bool { return ordinaryWords[p] })
}

// ordinaryWords are parts of URLs that tell nothing and that messages are full
// of.
var ordinaryWords = map[string]bool{
	"localhost": true, "127.0.0.1": true, "postgres": true, "postgresql": true, "mysql": true, "root": true,
	"true": true, "false": true, "disable": true, "require": true, "prefer": true, "verify-full": true,
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return "", s, false
}

func unescaped(s string) string {
	if u, err := url.PathUnescape(s); err == nil {
		return u
	}
	return s
}

// error returns err telling nothing of what was noted. It is still what it was
// to errors.Is and errors.As.
func (m *masks) error(err error) error {
	if err == nil || m == nil {
		return err
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok { //nolint:errorlint // only what was joined at the top is taken apart
		var all []error
		for _, e := range joined.Unwrap() {
			all = append(all, m.error(e))
		}
		return errors.Join(all...)
	}
	text, told := m.text(err.Error()), true
	if e, ok := errors.AsType[*waybill.Error](err); ok {
		told = m.text(e.Hint) == e.Hint && m.text(e.Message) == e.Message
	}
	if text == err.Error() && told {
		return err
	}
	return &maskedError{m, err, text}
}

// maskedError is an error with another text.
type maskedError struct {
	masks *masks
	err   error
	text  string
}

func (e *maskedError) Error() string        { return e.text }
func (e *maskedError) Is(target error) bool { return errors.Is(e.err, target) }

// As gives what is for people only with its texts masked.
func (e *maskedError) As(target any) bool {
	to, ok := target.(**waybill.Error)
	if !ok {
		return errors.As(e.err, target)
	}
	found, ok := errors.AsType[*waybill.Error](e.err)
	if !ok {
		return false
	}
	told := *found
	told.Message, told.Hint, told.Err = e.masks.text(told.Message), e.masks.text(told.Hint), e.masks.error(told.Err)
	*to = &told
	return true
}

// Mask returns a message for people without what references of the project
// stood for: secrets, files, and variables of settings that are secret.
func (p *Project) Mask(message string) string { return p.masks.text(message) }

// MaskError is Mask for an error: its code and its causes stay.
func (p *Project) MaskError(err error) error { return p.masks.error(err) }
