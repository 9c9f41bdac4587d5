package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// interrupts returns two contexts for a run: the first Ctrl-C ends graceful,
// so that what is in flight is settled; the second ends abort.
func (p *program) interrupts(ctx context.Context) (graceful, abort context.Context, stop func()) {
	graceful, end := context.WithCancel(ctx)
	abort, kill := context.WithCancel(context.WithoutCancel(ctx))
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, step := range []struct {
			text string
			do   context.CancelFunc
		}{
			{"Stopping: waiting for what is on its way. Ctrl-C again leaves it in doubt.", end},
			{"Stopping at once: what is on its way is in doubt.", kill},
		} {
			if _, ok := <-signals; !ok {
				return
			}
			fmt.Fprintln(p.err, "\n"+step.text)
			step.do()
		}
	}()
	return graceful, abort, func() {
		signal.Stop(signals)
		close(signals)
		<-done
		end()
		kill()
	}
}
