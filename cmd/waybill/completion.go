package main

import (
	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill/internal/near"
)

func (p *program) completionCommand() *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use: "completion SHELL", Short: "Print the completion script of a shell: bash, zsh, fish or powershell",
		Example:   "  source <(waybill completion bash)\n  waybill completion zsh > \"${fpath[1]}/_waybill\"",
		Args:      takes(1, 1),
		ValidArgs: shells,
		RunE: do(func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(p.out, true)
			case "zsh":
				return root.GenZshCompletion(p.out)
			case "fish":
				return root.GenFishCompletion(p.out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(p.out)
			}
			return usage{invalid("there is no completion for %q", args[0]).WithHint("%s", near.Hint(args[0], shells))}
		}),
	}
}
