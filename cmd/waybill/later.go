package main

import "github.com/spf13/cobra"

// laterCommands are those of later versions: not listed, and answered plainly
// when somebody types one.
func laterCommands() []*cobra.Command {
	var commands []*cobra.Command
	for name, instead := range map[string]string{
		"reconcile": "`waybill show SYNC KEY` tells what the vendor answered for a row",
	} {
		commands = append(commands, &cobra.Command{
			Use: name, Hidden: true, DisableFlagParsing: true,
			RunE: func(*cobra.Command, []string) error {
				return invalid("`waybill %s` is not in this version", name).WithHint("%s", instead)
			},
		})
	}
	return commands
}
