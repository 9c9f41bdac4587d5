package app

import (
	"context"
	"encoding/json"
	"path/filepath"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source/dbt"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/web"
)

// built replaces the dbt model of a draft by the table that it was built as. A
// server reads no other files for a configuration: what is saved names the
// table.
func (l *Live) built(d web.Draft) (web.Draft, error) {
	var spec map[string]json.RawMessage
	if d.Kind != store.KindModel || json.Unmarshal(d.Spec, &spec) != nil || spec["dbt"] == nil {
		return d, nil
	}
	path := "models." + d.Name + ".dbt"
	var of struct{ Manifest, Model string }
	if err := json.Unmarshal(spec["dbt"], &of); err != nil || of.Manifest == "" || of.Model == "" {
		return d, waybill.Errorf(waybill.EInvalid, "dbt needs manifest and model").At(path)
	}
	manifest, err := l.manifest(of.Manifest, path+".manifest")
	if err != nil {
		return d, err
	}
	table, err := dbt.Table(manifest, of.Model)
	if err != nil {
		return d, err
	}
	delete(spec, "dbt")
	if spec["table"], err = json.Marshal(table); err != nil {
		return d, err
	}
	d.Spec, err = json.Marshal(spec)
	return d, err
}

// manifest is the file of a manifest in the server's folder. at is what names it
// to people.
func (l *Live) manifest(name, at string) (string, error) {
	if l.options.Dir == "" || !filepath.IsLocal(name) {
		return "", waybill.Errorf(waybill.EInvalid, "the manifest is not in the server's folder").At(at).
			WithHint("Name it from there, such as target/manifest.json; or name the table itself.")
	}
	return filepath.Join(l.options.Dir, name), nil
}

// usualManifest is where dbt writes its manifest.
const usualManifest = "target/manifest.json"

// DBTModels lists the models of a manifest of dbt.
func (l *Live) DBTModels(_ context.Context, name string) ([]web.DBTModel, error) {
	usual := name == ""
	if usual {
		if l.options.Dir == "" {
			return nil, nil
		}
		name = usualManifest
	}
	path, err := l.manifest(name, "manifest")
	if err != nil {
		return nil, err
	}
	found, err := dbt.Models(path)
	if usual && waybill.ErrorCode(err) == waybill.ENotFound {
		return nil, nil
	}
	models := make([]web.DBTModel, len(found))
	for i, m := range found {
		models[i] = web.DBTModel{Name: m.Name, Kind: m.Kind, Table: m.Table, Description: m.Description, Columns: []web.DBTColumn{}, Manifest: name}
		for _, c := range m.Columns {
			models[i].Columns = append(models[i].Columns, web.DBTColumn(c))
		}
	}
	return models, err
}
