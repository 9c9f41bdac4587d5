package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/web"
)

// httpFlags say how a server is reached.
type httpFlags struct {
	listen, public  string
	proxies         []string
	noWork, noFiles bool
}

func (p *program) serveCommand() *cobra.Command {
	var f serverFlags
	var w workFlags
	var h httpFlags
	c := &cobra.Command{
		Use: "serve", Short: "Run syncs by their schedules, with the API",
		Long: "Serves the API, triggers what is due and works on runs, until it is told to stop: then what is in flight is\n" +
			"settled, and the rest goes on at the next start. In a project's folder its files are applied at the start; what\n" +
			"people made by the interface stays.\n\n" +
			"The first start prints a link, good for a day and for one use, at which the first admin is made.",
		Example: "  waybill serve\n  waybill serve --listen :8080 --public-url https://waybill.example.com --state postgres://…",
		Args:    takes(0, 0),
		RunE: do(func(cmd *cobra.Command, _ []string) error {
			ctx, stop := interrupted(cmd.Context())
			defer stop()
			f.makeKey = true
			return p.serve(ctx, f, w, h)
		}),
	}
	f.add(c)
	w.add(c)
	c.Flags().StringVar(&h.listen, "listen", "127.0.0.1:8080", "the address to listen at")
	c.Flags().StringVar(&h.public, "public-url", "", "where people reach the server (default: http:// and the address)")
	c.Flags().StringSliceVar(&h.proxies, "trust-proxy", nil, "the `address` or network of a proxy, such as 10.0.0.0/8, whose X-Forwarded-For says who calls")
	c.Flags().BoolVar(&h.noWork, "no-work", false, "leave runs and schedules to workers")
	c.Flags().BoolVar(&h.noFiles, "no-apply", false, "do not apply the project's files at the start")
	return c
}

func (p *program) serve(ctx context.Context, f serverFlags, w workFlags, h httpFlags) (err error) {
	log, err := w.logger(p.err)
	if err != nil {
		return err
	}
	proxies, err := networks(h.proxies)
	if err != nil {
		return err
	}
	s, err := p.awaitServer(ctx, f, w, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if !h.noFiles {
		if err := awaited(ctx, log, func() error { return p.applied(ctx, s, log) }); err != nil {
			return err
		}
	}
	if h.noWork && !s.State.Shared {
		return usage{invalid("--no-work needs workers, and a state in a file has none").WithHint("put the state in PostgreSQL")}
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", h.listen)
	if err != nil {
		return &waybill.Error{Code: waybill.EInvalid, Message: "the address cannot be listened at", Path: "--listen", Err: err}
	}
	if h.public == "" {
		h.public = "http://" + reachable(l.Addr().String())
	}
	unwatch, err := s.Watched(ctx, w.watch)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	defer unwatch()
	handler, err := s.Handler(app.HandlerOptions{PublicURL: h.public, Version: webVersion(), OIDC: p.oidc(), Proxies: proxies})
	if err != nil {
		return errors.Join(err, l.Close())
	}
	if err := awaited(ctx, log, func() error { return p.welcome(ctx, s, h.public) }); err != nil {
		return errors.Join(err, l.Close())
	}
	return serveUntil(ctx, s, l, handler, log, !h.noWork)
}

// applied applies the project's files.
func (p *program) applied(ctx context.Context, s *app.Server, log *slog.Logger) error {
	d, err := s.ApplyFiles(ctx, p.author())
	if err == nil {
		log.Info("applied the project's files", slog.Int("resources", len(d.Differences)), slog.Bool("unchanged", d.Empty()))
	}
	return err
}

// networks reads addresses and networks.
func networks(texts []string) ([]netip.Prefix, error) {
	var all []netip.Prefix
	for _, text := range texts {
		n, err := netip.ParsePrefix(text)
		if a, problem := netip.ParseAddr(text); problem == nil {
			n, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		if err != nil {
			return nil, usage{invalid("--trust-proxy: %q is neither an address nor a network", text).WithHint("write it like 10.0.0.7 or 10.0.0.0/8")}
		}
		all = append(all, n)
	}
	return all, nil
}

// oidc is the sign-in by OpenID Connect that the environment describes; nil:
// none.
func (p *program) oidc() *web.OIDC {
	get := func(name string) string {
		v, _ := p.env("WAYBILL_OIDC_" + name)
		return v
	}
	if get("ISSUER") == "" {
		return nil
	}
	return &web.OIDC{
		Name: cmp.Or(get("NAME"), "OpenID Connect"), Issuer: get("ISSUER"),
		ClientID: get("CLIENT_ID"), ClientSecret: waybill.NewSecret(get("CLIENT_SECRET")),
	}
}

// reachable is an address as a browser on this machine takes it.
func reachable(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsUnspecified() {
		return addr
	}
	return net.JoinHostPort("127.0.0.1", port)
}

func webVersion() web.Version {
	b := buildInfo()
	return web.Version{Version: b.Version, Commit: b.Commit, Go: b.Go}
}

// welcome says where the server is and, at the first start, how to come in.
func (p *program) welcome(ctx context.Context, s *app.Server, public string) error {
	token, first, err := s.People.Setup(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "Waybill is at %s; the API is described at %s/api/docs\n", public, public)
	if !first {
		return nil
	}
	fmt.Fprintf(p.out, "\nNobody is here yet. The first admin is made at this link, good for a day and for one use:\n\n  %s\n\n"+
		"Programs send what is behind the # to POST /api/v1/auth/setup, with an e-mail and a password.\n", web.LinkURL(public, token))
	return nil
}

// serveUntil answers requests and works until ctx ends. Requests are answered to
// the end of the work, so that it can be watched.
func serveUntil(ctx context.Context, s *app.Server, l net.Listener, handler http.Handler, log *slog.Logger, work bool) error {
	ctx, fail := context.WithCancel(ctx)
	defer fail()
	srv := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn), BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	served := make(chan error, 1)
	go func() {
		served <- srv.Serve(l)
		fail()
	}()
	var err error
	if work {
		err = s.Work(ctx)
	} else {
		<-ctx.Done()
	}
	fail()
	closing, end := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer end()
	if problem := srv.Shutdown(closing); problem != nil { // somebody watches events
		_ = srv.Close()
	}
	if problem := <-served; !errors.Is(problem, http.ErrServerClosed) {
		err = errors.Join(err, problem)
	}
	log.Info("stopped")
	return err
}
