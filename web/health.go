package web

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/waybillhq/waybill"
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
		s.refuse(w, r, err)
		return
	}
	tell(w, http.StatusOK, h)
}

// unready says why nothing can be done with the state. A cause is for the log.
func unready(cause error, format string, args ...any) error {
	shown := waybill.Errorf(waybill.EUnavailable, format, args...).WithHint("`waybill doctor` says what to do.")
	if cause == nil {
		return shown
	}
	return &hidden{shown, cause}
}

func (s *Server) health(ctx context.Context) (h health, err error) {
	if _, err := s.Office.Revision(ctx); err != nil {
		return h, unready(err, "the state cannot be read")
	}
	if s.Migration != nil {
		if h.Migration, h.Wanted, err = s.Migration(ctx); err != nil {
			return h, unready(err, "the state cannot be read")
		}
	}
	switch {
	case h.Migration < h.Wanted:
		return h, unready(nil, "the state is of version %d, and has to be migrated to %d", h.Migration, h.Wanted)
	case h.Migration > h.Wanted:
		return h, unready(nil, "the state is of version %d, newer than this program, which knows %d", h.Migration, h.Wanted)
	}
	if s.Writable != nil {
		if err := s.Writable(ctx); err != nil {
			return h, unready(err, "the state cannot be written")
		}
	}
	h.Status = "ready"
	return h, nil
}

func tell(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // whoever asked is gone
}
