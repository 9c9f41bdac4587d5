package template

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/waybillhq/waybill"
)

// The filters that [CompileURL] adds to every output.
const (
	pathFilter  = "waybill_path_value"
	queryFilter = "waybill_query_value"
)

// twice finds the filter that would encode a value a second time.
var twice = regexp.MustCompile(`\|\s*(url_encode|url_escape|cgi_escape)\b`)

// CompileURL compiles the template of a URL or of its path. Every value is
// percent-encoded on its own, so that nothing in a row can add a segment, a
// parameter or a host; before the ? a value must also not be empty, "." or
// "..", which would address something else.
func CompileURL(src string) (*Template, error) {
	var b strings.Builder
	inQuery := false
	rest := src
	for {
		at := markup.FindStringIndex(rest)
		if at == nil {
			b.WriteString(rest)
			break
		}
		text, part := rest[:at[0]], rest[at[0]:at[1]]
		inQuery = inQuery || strings.Contains(text, "?")
		b.WriteString(text + escaped(part, inQuery))
		rest = rest[at[1]:]
	}
	if twice.MatchString(src) {
		return nil, waybill.Errorf(waybill.EInvalid, "the template of a URL encodes a value that is encoded anyway").
			WithHint("leave out url_encode: every value in a URL is percent-encoded on its own")
	}
	if verbatim.MatchString(src) {
		return nil, waybill.Errorf(waybill.EInvalid, "the template of a URL cannot have raw or comment blocks")
	}
	t, err := Compile(b.String())
	if err != nil {
		return nil, err
	}
	t.src = src
	return t, nil
}

// escaped adds the filter to an output; tags stay as they are.
func escaped(part string, inQuery bool) string {
	if !strings.HasPrefix(part, "{{") {
		return part
	}
	name := pathFilter
	if inQuery {
		name = queryFilter
	}
	end := "}}"
	if strings.HasSuffix(part, "-}}") {
		end = "-}}"
	}
	return strings.TrimSuffix(part, end) + " | " + name + " " + end
}

func pathValue(v any) (string, error) {
	text := plain(v)
	switch text {
	case "":
		return "", errors.New("a value in the path of the URL is empty")
	case ".", "..":
		return "", fmt.Errorf("a value in the path of the URL is %s, which addresses something else", text)
	}
	return PercentEncode(text), nil
}

func queryValue(v any) string { return PercentEncode(plain(v)) }

// plain returns the text of a value as it would have been printed.
func plain(v any) string {
	if text, ok := waybill.Text(fromLiquid(v)); ok {
		return text
	}
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// PercentEncode encodes every byte but A-Z a-z 0-9 - . _ ~, the unreserved
// characters of RFC 3986. Unlike url.PathEscape it leaves no : & + = $ @.
func PercentEncode(s string) string {
	n := 0
	for i := range len(s) {
		if !unreserved(s[i]) {
			n++
		}
	}
	if n == 0 {
		return s
	}
	const hex = "0123456789ABCDEF"
	b := make([]byte, 0, len(s)+2*n)
	for i := range len(s) {
		if c := s[i]; unreserved(c) {
			b = append(b, c)
		} else {
			b = append(b, '%', hex[c>>4], hex[c&15])
		}
	}
	return string(b)
}

func unreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
		c == '-' || c == '.' || c == '_' || c == '~'
}
