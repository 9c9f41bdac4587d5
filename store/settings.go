package store

import (
	"context"
	"encoding/json"
	"time"
)

// Setting is something small that the server was told: days of retention,
// schedules that are paused.
type Setting struct {
	Key       string
	Value     json.RawMessage // given back to the byte
	Version   int64           // grows with every change, from 1; the store sets it, UpdatedAt and UpdatedBy
	UpdatedAt time.Time
	UpdatedBy string
}

// Settings are the settings of the server.
type Settings interface {
	// ListSettings returns all settings by key.
	ListSettings(ctx context.Context) ([]Setting, error)

	// Setting returns a setting, or the zero Setting with version 0 if it was
	// never set.
	Setting(ctx context.Context, key string) (Setting, error)

	// SetSetting sets a setting whose version is expect (0: it was never set),
	// or AnyVersion; otherwise it is an EConflict. inForce is what held as
	// long as it was never set, or nil: the audit shows it as what the first
	// change changed.
	SetSetting(ctx context.Context, key string, value, inForce json.RawMessage, expect int64, by Author) (Setting, error)
}
