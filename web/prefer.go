package web

import (
	"net/http"
	"strings"
)

// asAnswer is the preference (RFC 7240) of pages that ask while somebody types,
// or as they open: a browser writes every status of 400 and above to its console
// as a mistake, and an expression that is half typed is none.
const asAnswer = "problem-as-answer"

// gently answers 200 to who prefers it where the question was about something
// that is not done yet, not there or away. The body is the same problem, with
// its status. The log and the metrics, which are below, have that status, too.
func gently(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if prefers(r.Header, asAnswer) {
			w = &gentle{w}
		}
		next.ServeHTTP(w, r)
	})
}

// prefers reports whether a request has a preference.
func prefers(h http.Header, wanted string) bool {
	for _, line := range h.Values("Prefer") {
		for one := range strings.SplitSeq(line, ",") {
			if strings.EqualFold(strings.TrimSpace(one), wanted) {
				return true
			}
		}
	}
	return false
}

type gentle struct{ http.ResponseWriter }

func (g *gentle) WriteHeader(status int) {
	usual := status == http.StatusNotFound || status == http.StatusUnprocessableEntity || status == http.StatusServiceUnavailable
	if usual && g.Header().Get("Content-Type") == problemType {
		g.Header().Set("Preference-Applied", asAnswer)
		status = http.StatusOK
	}
	g.ResponseWriter.WriteHeader(status)
}

// Unwrap lets handlers flush, and set deadlines.
func (g *gentle) Unwrap() http.ResponseWriter { return g.ResponseWriter }
