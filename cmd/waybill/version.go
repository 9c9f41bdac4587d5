package main

import (
	"context"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill/web"
)

// built says what this program is made of.
type built struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Go      string `json:"go"`
	OS      string `json:"os"`
	Arch    string `json:"arch"`
	DuckDB  bool   `json:"duckdb"`
}

func (p *program) versionCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "version", Short: "Print the version, and that of a server",
		Example: "  waybill version\n  waybill version --server https://waybill.example.com",
		Args:    takes(0, 0),
		RunE: do(func(cmd *cobra.Command, _ []string) error {
			url := p.named(cmd, "project")
			if p.json && url == "" {
				return p.printJSON(buildInfo())
			}
			b := buildInfo()
			with := "with DuckDB"
			if !b.DuckDB {
				with = "without DuckDB: it was built without a C compiler or with the tag no_duckdb"
			}
			p.printf("waybill %s (%s), %s, %s/%s, %s\n", b.Version, b.Commit, b.Go, b.OS, b.Arch, with)
			if url == "" {
				return nil
			}
			return p.serverVersion(cmd.Context(), url, b)
		}),
	}
	p.addServer(c)
	return c
}

// serverVersion prints what a server is.
func (p *program) serverVersion(ctx context.Context, url string, own built) error {
	r, err := p.remote(url)
	if err != nil {
		return err
	}
	defer r.Client.Close()
	v, err := r.Version(ctx)
	if err != nil {
		return err
	}
	p.printf("server  %s (%s), %s, at %s\n", clean(v.Version), clean(v.Commit), clean(v.Go), r.Base())
	return p.maybeJSON(struct {
		built
		Server web.Version `json:"server"`
	}{own, v})
}

func buildInfo() built {
	b := built{Version: "dev", Commit: "unknown", Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH, DuckDB: hasDuckDB}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		b.Version = v
	}
	changed := ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			b.Commit = s.Value[:min(len(s.Value), 12)]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = ", changed"
		}
	}
	b.Commit += changed
	return b
}
