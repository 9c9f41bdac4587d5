package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"github.com/waybillhq/waybill"
)

// What is not text would be kept as something else than what was sent: JSON's
// decoder puts U+FFFD in its place, and databases refuse NUL.
const asText = "Texts are UTF-8 without NUL."

var errNotText = waybill.Errorf(waybill.EInvalid, "the body is not text").WithHint(asText)

// jsonText reads JSON that is text throughout.
var jsonText = huma.Format{
	Marshal: huma.DefaultJSONFormat.Marshal,
	Unmarshal: func(b []byte, v any) error {
		if !utf8.Valid(b) || !escapesText(b) {
			return errNotText
		}
		return json.Unmarshal(b, v)
	},
}

// escapesText reports whether all escapes of JSON are characters: no NUL, and no
// half of a pair.
func escapesText(b []byte) bool {
	for {
		at := bytes.IndexByte(b, '\\')
		if at < 0 || at+1 >= len(b) {
			return true
		}
		r, ok := escaped(b[at:])
		if !ok { // of another kind, or none, which the decoder says
			b = b[at+2:]
			continue
		}
		b = b[at+escape:]
		if utf16.IsSurrogate(r) {
			low, _ := escaped(b)
			if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
				return false
			}
			b = b[escape:]
		}
		if r == 0 {
			return false
		}
	}
}

// escape is how long \u0000 is.
const escape = 6

// escaped returns the unit of UTF-16 at the beginning of b, if it is escaped.
func escaped(b []byte) (rune, bool) {
	if len(b) < escape || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(b[2:escape]), 16, 16)
	return rune(n), err == nil
}

// readable refuses requests whose path, query or headers are not text.
func (s *Server) readable(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if where, name := notText(r); where != "" {
			s.refuse(w, r, withStatus(http.StatusBadRequest, waybill.Errorf(waybill.EInvalid, "the %s is not text", where).WithHint(asText).At(name)))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// read are the headers whose values are kept or compared.
var read = []string{"Idempotency-Key", "If-Match", "If-None-Match"}

// notText says which part of a request is not text, and the name of its
// parameter if that is one; "" if all is.
func notText(r *http.Request) (where, name string) {
	if !isText(r.URL.Path) {
		return "path", ""
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return "query", ""
	}
	for name, values := range query {
		switch {
		case !isText(name):
			return "query", ""
		case !isText(strings.Join(values, "")):
			return "parameter " + name, name
		}
	}
	for _, name := range read {
		if !isText(strings.Join(r.Header.Values(name), "")) {
			return "header " + name, name
		}
	}
	return "", ""
}

func isText(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }
