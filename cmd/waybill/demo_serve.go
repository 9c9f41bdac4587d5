package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"

	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/vault"
	"github.com/waybillhq/waybill/web"
)

// demoServer is the server of the demo's project: the same as `waybill serve`
// would be, beside the sandboxes.
type demoServer struct {
	*app.Server
	listener  net.Listener
	handler   http.Handler
	url, link string // link makes the first admin, once
}

// server opens the demo's state as a server, listens, and applies the project's
// files, so that the interface shows them.
func (d *demo) server(ctx context.Context) (*demoServer, error) {
	p, key := *d.program, vault.NewKey().Reveal()
	p.dir, p.env = d.dir, func(name string) (string, bool) {
		if name == vault.Variable { // for secrets that are typed into the interface
			return key, true
		}
		return d.variables(name)
	}
	s, err := p.openServer(ctx, serverFlags{}, workFlags{}, nil)
	if err != nil {
		return nil, err
	}
	out := &demoServer{Server: s}
	if err := out.open(ctx, &p); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return out, nil
}

func (s *demoServer) open(ctx context.Context, p *program) (err error) {
	if _, err := s.ApplyFiles(ctx, p.author()); err != nil {
		return err
	}
	token, _, err := s.People.Setup(ctx)
	if err != nil {
		return err
	}
	if s.listener, err = (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0"); err != nil {
		return err
	}
	s.url = "http://" + s.listener.Addr().String()
	s.link = web.LinkURL(s.url, token)
	if s.handler, err = s.Handler(app.HandlerOptions{PublicURL: s.url, Version: webVersion()}); err != nil {
		return errors.Join(err, s.listener.Close())
	}
	return nil
}

// serve answers and works until ctx ends.
func (s *demoServer) serve(ctx context.Context) error {
	return errors.Join(serveUntil(ctx, s.Server, s.listener, s.handler, slog.New(slog.DiscardHandler), true), s.Close())
}
