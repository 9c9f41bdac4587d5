package configuration

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/waybillhq/waybill"
)

// decode reads a spec: an object whose keys keep their order and whose numbers
// stay exact.
func decode(spec []byte) (waybill.Object, error) {
	d := json.NewDecoder(bytes.NewReader(spec))
	d.UseNumber()
	v, err := decodeValue(d)
	if err == nil {
		if _, err = d.Token(); errors.Is(err, io.EOF) {
			err = nil
		} else if err == nil {
			err = errors.New("there is something behind it")
		}
	}
	o, ok := v.(waybill.Object)
	if err == nil && !ok {
		err = errors.New("it is not an object")
	}
	if err != nil {
		return nil, waybill.Errorf(waybill.EInvalid, "the spec cannot be read: %s", err)
	}
	return o, nil
}

func decodeValue(d *json.Decoder) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token := token.(type) {
	case json.Delim:
		if token == '{' {
			return decodeObject(d)
		}
		return decodeList(d)
	case json.Number:
		if i, err := strconv.ParseInt(token.String(), 10, 64); err == nil && token != "-0" {
			return i, nil
		}
	}
	return token, nil
}

func decodeObject(d *json.Decoder) (any, error) {
	o := waybill.Object{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, _ := token.(string) // the decoder lets nothing else be a key
		if _, twice := o.Get(name); twice {
			return nil, fmt.Errorf("%s stands twice in one object", name)
		}
		v, err := decodeValue(d)
		if err != nil {
			return nil, err
		}
		o = append(o, waybill.Member{Name: name, Value: v})
	}
	_, err := d.Token() // }
	return o, err
}

func decodeList(d *json.Decoder) (any, error) {
	list := []any{}
	for d.More() {
		v, err := decodeValue(d)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := d.Token() // ]
	return list, err
}

// encode writes a spec.
func encode(o waybill.Object) ([]byte, error) {
	b, err := waybill.AppendJSON(nil, o)
	if err != nil {
		return nil, fmt.Errorf("writing the spec: %w", err)
	}
	return b, nil
}

// texts calls each with every text in v and its path below path.
func texts(v any, path string, each func(path, text string)) {
	walk(v, path, nil, func(path string, _ []string, text string) { each(path, text) })
}

// walk calls each with every text in v, its path below path, and the names of
// the keys that lead to it below keys. each must not keep them.
func walk(v any, path string, keys []string, each func(path string, keys []string, text string)) {
	switch v := v.(type) {
	case waybill.Object:
		for _, m := range v {
			walk(m.Value, below(path, m.Name), append(keys, m.Name), each)
		}
	case []any:
		for i, e := range v {
			walk(e, element(path, i), keys, each)
		}
	case string:
		each(path, keys, v)
	}
}

func below(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func element(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }
