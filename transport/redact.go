package transport

import (
	"cmp"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

const mask = "•••"

// Redactor replaces secrets by ••• (invariant 12). It may be used by several goroutines.
type Redactor struct {
	forms    []string
	replacer *strings.Replacer
}

// NewRedactor returns a redactor for the secrets, each also as it looks when
// percent-encoded, quoted, in base64, or as part of basic authentication with another
// of them.
func NewRedactor(secrets []string) *Redactor {
	var forms []string
	add := func(s string) {
		if s != "" {
			forms = append(forms, s)
		}
	}
	for _, s := range secrets {
		if s == "" {
			continue
		}
		add(s)
		add(url.QueryEscape(s))
		add(url.PathEscape(s))
		add(strings.Trim(strconv.Quote(s), `"`))
		add(base64.StdEncoding.EncodeToString([]byte(s)))
		add(base64.RawURLEncoding.EncodeToString([]byte(s)))
		for _, other := range secrets {
			add(base64.StdEncoding.EncodeToString([]byte(other + ":" + s)))
		}
	}
	r := &Redactor{forms: longestFirst(forms)}
	pairs := make([]string, 0, 2*len(r.forms))
	for _, f := range r.forms {
		pairs = append(pairs, f, mask)
	}
	r.replacer = strings.NewReplacer(pairs...)
	return r
}

// Text returns s with every secret masked.
func (r *Redactor) Text(s string) string {
	for _, f := range r.forms {
		if strings.Contains(s, f) {
			return r.replacer.Replace(s)
		}
	}
	return s
}

// Header returns h with secrets masked, and every header that carries
// credentials masked whole. h is not changed; it is returned as it is if there
// is nothing to mask.
func (r *Redactor) Header(h http.Header) http.Header {
	var out http.Header
	for name, values := range h {
		for i, v := range values {
			masked := mask
			if !sensitive(name) {
				masked = r.Text(v)
			}
			if masked == v {
				continue
			}
			if out == nil {
				out = h.Clone()
			}
			out[name][i] = masked
		}
	}
	if out == nil {
		return h
	}
	return out
}

// longestFirst sorts forms so that a secret inside a longer one does not leave
// the rest of it behind, and drops repeats.
func longestFirst(forms []string) []string {
	slices.SortFunc(forms, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), strings.Compare(a, b))
	})
	return slices.Compact(forms)
}

func sensitive(name string) bool {
	switch http.CanonicalHeaderKey(name) {
	case "Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie":
		return true
	}
	return false
}
