package web

import (
	"context"
	"net/http"
)

// DBTModel is a model of dbt that is a table or a view of a source.
type DBTModel struct {
	Name        string      `json:"name" doc:"Its name; with its version where it has one, as dim.v2."`
	Kind        string      `json:"kind" enum:"model,snapshot,seed" doc:"What it is to dbt."`
	Table       string      `json:"table" doc:"The table or view that it was built as, as a model's table names it."`
	Description string      `json:"description,omitempty" doc:"What dbt's project says of it."`
	Columns     []DBTColumn `json:"columns" doc:"The columns that dbt's project describes, by name."`
	Manifest    string      `json:"manifest" doc:"The manifest that has it."`
}

// DBTColumn is a column that dbt's project describes.
type DBTColumn struct {
	Name        string `json:"name" doc:"Its name."`
	Type        string `json:"type,omitempty" doc:"Its type, where the project says it."`
	Description string `json:"description,omitempty" doc:"What the project says of it."`
}

type dbtInput struct {
	Manifest string `query:"manifest" maxLength:"500" doc:"A manifest in the server's folder; default: target/manifest.json, if it is there."`
}

func (s *Server) dbtOperations() {
	register(s, op{
		ID: "list-dbt-models", Method: http.MethodGet, Path: "/dbt-models", Tag: "models", Who: editor, Summary: "List dbt's models",
		Description: "By name. A model that is made of one names its table. Without a manifest the list is empty.", Timeout: asking,
	}, func(ctx context.Context, _ caller, in *dbtInput) (*list[DBTModel], error) {
		found, err := s.Engine.DBTModels(ctx, in.Manifest)
		return listOf(found), err
	})
}
