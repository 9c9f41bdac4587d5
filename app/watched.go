package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/tracing"
)

// answered counts a request that the API answered, and names its trace.
func (s *Server) answered(ctx context.Context, operation string, status int, took time.Duration) {
	s.Metrics.Request(operation, status, took)
	if operation != "" {
		tracing.Name(ctx, operation)
	}
}

// Watched answers /metrics and /healthz at an address of its own, which only
// those who watch the server should reach, until stop is called. "" is no
// address: nothing is started.
func (s *Server) Watched(ctx context.Context, address string) (stop func(), err error) {
	if address == "" {
		return func() {}, nil
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, &waybill.Error{Code: waybill.EInvalid, Message: "the address cannot be listened at", Path: "--metrics-listen", Err: err}
	}
	log := s.options.Log
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", s.Metrics.Handler())
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			log.Error("answering who watches", slog.Any("error", err))
		}
	}()
	log.Info("watched", slog.String("metrics", "http://"+l.Addr().String()+"/metrics"))
	return func() {
		_ = srv.Close() // what is asked in this moment can be asked again
		<-ended
	}, nil
}
