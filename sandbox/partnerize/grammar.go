package partnerize

import (
	"fmt"
	"strings"
)

// Param is one name and value of a path, decoded.
type Param struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Call is what a conversion's path says.
type Call struct {
	Params   []Param   // of the conversion, in order
	Items    [][]Param // of each item, in order
	Problems []string  // what was passed over
}

// Decoding says how to read what the vendor has not documented.
type Decoding struct {
	PlusIsSpace  bool
	SplitEncoded bool // %2F and %3A separate as / and : do
}

// structural turns encoded brackets into brackets: Partnerize's own tag sends
// them encoded. A bracket inside a value cannot be told apart from them.
var structural = strings.NewReplacer("%5B", "[", "%5b", "[", "%5D", "]", "%5d", "]")

var separators = strings.NewReplacer("%2F", "/", "%2f", "/", "%3A", ":", "%3a", ":")

// ParsePath reads what follows /conversion/ or /click/, still percent-encoded:
// name:value separated by slashes, with items in brackets. It takes all forms
// that clients are seen to send, with and without slashes around and inside
// brackets. It never fails: what it cannot read is listed in Problems.
func ParsePath(raw string, d Decoding) Call {
	if strings.Contains(raw, "%") {
		raw = structural.Replace(raw)
		if d.SplitEncoded {
			raw = separators.Replace(raw)
		}
	}
	p := parser{decoding: d}
	start := 0
	for i := 0; i < len(raw); i++ {
		switch raw[i] {
		case '/':
			p.token(raw[start:i])
		case '[':
			p.token(raw[start:i])
			p.open()
		case ']':
			p.token(raw[start:i])
			p.close()
		default:
			continue
		}
		start = i + 1
	}
	p.token(raw[start:])
	if p.inside {
		p.problem("an item is not closed")
		p.close()
	}
	return p.call
}

type parser struct {
	decoding Decoding
	call     Call
	inside   bool
	item     []Param
}

func (p *parser) problem(format string, args ...any) {
	p.call.Problems = append(p.call.Problems, fmt.Sprintf(format, args...))
}

func (p *parser) open() {
	if p.inside {
		p.problem("an item begins inside another")
		p.close()
	}
	p.inside = true
}

func (p *parser) close() {
	switch {
	case !p.inside:
		p.problem("a bracket closes nothing")
	case len(p.item) == 0:
		p.problem("an item is empty")
	default:
		p.call.Items = append(p.call.Items, p.item)
	}
	p.inside, p.item = false, nil
}

// token takes one name:value. Only the first colon separates.
func (p *parser) token(s string) {
	if s == "" {
		return
	}
	name, value, found := strings.Cut(s, ":")
	if !found || name == "" {
		p.problem("%q is not name:value", s)
		return
	}
	param := Param{p.decoding.decode(name), p.decoding.decode(value)}
	if p.inside {
		p.item = append(p.item, param)
		return
	}
	p.call.Params = append(p.call.Params, param)
}

// decode replaces each %XX by its byte, once; anything else stays.
func (d Decoding) decode(s string) string {
	if !strings.ContainsAny(s, "%+") {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			out = append(out, hex(s[i+1])<<4|hex(s[i+2]))
			i += 2
		case s[i] == '+' && d.PlusIsSpace:
			out = append(out, ' ')
		default:
			out = append(out, s[i])
		}
	}
	return string(out)
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func hex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c&^0x20 - 'A' + 10
}
