package postgres

import (
	"fmt"
	"strings"
)

// arrayOf returns how arrays are read whose elements element reads. Arrays of
// several dimensions are lists of lists. The format is described under
// https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO.
func arrayOf(element read) read {
	return func(text []byte) (any, error) {
		s := string(text)
		if strings.HasPrefix(s, "[") { // [2:3]={…}: bounds that do not begin at 1
			_, s, _ = strings.Cut(s, "=")
		}
		a := array{text: s, element: element}
		list, err := a.list()
		if err == nil && a.text != "" {
			err = a.malformed()
		}
		return list, err
	}
}

// array is what remains to be read of an array's text.
type array struct {
	text    string
	element read
}

func (a *array) malformed() error { return fmt.Errorf("an array goes wrong at %.20q", a.text) }

// list reads {…}.
func (a *array) list() (any, error) {
	if !strings.HasPrefix(a.text, "{") {
		return nil, a.malformed()
	}
	list := []any{}
	for a.text = a.text[1:]; ; a.text = a.text[1:] {
		if strings.HasPrefix(a.text, "}") && len(list) == 0 {
			break
		}
		v, err := a.value()
		if err != nil {
			return nil, err
		}
		list = append(list, v)
		if strings.HasPrefix(a.text, "}") {
			break
		}
		if !strings.HasPrefix(a.text, ",") {
			return nil, a.malformed()
		}
	}
	a.text = a.text[1:]
	return list, nil
}

// value reads one element.
func (a *array) value() (any, error) {
	switch {
	case strings.HasPrefix(a.text, "{"):
		return a.list()
	case strings.HasPrefix(a.text, `"`):
		text, err := a.quoted()
		if err != nil {
			return nil, err
		}
		return a.element(text)
	}
	end := strings.IndexAny(a.text, ",}")
	if end < 1 {
		return nil, a.malformed()
	}
	text := a.text[:end]
	a.text = a.text[end:]
	if text == "NULL" {
		return nil, nil
	}
	return a.element([]byte(text))
}

// quoted reads "…", in which a backslash stands before what it protects.
func (a *array) quoted() ([]byte, error) {
	text := []byte{}
	for i := 1; i < len(a.text); i++ {
		switch a.text[i] {
		case '"':
			a.text = a.text[i+1:]
			return text, nil
		case '\\':
			if i++; i == len(a.text) {
				return nil, a.malformed()
			}
		}
		text = append(text, a.text[i])
	}
	return nil, a.malformed()
}
