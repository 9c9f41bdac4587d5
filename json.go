package waybill

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"sort"
	"strconv"
	"time"
	"unicode/utf8"
)

// AppendJSON appends v, a value as described in this package, to b as JSON:
// numbers exactly as they are, objects from JSON columns with their names
// sorted, text without HTML escapes, binary data as base64 unless it is UTF-8.
// It fails for values outside that list and for floats that JSON cannot carry.
func AppendJSON(b []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...), nil
	case bool:
		return strconv.AppendBool(b, v), nil
	case int64:
		return strconv.AppendInt(b, v, 10), nil
	case int:
		return strconv.AppendInt(b, int64(v), 10), nil
	case float64:
		return appendFloat(b, v)
	case json.Number:
		return appendNumber(b, v)
	case string:
		return appendString(b, v), nil
	case Date:
		return appendString(b, string(v)), nil
	case LocalTime:
		return appendString(b, string(v)), nil
	case time.Time:
		return appendString(b, v.Format(time.RFC3339Nano)), nil
	case []byte:
		return appendBytes(b, v), nil
	case Object:
		return appendObject(b, v)
	case map[string]any:
		return appendObject(b, sorted(v))
	case []any:
		return appendList(b, v)
	case Secret:
		return appendString(b, v.String()), nil
	}
	return b, fmt.Errorf("a %T cannot be written as JSON", v)
}

func appendFloat(b []byte, v float64) ([]byte, error) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return b, fmt.Errorf("%v cannot be written as JSON", v)
	}
	return append(b, CanonicalNumber(strconv.FormatFloat(v, 'g', -1, 64))...), nil
}

// appendNumber writes a number's own text, which keeps 1.50 as 1.50.
func appendNumber(b []byte, v json.Number) ([]byte, error) {
	if !json.Valid([]byte(v)) || !isDecimal(string(v)) {
		return b, fmt.Errorf("%q is not a number", string(v))
	}
	return append(b, v...), nil
}

func appendBytes(b, v []byte) []byte {
	if utf8.Valid(v) {
		return appendString(b, string(v))
	}
	return appendString(b, base64.StdEncoding.EncodeToString(v))
}

func appendObject(b []byte, o Object) ([]byte, error) {
	b = append(b, '{')
	for i, m := range o {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendString(b, m.Name), ':')
		var err error
		if b, err = AppendJSON(b, m.Value); err != nil {
			return b, fmt.Errorf("%s: %w", m.Name, err)
		}
	}
	return append(b, '}'), nil
}

func appendList(b []byte, l []any) ([]byte, error) {
	b = append(b, '[')
	for i, v := range l {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = AppendJSON(b, v); err != nil {
			return b, fmt.Errorf("[%d]: %w", i, err)
		}
	}
	return append(b, ']'), nil
}

func sorted(m map[string]any) Object {
	o := make(Object, 0, len(m))
	for name, v := range m {
		o = append(o, Member{name, v})
	}
	sort.Slice(o, func(i, j int) bool { return o[i].Name < o[j].Name })
	return o
}

// appendString writes s as a JSON string. Bytes that are not UTF-8 become the
// replacement character, as in encoding/json; nothing is escaped for HTML.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c < utf8.RuneSelf {
			b = appendEscape(append(b, s[start:i]...), c)
			i++
			start = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			b = append(append(b, s[start:i]...), "\uFFFD"...)
			start = i + 1
		}
		i += size
	}
	return append(append(b, s[start:]...), '"')
}

// appendEscape writes a character that JSON does not take as it is.
func appendEscape(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\n':
		return append(b, '\\', 'n')
	case '\r':
		return append(b, '\\', 'r')
	case '\t':
		return append(b, '\\', 't')
	}
	const hex = "0123456789abcdef"
	return append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
}

// ParseJSON decodes one JSON value with exact numbers: integers that fit are
// int64, all others json.Number. Anything after the value is an error.
func ParseJSON(b []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, fmt.Errorf("reading JSON: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("reading JSON: there is more after the value")
	}
	return exact(v), nil
}

// exact turns whole numbers that fit into int64, in place.
func exact(v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, err := strconv.ParseInt(v.String(), 10, 64); err == nil && v != "-0" {
			return n
		}
		return v
	case []any:
		for i := range v {
			v[i] = exact(v[i])
		}
		return v
	case map[string]any:
		for k := range v {
			v[k] = exact(v[k])
		}
		return v
	}
	return v
}
