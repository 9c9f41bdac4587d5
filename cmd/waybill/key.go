package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill/vault"
)

func (p *program) keyCommand() *cobra.Command {
	var f serverFlags
	c := &cobra.Command{
		Use: "key", Short: "Print a new key for secrets, or change keys",
		Long: "Prints a new key. A server reads its keys from WAYBILL_KEY, or from the file that WAYBILL_KEY_FILE names;\n" +
			"secrets in the state are encrypted with the first and read with any of them.",
		Example: "  waybill key > waybill.key && chmod 600 waybill.key\n  WAYBILL_KEY_FILE=waybill.key waybill key rotate",
		Args:    takes(0, 0),
		RunE: do(func(*cobra.Command, []string) error {
			p.printf("%s\n", vault.NewKey().Reveal())
			return nil
		}),
	}
	rotate := &cobra.Command{
		Use: "rotate", Short: "Encrypt every secret again, with the first key",
		Long: "Encrypts every secret of the state again with the first key, in one transaction. To change keys, put the new\n" +
			"one before the old one, rotate, and take the old one away.",
		Args: takes(0, 0),
		RunE: do(func(cmd *cobra.Command, _ []string) (err error) {
			s, err := p.openServer(cmd.Context(), f, workFlags{}, nil)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			n, err := s.Vault.Rotate(cmd.Context(), p.author())
			if err != nil {
				return err
			}
			p.printf("%s encrypted with the first key\n", counted(int64(n), "secret"))
			return p.maybeJSON(map[string]int{"secrets": n})
		}),
	}
	f.add(rotate)
	c.AddCommand(rotate)
	return c
}
