package app

import (
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
	if l.options.Dir == "" || !filepath.IsLocal(of.Manifest) {
		return d, waybill.Errorf(waybill.EInvalid, "the manifest is not in the server's folder").At(path + ".manifest").
			WithHint("Name it from there, such as target/manifest.json; or name the table itself.")
	}
	table, err := dbt.Table(filepath.Join(l.options.Dir, of.Manifest), of.Model)
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
