package main

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app/sample"
	"github.com/waybillhq/waybill/sandbox"
	"github.com/waybillhq/waybill/sandbox/all"
)

// sandboxFlags are what a person wants of the simulators.
type sandboxFlags struct {
	listen         string
	addresses      map[string]*string // by kind
	seed           uint64
	faults, assume []string
	anyCredentials bool
	requests       int
}

func (p *program) sandboxCommand() *cobra.Command {
	f := sandboxFlags{addresses: map[string]*string{}}
	c := &cobra.Command{
		Use: "sandbox [partnerstack|partnerize]", Short: "Run simulators of the vendors",
		Long: "Runs simulators of both vendors, or of one, until Ctrl-C. Nothing that is sent to them reaches the vendor.\n" +
			"Open the printed address in a browser to see what was recorded. docs/sandboxes.md tells the rest.",
		Example: "  waybill sandbox\n  waybill sandbox partnerize --listen 127.0.0.1:9000 --fault reset-after:every=50\n" +
			"  waybill sandbox partnerstack --assume duplicate_transaction_key=refuse",
		Args: takes(0, 1),
		RunE: do(func(cmd *cobra.Command, args []string) error {
			kinds := all.Kinds()
			if len(args) > 0 {
				kind, err := sandbox.ParseKind(kinds, args[0])
				if err != nil {
					return usage{err}
				}
				kinds = []sandbox.Kind{kind}
			} else if f.listen != "" {
				return usage{invalid("--listen is for one sandbox: name it").WithHint("for both use --listen-partnerstack and --listen-partnerize")}
			}
			return p.sandboxes(cmd.Context(), kinds, f)
		}),
	}
	flags := c.Flags()
	flags.StringVar(&f.listen, "listen", "", "the `ADDRESS` to listen on, with one sandbox; a port of 0 picks one")
	for name, address := range addresses() {
		f.addresses[name] = flags.String("listen-"+name, address, "the `ADDRESS` of the "+name+" sandbox")
	}
	flags.Uint64Var(&f.seed, "seed", 1, "ids and chances derive from it")
	flags.StringArrayVar(&f.faults, "fault", nil, "what goes wrong, such as slow=2s, 429:first=3 or reset-after:every=50; repeatable")
	flags.StringArrayVar(&f.assume, "assume", nil, "`NAME=OPTION` of something that is not known of the vendor; repeatable")
	flags.BoolVar(&f.anyCredentials, "any-credentials", false, "accept all credentials that are well formed")
	flags.IntVar(&f.requests, "rate", 0, "how many requests a second are allowed; 0: any number")
	return c
}

// addresses are where the sandboxes listen by default.
func addresses() map[string]string {
	return map[string]string{"partnerstack": sample.PartnerStackURL, "partnerize": sample.PartnerizeURL}
}

// sandboxes runs the simulators until Ctrl-C.
func (p *program) sandboxes(ctx context.Context, kinds []sandbox.Kind, f sandboxFlags) error {
	ctx, stop := interrupted(ctx)
	defer stop()
	for _, kind := range kinds {
		options, err := f.options(kind)
		if err != nil {
			return usage{err}
		}
		address := *f.addresses[kind.Name]
		if f.listen != "" {
			address = f.listen
		}
		server, err := start(ctx, kind, options, address)
		if err != nil {
			return err
		}
		defer server.Close() //nolint:errcheck // it is only a simulator
		if err := p.tellSandbox(kind, server.URL); err != nil {
			return err
		}
	}
	p.printf("Ctrl-C ends them.\n")
	<-ctx.Done()
	return nil
}

func start(ctx context.Context, kind sandbox.Kind, o sandbox.Options, address string) (*sandbox.Server, error) {
	s, err := sandbox.New(kind, o)
	if err != nil {
		return nil, usage{err}
	}
	server, err := sandbox.Start(ctx, s, address)
	if err != nil {
		e := waybill.Errorf(waybill.EUnavailable, "%s", err)
		e.Hint = "another sandbox may be running: choose another address with --listen-" + kind.Name
		return nil, e
	}
	return server, nil
}

// options are those of one kind. An assumption of another kind is left to that
// one.
func (f sandboxFlags) options(kind sandbox.Kind) (sandbox.Options, error) {
	o := sandbox.Options{Seed: f.seed, Assume: map[string]string{}, AnyCredentials: f.anyCredentials, Rate: sandbox.Rate{Requests: f.requests}}
	var err error
	if o.Faults, err = sandbox.ParseFaults(f.faults...); err != nil {
		return o, err
	}
	for _, text := range f.assume {
		name, option, err := sandbox.ParseAssumption(text)
		if err != nil {
			return o, err
		}
		if !knows(kind, name) && slices.ContainsFunc(all.Kinds(), func(k sandbox.Kind) bool { return knows(k, name) }) {
			continue
		}
		o.Assume[name] = option
	}
	return o, nil
}

// knows reports whether a kind has an assumption, with or without the kind's
// prefix.
func knows(kind sandbox.Kind, name string) bool {
	return slices.ContainsFunc(kind.Assumptions, func(a sandbox.Assumption) bool {
		return a.Name == name || a.Name == kind.Name+"."+name
	})
}

// running is a sandbox as programs read it.
type running struct {
	Sandbox     string               `json:"sandbox"`
	URL         string               `json:"url"`
	Page        string               `json:"page"`
	Credentials []sandbox.Credential `json:"credentials"`
}

func (p *program) tellSandbox(kind sandbox.Kind, url string) error {
	if p.json {
		return p.printJSON(running{kind.Name, url, url + "/_sandbox", kind.Credentials})
	}
	s := p.styleOf(p.out)
	p.printf("%s sandbox  %s\n", s.bold(kind.Label), url)
	p.printf("  what was recorded: %s/_sandbox\n", url)
	for _, c := range kind.Credentials {
		p.printf("  %s: %s\n", c.Name, c.Value)
	}
	p.printf("\n")
	return nil
}
