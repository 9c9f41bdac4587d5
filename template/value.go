package template

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/osteele/liquid/values"

	"github.com/waybillhq/waybill"
)

// toLiquid converts a value into what the library works with.
func toLiquid(v any) any {
	switch v := v.(type) {
	case int64:
		return int(v)
	case json.Number:
		return number(v)
	case float64:
		return binary(v)
	case waybill.Date:
		return string(v)
	case waybill.LocalTime:
		return string(v)
	case time.Time:
		return instant(v)
	case []byte:
		if utf8.Valid(v) {
			return string(v)
		}
		return base64.StdEncoding.EncodeToString(v)
	case waybill.Object:
		return object{v}
	case map[string]any:
		m := make(map[string]any, len(v))
		for name, e := range v {
			m[name] = toLiquid(e)
		}
		return m
	case []any:
		l := make([]any, len(v))
		for i, e := range v {
			l[i] = toLiquid(e)
		}
		return l
	}
	return v
}

// fromLiquid undoes toLiquid.
func fromLiquid(v any) any {
	switch v := v.(type) {
	case object:
		return v.members
	case instant:
		return time.Time(v)
	case binary:
		return float64(v)
	case int:
		return int64(v)
	case string, json.Number:
		return v
	case fmt.Stringer: // a decimal
		return json.Number(v.String())
	case map[string]any:
		m := make(map[string]any, len(v))
		for name, e := range v {
			m[name] = fromLiquid(e)
		}
		return m
	case []any:
		l := make([]any, len(v))
		for i, e := range v {
			l[i] = fromLiquid(e)
		}
		return l
	}
	return v
}

// decimal is a number that the library compares as a number, because its kind
// is a float, and that prints with the decimals it came with.
type decimal[P places] float64

// String returns the exact text of the number.
func (d decimal[P]) String() string {
	var p P
	return strconv.FormatFloat(float64(d), 'f', p.count(), 64)
}

// places is how many decimals a decimal has; a type, because its 64 bits are
// taken.
type places interface{ count() int }

type (
	p0 struct{}
	p1 struct{}
	p2 struct{}
	p3 struct{}
	p4 struct{}
	p5 struct{}
	p6 struct{}
)

func (p0) count() int { return 0 }
func (p1) count() int { return 1 }
func (p2) count() int { return 2 }
func (p3) count() int { return 3 }
func (p4) count() int { return 4 }
func (p5) count() int { return 5 }
func (p6) count() int { return 6 }

// number returns a decimal if the number survives it, as all with at most six
// decimals and fifteen digits do, else its text: such a number prints exactly
// and computes exactly, but < and > do not see it.
func number(n json.Number) any {
	text := n.String()
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return text
	}
	_, fraction, _ := strings.Cut(text, ".")
	var d fmt.Stringer
	switch len(fraction) {
	case 0:
		d = decimal[p0](f)
	case 1:
		d = decimal[p1](f)
	case 2:
		d = decimal[p2](f)
	case 3:
		d = decimal[p3](f)
	case 4:
		d = decimal[p4](f)
	case 5:
		d = decimal[p5](f)
	case 6:
		d = decimal[p6](f)
	}
	if d != nil && d.String() == text {
		return d
	}
	return n
}

// binary is a floating-point number that prints without an exponent.
type binary float64

// String returns the canonical text of the number.
func (b binary) String() string {
	text, _ := waybill.Text(float64(b))
	return text
}

// instant is a time that prints as RFC 3339, as it does everywhere else.
type instant time.Time

// String returns the instant in UTC.
func (i instant) String() string {
	text, _ := waybill.Text(time.Time(i))
	return text
}

// object gives templates the members of an object without converting all of
// them, and keeps their order for the json filter.
type object struct{ members waybill.Object }

var _ values.Value = object{}

// String returns the object as JSON.
func (o object) String() string {
	b, err := waybill.AppendJSON(nil, o.members)
	if err != nil {
		return ""
	}
	return string(b)
}

// Interface returns the object itself, for filters.
func (o object) Interface() any { return o }

// Int is required by the library; an object is no number.
func (o object) Int() int { panic(values.TypeError("an object is not a number")) }

// Equal reports false: objects are not compared.
func (o object) Equal(values.Value) bool { return false }

// Less reports false: objects have no order.
func (o object) Less(values.Value) bool { return false }

// Test reports true: an object is not null.
func (o object) Test() bool { return true }

// Contains reports whether the object has a member of that name.
func (o object) Contains(name values.Value) bool {
	_, ok := o.members.Get(fmt.Sprint(name.Interface()))
	return ok
}

// IndexValue returns a member, as in row["order id"].
func (o object) IndexValue(name values.Value) values.Value { return o.PropertyValue(name) }

// PropertyValue returns a member, as in row.order_id.
func (o object) PropertyValue(name values.Value) values.Value {
	key, _ := name.Interface().(string)
	v, ok := o.members.Get(key)
	if !ok && key == "size" {
		return values.ValueOf(len(o.members))
	}
	return values.ValueOf(toLiquid(v))
}
