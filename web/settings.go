package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/waybillhq/waybill/store"
)

// settingOperations are what the server was told.
func (s *Server) settingOperations() {
	register(s, op{
		ID: "get-retention", Method: http.MethodGet, Path: "/settings/retention", Tag: "settings", Who: reader,
		Summary: "For how long things are kept",
	}, s.getRetention)
	register(s, op{
		ID: "set-retention", Method: http.MethodPut, Path: "/settings/retention", Tag: "settings", Who: admin, Trail: byStore,
		Summary: "Set for how long things are kept", Description: "The ledger and its receipts are kept for ever.",
	}, s.setRetention)
}

// Retention is for how many days things are kept.
type Retention struct {
	Captures int `json:"captures_days" minimum:"0" maximum:"36500" doc:"Requests and answers with headers and timings; 0: for ever."`
	Results  int `json:"results_days" minimum:"0" maximum:"36500" doc:"What became of each row in a run; 0: for ever."`
}

// retentionKey is the setting's key.
const retentionKey = "retention"

// RetentionOf returns for how long things are to be kept, and the version of
// that setting, which is 0 while it was never set.
func RetentionOf(ctx context.Context, s store.Settings) (store.Retention, int64, error) {
	setting, err := s.Setting(ctx, retentionKey)
	if err != nil || setting.Version == 0 {
		return store.DefaultRetention, 0, err
	}
	var r Retention
	if err := json.Unmarshal(setting.Value, &r); err != nil {
		return store.DefaultRetention, 0, fmt.Errorf("reading the setting %s: %w", retentionKey, err)
	}
	return store.Retention(r), setting.Version, nil
}

type retentionOutput struct {
	ETag
	Body Retention
}

func (s *Server) getRetention(ctx context.Context, _ caller, _ *struct{}) (*retentionOutput, error) {
	r, version, err := RetentionOf(ctx, s.Office)
	if err != nil {
		return nil, err
	}
	return &retentionOutput{etag(version), Retention(r)}, nil
}

type setRetentionInput struct {
	Match
	Body Retention
}

func (s *Server) setRetention(ctx context.Context, c caller, in *setRetentionInput) (*retentionOutput, error) {
	value, err := json.Marshal(in.Body)
	if err != nil {
		return nil, err
	}
	inForce, err := json.Marshal(Retention(store.DefaultRetention))
	if err != nil {
		return nil, err
	}
	var saved store.Setting
	version := func(ctx context.Context) (int64, error) {
		_, v, err := RetentionOf(ctx, s.Office)
		return v, err
	}
	err = in.guard(ctx, version, func(expect int64) error {
		saved, err = s.Office.SetSetting(ctx, retentionKey, value, inForce, expect, s.author(c))
		return err
	})
	if err != nil {
		return nil, err
	}
	return &retentionOutput{etag(saved.Version), in.Body}, nil
}
