package transport

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxWait bounds what a header can ask for.
const maxWait = 24 * time.Hour

// Wait returns how long an answer asks to wait, in Retry-After (seconds or a
// date, RFC 9110 10.2.3) or X-RateLimit-Retry-After (seconds, as Partnerize
// documents), the longest if there are several. It reports false if the answer
// does not say.
func Wait(h http.Header, now time.Time) (time.Duration, bool) {
	var longest time.Duration
	found := false
	for _, name := range []string{"Retry-After", "X-Ratelimit-Retry-After"} {
		for _, v := range h[name] {
			if d, ok := parseWait(strings.TrimSpace(v), now); ok {
				longest, found = max(longest, d), true
			}
		}
	}
	return longest, found
}

func parseWait(v string, now time.Time) (time.Duration, bool) {
	if s, err := strconv.ParseFloat(v, 64); err == nil && s >= 0 {
		return time.Duration(min(s, maxWait.Seconds()) * float64(time.Second)), true
	}
	if t, err := http.ParseTime(v); err == nil {
		return min(max(t.Sub(now), 0), maxWait), true
	}
	return 0, false
}
