package mapping

import (
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/waybillhq/waybill"
)

// maxShown bounds how much of a value a refusal quotes, in characters.
const maxShown = 60

// problem is why a value may not be sent.
type problem struct {
	field string // e.g. items[2].quantity
	text  string
	whole bool // text is the whole refusal, in words that users know
}

// String returns the refusal.
func (p *problem) String() string {
	if p.whole || p.field == "" {
		return p.text
	}
	return p.field + ": " + p.text
}

// under says which field the problem is in; inside a list or an object its
// path grows.
func (p *problem) under(name string) *problem {
	if p.field != "" && p.field[0] != '[' {
		name += "."
	}
	p.field = name + p.field
	return p
}

// in says that the problem is in element i of a list, counted from 1.
func (p *problem) in(i int) *problem {
	if p.whole {
		p.text = "item " + strconv.Itoa(i+1) + ": " + p.text
	}
	return p.under("[" + strconv.Itoa(i+1) + "]")
}

// wrong says that v is not what a field takes.
func wrong(v any, what string, args ...any) *problem {
	return &problem{text: show(v) + " " + fmt.Sprintf(what, args...)}
}

// show quotes a value, or the start of it.
func show(v any) string {
	switch v := v.(type) {
	case string:
		return strconv.Quote(short(v))
	case []byte:
		if !utf8.Valid(v) {
			return "binary data"
		}
		return strconv.Quote(short(string(v)))
	case json.Number:
		return short(v.String())
	}
	if text, ok := waybill.Text(v); ok {
		return short(text)
	}
	b, err := waybill.AppendJSON(nil, v)
	if err != nil {
		return fmt.Sprintf("a %T", v)
	}
	return short(string(b))
}

func short(s string) string {
	if utf8.RuneCountInString(s) <= maxShown {
		return s
	}
	return string([]rune(s)[:maxShown]) + "…"
}
