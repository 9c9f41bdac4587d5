package web

import (
	"context"
	"encoding/json"
	"net/http"
)

// Version is what this program is.
type Version struct {
	Version string `json:"version" doc:"The release, or devel." example:"1.4.0"`
	Commit  string `json:"commit,omitempty" doc:"What it was built from."`
	Go      string `json:"go,omitempty" doc:"The compiler."`
}

type versionOutput struct{ Body Version }

func (s *Server) healthOperations() {
	s.mux.HandleFunc("GET /healthz", s.alive)
	s.mux.HandleFunc("GET /readyz", s.ready)
	register(s, op{
		ID: "version", Method: http.MethodGet, Path: "/version", Tag: "server", Who: reader,
		Summary: "Which version this is",
	}, func(context.Context, caller, *struct{}) (*versionOutput, error) {
		return &versionOutput{s.Version}, nil
	})
}

// health is what a load balancer is told.
type health struct {
	Status    string `json:"status"`
	Migration int64  `json:"migration,omitempty"` // of the state
	Wanted    int64  `json:"wanted,omitempty"`    // by this program
}

// alive answers for as long as the process does.
func (s *Server) alive(w http.ResponseWriter, _ *http.Request) {
	tell(w, http.StatusOK, health{Status: "ok"})
}

// ready answers whether the state can be worked with.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), usualTimeout/10)
	defer cancel()
	h, err := s.health(ctx)
	if err != nil {
		note(r.Context(), func(n *noted) { n.err = err })
		tell(w, http.StatusServiceUnavailable, health{Status: "the state cannot be read"})
		return
	}
	if h.Migration != h.Wanted {
		h.Status = "the state has to be migrated"
		if h.Migration > h.Wanted {
			h.Status = "the state is newer than this program"
		}
		tell(w, http.StatusServiceUnavailable, h)
		return
	}
	tell(w, http.StatusOK, h)
}

func (s *Server) health(ctx context.Context) (h health, err error) {
	if _, err := s.Office.Revision(ctx); err != nil {
		return h, err
	}
	if s.Migration != nil {
		h.Migration, h.Wanted, err = s.Migration(ctx)
	}
	h.Status = "ready"
	return h, err
}

func tell(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // whoever asked is gone
}
