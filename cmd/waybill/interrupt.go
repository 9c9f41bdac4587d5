package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// interrupts returns two contexts for a run: the first Ctrl-C ends graceful,
// so that what is in flight is settled; the second ends abort. What is said
// then is first and second.
func (p *program) interrupts(ctx context.Context, first, second string) (graceful, abort context.Context, stop func()) {
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
			{first, end},
			{second, kill},
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
