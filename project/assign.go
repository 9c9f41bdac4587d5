package project

import (
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/waybillhq/waybill"
)

// mapping reads mapping or custom, in the order of the file.
func (l *loader) mapping(n node) waybill.Mapping {
	var m waybill.Mapping
	for _, e := range n.members() {
		m = append(m, l.assign(e))
	}
	return m
}

// assign reads the short form, which is a column, or a long one.
func (l *loader) assign(e member) waybill.Assign {
	a := waybill.Assign{To: e.name}
	if e.value.is(yaml.ScalarNode) {
		a.Column = e.value.text()
		return a
	}
	a.Column, a.Template = e.value.get("column").text(), e.value.get("template").text()
	a.Variable, a.Each = e.value.get("variable").text(), e.value.get("each").text()
	a.As = waybill.Conversion(e.value.get("as").text())
	if v, ok := get(e.value.members(), "value"); ok {
		a.Value, a.HasValue = v.value.value(), true
	}
	a.Map = l.mapping(e.value.get("map"))
	a.IfNull = nullPolicy(e.value.get("if_null"))
	l.oneForm(e, a)
	return a
}

// oneForm checks that a field is filled in exactly one way.
func (l *loader) oneForm(e member, a waybill.Assign) {
	if !e.value.is(yaml.MappingNode) {
		return
	}
	forms := 0
	for _, given := range []bool{a.Column != "", a.HasValue, a.Template != "", a.Variable != "", a.Each != "" || a.Map != nil} {
		if given {
			forms++
		}
	}
	if forms != 1 {
		l.fail(e.key, "`%s` needs exactly one of `column`, `value`, `template`, `variable`, `each` with `map`, and `map`", e.name)
	}
	if a.Each != "" && a.Map == nil {
		l.fail(e.key, "`%s` has `each` and no `map`", e.name).hint("Say under map which member of the element fills which field.")
	}
}

func nullPolicy(n node) waybill.NullPolicy {
	if v := n.get("value"); !v.absent() {
		return waybill.NullPolicy{Do: waybill.UseDefault, Default: v.value()}
	}
	return waybill.NullPolicy{Do: map[string]waybill.NullAction{"send": waybill.SendNull, "reject": waybill.RejectNull}[n.text()]}
}

// policies reads what a sync does besides mapping.
func (l *loader) policies(s *waybill.Sync, n node) {
	s.FirstRun = waybill.FirstRun(n.get("first_run").text())
	if s.FirstRun == "" {
		s.FirstRun = waybill.SendFirst
	}
	s.Retry = retryRefused(n.get("retry_refused"))
	b := n.get("brakes")
	s.Brakes = waybill.Brakes{
		MaxRows: given(b.get("max_rows"), node.whole), MaxShare: given(b.get("max_share"), node.number), MaxGrowth: given(b.get("max_growth"), node.number),
		NewKeys: given(b.get("new_keys"), node.number), Empty: b.get("empty").text(),
	}
}

// given is what a node says, or nil if it is not there.
func given[T any](n node, read func(node) T) *T {
	if n.absent() {
		return nil
	}
	return new(read(n))
}

func retryRefused(n node) waybill.RetryRefused {
	r := waybill.DefaultRetryRefused
	if n.text() == "never" {
		return waybill.RetryRefused{Never: true}
	}
	if runs := n.get("runs"); !runs.absent() {
		r.Runs = int(runs.whole())
	}
	if then := n.get("then"); !then.absent() {
		r.Then = max(then.period(), time.Millisecond)
	}
	return r
}
