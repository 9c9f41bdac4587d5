package portable

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

const settingColumns = `SELECT key, value, version, updated_at, updated_by FROM settings`

func scanSetting(row func(...any) error) (store.Setting, error) {
	var s store.Setting
	var value string
	var at int64
	err := row(&s.Key, &value, &s.Version, &at, &s.UpdatedBy)
	s.Value, s.UpdatedAt = json.RawMessage(value), fromMicros(at)
	return s, err
}

// ListSettings implements store.Settings.
func (o *Office) ListSettings(ctx context.Context) ([]store.Setting, error) {
	return list(ctx, o.read, scanSetting, settingColumns+` ORDER BY key`)
}

// Setting implements store.Settings.
func (o *Office) Setting(ctx context.Context, key string) (store.Setting, error) {
	s, _, err := one(ctx, o.read, scanSetting, settingColumns+` WHERE key = $1`, key)
	return s, err
}

// SetSetting implements store.Settings.
func (o *Office) SetSetting(ctx context.Context, key string, value, inForce json.RawMessage, expect int64, by store.Author) (store.Setting, error) {
	set := store.Setting{Key: key, Value: value, UpdatedAt: by.At, UpdatedBy: by.Who}
	err := o.behind(ctx, settings, func(tx *sql.Tx) error {
		was, there, err := one(ctx, tx, scanSetting, settingColumns+` WHERE key = $1`, key)
		if err != nil {
			return err
		}
		if expect != store.AnyVersion && expect != was.Version {
			return waybill.Errorf(waybill.EConflict, "the setting %s was changed in the meantime", key).At(key)
		}
		set.Version = was.Version + 1
		_, err = exec(ctx, tx, `INSERT INTO settings (key, value, version, updated_at, updated_by) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = excluded.version,
			updated_at = excluded.updated_at, updated_by = excluded.updated_by`, key, string(value), set.Version, micros(by.At), by.Who)
		if err != nil {
			return err
		}
		action, before := "create", any(nil)
		switch {
		case there:
			action, before = "change", was.Value
		case inForce != nil:
			action, before = "change", inForce
		}
		return audit(ctx, tx, by, action, "setting", key, before, value)
	})
	if err != nil {
		return store.Setting{}, err
	}
	return set, nil
}
