package project

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source/dbt"
)

// sections reads everything that names nothing else.
func (l *loader) sections(root node) {
	for _, m := range l.named(root, "sources") {
		l.source(m)
	}
	for _, m := range l.named(root, "models") {
		l.model(m)
	}
	for _, m := range l.named(root, "destinations") {
		l.destination(m)
	}
	for _, m := range l.named(root, "alerts") {
		l.alert(m)
	}
}

func (l *loader) source(m member) {
	for _, k := range l.catalogue.Sources {
		if k.Name != m.value.get("type").text() {
			continue
		}
		s := Source{Name: m.name, Kind: k, Position: m.key.position(), from: l.base()}
		s.settings = settings{m.value, k.Settings, SecretName("sources", m.name)}
		l.errs = append(l.errs, s.settings.check(l.sealed)...)
		l.project.Sources = append(l.project.Sources, s)
		if !k.Active() {
			l.note(s.Position, "Source %s is accepted; sources of type %s are not active in this version.", m.name, k.Name)
		}
	}
}

func (l *loader) destination(m member) {
	for i := range l.catalogue.Destinations {
		t := &l.catalogue.Destinations[i]
		if t.Name != m.value.get("type").text() {
			continue
		}
		rate := m.value.get("rate")
		d := Destination{
			Name: m.name, Type: t, Account: m.value.get("account").text(), Position: m.key.position(),
			Requests: int(rate.get("requests").whole()), Per: rate.get("per").period(),
			Concurrency: int(m.value.get("concurrency").whole()), Timeout: m.value.get("timeout").period(),
			Alerts: m.value.get("alerts").texts(), from: l.base(),
		}
		if d.Account == "" {
			d.Account = m.name
		}
		for _, name := range []string{"concurrency", "requests"} {
			if n := firstOf(m.value.get(name), rate.get(name)); !n.absent() && n.text() == "0" {
				l.fail(n, "`%s` is 0, and should be at least 1", name)
			}
		}
		d.settings = settings{m.value, t.Settings, SecretName("destinations", m.name)}
		l.errs = append(l.errs, d.settings.check(l.sealed)...)
		l.project.Destinations = append(l.project.Destinations, d)
	}
}

func firstOf(a, b node) node {
	if a.absent() {
		return b
	}
	return a
}

// model reads a model, its SQL file or its dbt manifest.
func (l *loader) model(m member) {
	model := Model{Position: m.key.position(), Model: waybill.Model{
		Name: m.name, Source: m.value.get("source").text(), SQL: m.value.get("sql").text(),
		Table: m.value.get("table").text(), PrimaryKey: m.value.get("primary_key").texts(),
	}}
	given := 0
	for _, name := range []string{"sql", "sql_file", "table", "dbt"} {
		if !m.value.get(name).absent() {
			given++
		}
	}
	if given != 1 {
		l.fail(m.key, "model `%s` needs exactly one of `sql`, `sql_file`, `table` and `dbt`", m.name)
	}
	if file := m.value.get("sql_file"); file.text() != "" {
		model.SQL = l.sqlFile(file)
	}
	if d := m.value.get("dbt"); d.get("model").text() != "" {
		model.Table = l.dbt(d)
	}
	if key := m.value.get("primary_key"); !key.absent() && strings.Join(model.PrimaryKey, "") == "" {
		l.fail(key, "`primary_key` names no column")
	}
	l.project.Models = append(l.project.Models, model)
}

func (l *loader) sqlFile(n node) string {
	if l.sealed {
		l.fail(n, "a server reads no files of a project").hint("Write the query itself, as sql; `waybill apply` does so by itself.")
		return ""
	}
	b, err := os.ReadFile(l.path(n.text()))
	if err != nil {
		if cause, ok := errors.AsType[*fs.PathError](err); ok {
			err = cause.Err
		}
		l.fail(n, "the SQL file %s cannot be read", n.text()).err.Err = err
	} else if strings.TrimSpace(string(b)) == "" {
		l.fail(n, "the SQL file %s is empty", n.text())
	}
	return string(b)
}

func (l *loader) dbt(n node) string {
	if l.sealed {
		l.fail(n, "a server reads no files of a project").hint("Name the table; `waybill apply` does so by itself.")
		return ""
	}
	table, err := dbt.Table(l.path(n.get("manifest").text()), n.get("model").text())
	if err != nil {
		e := l.fail(n, "%s", strings.ReplaceAll(err.Error(), l.project.Dir+string(filepath.Separator), ""))
		if cause, ok := errors.AsType[*waybill.Error](err); ok {
			e.err.Hint = cause.Hint
		}
	}
	return table
}

func (l *loader) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(l.project.Dir, name)
}
