package web

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// auditOperations are who changed what.
func (s *Server) auditOperations() {
	register(s, op{
		ID: "list-audit", Method: http.MethodGet, Path: "/audit", Tag: "audit", Who: admin,
		Summary: "List what people did", Description: "Newest first. Nothing changes or deletes what is in it. Secrets are not.",
	}, s.listAudit)
}

// AuditRecord is something that a person did.
type AuditRecord struct {
	ID     int64           `json:"id" doc:"Grows."`
	At     time.Time       `json:"at" doc:"When."`
	Who    string          `json:"who" doc:"Their e-mail, or what acted by itself."`
	Via    string          `json:"via" doc:"How: session, a token, cli." example:"token ci"`
	Action string          `json:"action" doc:"What was done: create, change, delete, sign_in…"`
	Kind   string          `json:"kind" doc:"To what: sync, person, token, secret…"`
	Name   string          `json:"name" doc:"To which one."`
	Before json.RawMessage `json:"before,omitempty" doc:"As it was; absent: it was not there."`
	After  json.RawMessage `json:"after,omitempty" doc:"As it became; absent: it is gone."`
}

type listAuditInput struct {
	Page
	Who    string    `query:"who" maxLength:"254" doc:"Only what they did: an e-mail."`
	Action string    `query:"action" maxLength:"100" doc:"Only this."`
	Kind   string    `query:"kind" maxLength:"100" doc:"Only what was done to such."`
	Name   string    `query:"name" maxLength:"300" doc:"Only what was done to this one."`
	Since  time.Time `query:"since" doc:"At or after."`
	Until  time.Time `query:"until" doc:"Before."`
}

type listAuditOutput struct{ Body PageOf[AuditRecord] }

func (s *Server) listAudit(ctx context.Context, _ caller, in *listAuditInput) (*listAuditOutput, error) {
	f := store.AuditFilter{Who: in.Who, Action: in.Action, Kind: in.Kind, Name: in.Name, Since: in.Since, Until: in.Until, Limit: in.Limit + 1}
	if in.After != "" {
		var err error
		if f.Before, err = strconv.ParseInt(in.After, 10, 64); err != nil || f.Before <= 0 {
			return nil, waybill.Errorf(waybill.EInvalid, "after is not what a page's next was").At("after")
		}
	}
	records, err := s.Office.ListAudit(ctx, f)
	if err != nil {
		return nil, err
	}
	out := make([]AuditRecord, len(records))
	for i, r := range records {
		out[i] = AuditRecord(r)
	}
	return &listAuditOutput{paged(in.Page, out, func(r AuditRecord) string { return strconv.FormatInt(r.ID, 10) })}, nil
}
