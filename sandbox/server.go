package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Server is a sandbox that listens.
type Server struct {
	// URL is where it answers, without a slash at the end. Both hosts of the
	// vendor are there.
	URL string

	http   *http.Server
	done   chan struct{} // closed when nothing is served any more
	served error         // why, once done
	stop   func() bool
}

// Start listens on addr (for example 127.0.0.1:8100; a port of 0 picks one) and
// serves until ctx ends or Close is called.
func Start(ctx context.Context, s *Sandbox, addr string) (*Server, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listening for the %s sandbox: %w", s.kind.Name, err)
	}
	server := &Server{
		URL:  "http://" + reachable(listener.Addr().(*net.TCPAddr)),
		http: &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10},
		done: make(chan struct{}),
	}
	go func() {
		defer close(server.done)
		server.served = server.http.Serve(listener)
	}()
	server.stop = context.AfterFunc(ctx, func() { _ = server.http.Close() })
	return server, nil
}

// Close breaks all connections and waits until nothing is served any more. It
// may be called again, and after ctx has ended.
func (s *Server) Close() error {
	s.stop()
	err := s.http.Close()
	<-s.done
	if !errors.Is(s.served, http.ErrServerClosed) {
		err = errors.Join(err, s.served)
	}
	return err
}

// reachable names an address that a client on this machine can use.
func reachable(a *net.TCPAddr) string {
	if a.IP.IsUnspecified() {
		return fmt.Sprintf("127.0.0.1:%d", a.Port)
	}
	return a.String()
}
