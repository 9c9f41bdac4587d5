package main

import (
	"bytes"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill/project"
)

func (p *program) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use: "schema", Short: "Print the JSON Schema of waybill.yaml",
		Long: "Prints the JSON Schema of waybill.yaml, for editors that complete and check YAML.",
		Example: "  waybill schema > waybill.schema.json\n" +
			"  # then begin waybill.yaml with\n  # yaml-language-server: $schema=waybill.schema.json",
		Args: takes(0, 0),
		RunE: do(func(*cobra.Command, []string) error {
			_, err := p.out.Write(append(bytes.TrimSpace(project.Schema(catalogue())), '\n'))
			return err
		}),
	}
}
