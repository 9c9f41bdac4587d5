// Command waybill moves rows from a warehouse to the platforms that pay
// partners and affiliates, and can prove what arrived. Its commands are
// described in docs/cli.md; there is one file for each.
package main

import (
	"context"
	"os"

	"github.com/waybillhq/waybill/internal/headroom"
)

func main() {
	release := headroom.Keep()
	code := run(context.Background(), os.Args[1:], os.LookupEnv, os.Stdin, os.Stdout, os.Stderr)
	release()
	os.Exit(code)
}
