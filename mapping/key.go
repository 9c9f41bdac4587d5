package mapping

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/waybillhq/waybill"
)

// Encode returns the primary key of a row as it is remembered: a JSON array of
// the canonical text of its parts, untyped, so that a cast from integer to
// text rekeys nothing. It reports false if a part is null or has no text.
func Encode(parts []any) (key string, ok bool) {
	b := append(make([]byte, 0, 24), '[')
	for i, part := range parts {
		if i > 0 {
			b = append(b, ',')
		}
		if b, ok = appendPart(b, part); !ok {
			return "", false
		}
	}
	return string(append(b, ']')), len(parts) > 0
}

func appendPart(b []byte, part any) ([]byte, bool) {
	text, ok := waybill.Text(part)
	if !ok || !utf8.ValidString(text) {
		return b, false
	}
	b, err := waybill.AppendJSON(b, text)
	return b, err == nil
}

// Decode returns the parts of an encoded key, or the key itself as its only
// part if it is not one.
func Decode(key string) []string {
	var parts []string
	if err := json.Unmarshal([]byte(key), &parts); err != nil {
		return []string{key}
	}
	return parts
}

// Display returns an encoded key as people read and type it: its parts joined
// by a comma.
func Display(key string) string {
	if inner, ok := strings.CutPrefix(key, `["`); ok && len(key) > 3 && !strings.ContainsAny(inner[:len(inner)-2], `"\`) {
		return inner[:len(inner)-2]
	}
	return strings.Join(Decode(key), ",")
}
