// Command waybill moves rows from a warehouse to the platforms that pay
// partners and affiliates, and can prove what arrived. Its commands are
// described in docs/cli.md; there is one file for each.
package main

import (
	"context"
	"os"
	"runtime/debug"
)

// gcPercent lets the heap grow a little further than usual between collections:
// rows are short-lived, and a run's memory is bounded by design.
const gcPercent = 150

func main() {
	debug.SetGCPercent(gcPercent)
	os.Exit(run(context.Background(), os.Args[1:], os.LookupEnv, os.Stdin, os.Stdout, os.Stderr))
}
