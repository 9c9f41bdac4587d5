package main

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
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
	return &cobra.Command{
		Use: "version", Short: "Print the version",
		Args: takes(0, 0),
		RunE: do(func(*cobra.Command, []string) error {
			b := buildInfo()
			if p.json {
				return p.printJSON(b)
			}
			with := "with DuckDB"
			if !b.DuckDB {
				with = "without DuckDB: it was built without a C compiler or with the tag no_duckdb"
			}
			p.printf("waybill %s (%s), %s, %s/%s, %s\n", b.Version, b.Commit, b.Go, b.OS, b.Arch, with)
			return nil
		}),
	}
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
