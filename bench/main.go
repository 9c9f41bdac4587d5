// Bench measures what docs/benchmarks.md promises. It is run by `make bench`.
//
// Every arm is a process of its own, so that the operating system accounts for
// its time and memory: the receiver, the minimal program (a plain loop over
// net/http that keeps nothing), and waybill itself. Arms of one case take turns
// in one call, and medians are printed.
//
//	go run ./bench               all cases
//	go run ./bench -case first   one case
//	go run ./bench -rows 20000 -rounds 1
package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run dispatches to an arm, or measures.
func run(args []string) error {
	if len(args) > 0 {
		if arm, ok := arms[args[0]]; ok {
			return arm(args[1:])
		}
	}
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	o := options{}
	only := f.String("case", "", "the cases to measure, separated by commas: "+strings.Join(append(caseNames(), "serve"), ", "))
	f.IntVar(&o.rows, "rows", 0, "rows of each case (default: the case's own)")
	f.IntVar(&o.rounds, "rounds", 3, "rounds of each case; medians are printed")
	if err := f.Parse(args); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "waybill-bench-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	o.dir = dir
	wanted := func(name string) bool { return *only == "" || slices.Contains(strings.Split(*only, ","), name) }
	for _, c := range cases {
		if !wanted(c.name) {
			continue
		}
		if err := c.measure(o); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	for _, c := range []struct {
		name    string
		measure func(options) error
	}{{"serve", serveCase}, {"pages", pages}} {
		if !wanted(c.name) {
			continue
		}
		if err := c.measure(o); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return nil
}

// arms are the processes that are measured, by their first argument.
var arms = map[string]func(args []string) error{
	"receiver": receiver,
	"loop":     loop,
	"read":     bareRead,
	"waybill":  waybillRun,
}

type options struct {
	rows, rounds int
	dir          string
}
