package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"
)

func (p *program) exportCommand() *cobra.Command {
	var f serverFlags
	c := &cobra.Command{
		Use: "export", Short: "Write the server's configuration as a project file",
		Long: "Writes what the server is configured with as one waybill.yaml, to the standard output. Secrets are in it as\n" +
			"references; `waybill apply` of the file changes nothing.",
		Example: "  waybill export > waybill.yaml",
		Args:    takes(0, 0),
		RunE: do(func(cmd *cobra.Command, _ []string) (err error) {
			if url := p.named(cmd, "state", "project"); url != "" {
				return p.exportRemote(cmd.Context(), url)
			}
			s, err := p.openServer(cmd.Context(), f, workFlags{}, nil)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			b, err := s.Configuration.Export(cmd.Context())
			if err != nil {
				return err
			}
			_, err = p.out.Write(b)
			return err
		}),
	}
	f.add(c)
	p.addServer(c)
	c.MarkFlagsMutuallyExclusive("server", "state")
	return c
}

func (p *program) exportRemote(ctx context.Context, url string) error {
	r, err := p.remote(url)
	if err != nil {
		return err
	}
	defer r.Client.Close()
	b, err := r.Export(ctx)
	if err != nil {
		return err
	}
	_, err = p.out.Write(b)
	return err
}
