package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill/app"
)

func (p *program) testCommand() *cobra.Command {
	return &cobra.Command{
		Use: "test [SYNC…]", Short: "Run the project's sync unit tests, offline",
		Long: "Runs the `tests:` of the project: a row in, the expected request or refusal out. Nothing is connected to and\n" +
			"no variable is needed: what stands for a missing credential is made up.",
		Example: "  waybill test\n  waybill test orders-to-partnerize",
		RunE: do(func(cmd *cobra.Command, args []string) error {
			a, err := p.open(cmd.Context(), true)
			if err != nil {
				return err
			}
			for _, name := range args {
				if _, err := p.sync(a, name); err != nil {
					return err
				}
			}
			return p.test(cmd, a, args)
		}),
	}
}

func (p *program) test(cmd *cobra.Command, a *app.App, syncs []string) error {
	passed, failed := int64(0), int64(0)
	for _, t := range a.Project.Tests {
		if len(syncs) > 0 && !contains(syncs, t.Sync) {
			continue
		}
		r, err := a.Test(cmd.Context(), t)
		if err != nil {
			return about("test "+t.Name, err)
		}
		if r.Passed() {
			passed++
		} else {
			failed++
		}
		if err := p.tellTest(r); err != nil {
			return err
		}
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
}

func (p *program) tellTest(r app.TestResult) error {
	if p.json {
		diff := r.Diff
		if diff == nil {
			diff = []string{}
		}
		return p.printJSON(testReport{Test: r.Name, Sync: r.Sync, Passed: r.Passed(), Diff: diff})
	}
	s := p.styleOf(p.out)
	if r.Passed() {
		p.printf("%s  %s\n", s.green("pass"), clean(r.Name))
		return nil
	}
	w := p.out
	if p.quiet {
		w = p.err
	}
	lines := []string{s.red("FAIL") + "  " + clean(r.Name) + "  " + s.dim(r.Position.String())}
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
