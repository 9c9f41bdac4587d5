package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/waybillhq/waybill"
)

const (
	eventEvery = 400 * time.Millisecond
	heartbeat  = 15 * time.Second
)

type eventsInput struct {
	RunID
	LastEventID string `header:"Last-Event-ID" doc:"What a browser sends when it connects again. Every event tells all there is, so that none is missed."`
}

// eventOperation tells how a run goes on. It is read from the state, so that any
// server can tell it, whoever works on the run.
func (s *Server) eventOperation() {
	schema := s.api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Run](), true, "Run")
	register(s, op{
		ID: "watch-run", Method: http.MethodGet, Path: "/runs/{id}/events", Tag: "runs", Who: reader, Summary: "Watch a run",
		Description: "Server-sent events: `progress` with the run whenever it has changed, at most every 400 ms, and `end` with the run when it has ended; then the stream ends.",
		Responses: map[string]*huma.Response{"200": {Description: "The events.", Content: map[string]*huma.MediaType{
			"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString, Description: "The data of each event is a Run.", Extensions: map[string]any{"x-event-data": schema}}},
		}}},
	}, func(ctx context.Context, _ caller, in *eventsInput) (*huma.StreamResponse, error) {
		run, err := s.Store.Run(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &huma.StreamResponse{Body: func(hc huma.Context) {
			_, w := humago.Unwrap(hc)
			w.Header().Set("Content-Type", "text/event-stream")
			w.Header().Set("X-Accel-Buffering", "no") // or a proxy keeps them back
			if err := s.watch(hc.Context(), w, run); err != nil {
				note(hc.Context(), func(n *noted) { n.err = err })
			}
		}}, nil
	})
}

// watch writes events until the run or the client is gone.
func (s *Server) watch(ctx context.Context, w http.ResponseWriter, run waybill.Run) error {
	next, beat := time.NewTicker(eventEvery), time.NewTicker(heartbeat)
	defer next.Stop()
	defer beat.Stop()
	flush := http.NewResponseController(w).Flush
	var last []byte
	for n := 1; ; {
		state, err := json.Marshal(run)
		if err != nil {
			return err
		}
		if ended := run.Status != waybill.Running && run.Status != waybill.Queued; ended || !bytes.Equal(state, last) {
			if err := s.event(ctx, w, n, run, ended); err != nil || ended {
				return err
			}
			n++
			last = state
		}
		if err := flush(); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil //nolint:nilerr // whoever watched is gone
		case <-beat.C:
			if _, err := fmt.Fprint(w, ": still here\n\n"); err != nil {
				return err
			}
		case <-next.C:
			if run, err = s.Store.Run(ctx, run.ID); err != nil {
				return err
			}
		}
	}
}

func (s *Server) event(ctx context.Context, w http.ResponseWriter, n int, run waybill.Run, ended bool) error {
	name := "progress"
	if ended {
		name = "end"
	}
	told, err := s.told(ctx, run)
	if err != nil {
		return err
	}
	b, err := json.Marshal(told)
	if err == nil {
		_, err = fmt.Fprintf(w, "id: %d\nevent: %s\ndata: %s\n\n", n, name, b)
	}
	return err
}
