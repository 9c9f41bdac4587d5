package main

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill/app/sample"
)

func (p *program) initCommand() *cobra.Command {
	return &cobra.Command{
		Use: "init [DIR]", Short: "Write a new project that runs against the sandboxes",
		Long: "Writes a new project with a small shop as its source. It runs as it stands against the sandboxes.\n" +
			"A folder that has a waybill.yaml already is left alone.",
		Example: "  waybill init shop",
		Args:    takes(0, 1),
		RunE: do(func(cmd *cobra.Command, args []string) error {
			dir := p.dir
			if len(args) > 0 {
				dir = args[0]
			}
			files, err := sample.Write(cmd.Context(), dir)
			if err != nil {
				return err
			}
			if p.json {
				return p.printJSON(map[string]any{"dir": dir, "files": files})
			}
			p.printf("A new project in %s:\n", dir)
			for _, name := range files {
				p.printf("  %s\n", filepath.Join(dir, name))
			}
			p.printf("\nTry it:\n")
			if filepath.Clean(dir) != "." {
				p.printf("  cd %s\n", quoted(dir))
			}
			p.printf("  waybill test               # the project's unit tests, offline\n" +
				"  waybill sandbox            # both vendors, simulated: leave it running, and in another terminal\n" +
				"  waybill check\n  waybill plan orders-to-partnerize --limit 1\n  waybill run --all\n")
			return nil
		}),
	}
}
