package main

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
)

func (p *program) testCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "test [SYNC…]", Short: "Run the project's sync unit tests, offline",
		Long: "Runs the `tests:` of the project: a row in, the expected request or refusal out. Nothing is connected to and\n" +
			"no variable is needed: what stands for a missing credential is made up.",
		Example: "  waybill test\n  waybill test orders-to-partnerize",
		RunE: do(func(cmd *cobra.Command, args []string) (err error) {
			s, err := p.site(cmd, true)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			if err := known(cmd.Context(), s, args...); err != nil {
				return err
			}
			return p.test(cmd, s, args)
		}),
	}
	p.addServer(c)
	return c
}

func (p *program) test(cmd *cobra.Command, from reader, syncs []string) error {
	passed, failed := int64(0), int64(0)
	err := from.Tests(cmd.Context(), syncs, func(r testReport) error {
		if r.Passed {
			passed++
		} else {
			failed++
		}
		return p.tellTest(r)
	})
	if err != nil {
		return err
	}
	if !p.json {
		s := p.styleOf(p.out)
		verdict := s.green(counted(passed, "test") + " passed")
		if failed > 0 {
			verdict = s.red(counted(failed, "test")+" failed") + ", " + number(passed) + " passed"
		}
		if passed+failed == 0 {
			verdict = "the project has no tests: add them under `tests:`"
		}
		p.printf("%s\n", verdict)
	}
	if failed > 0 {
		return exit(exitFailed)
	}
	return nil
}

// testReport is a test's result as programs read it.
type testReport struct {
	Test   string   `json:"test"`
	Sync   string   `json:"sync"`
	Passed bool     `json:"passed"`
	Diff   []string `json:"diff"`

	place string // file and line
}

func (p *program) tellTest(r testReport) error {
	if p.json {
		return p.printJSON(r)
	}
	s := p.styleOf(p.out)
	if r.Passed {
		p.printf("%s  %s\n", s.green("pass"), clean(r.Test))
		return nil
	}
	w := p.out
	if p.quiet {
		w = p.err
	}
	lines := []string{s.red("FAIL") + "  " + clean(r.Test) + "  " + s.dim(clean(r.place))}
	for _, d := range r.Diff {
		lines = append(lines, "      "+clean(d))
	}
	_, err := w.Write([]byte(strings.Join(lines, "\n") + "\n"))
	return err
}

func contains(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}
