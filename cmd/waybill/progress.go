package main

import (
	"fmt"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/waybillhq/waybill/engine"
)

// progress shows how far a run is: a bar on a terminal, plain lines elsewhere.
type progress interface {
	show(p engine.Progress)
	end()
}

// progressOf returns the progress of a sync's run, shown on the error output.
func (p *program) progressOf(sync string) progress {
	switch {
	case p.quiet:
		return silent{}
	case isTerminal(p.err):
		return &bar{sync: sync, pool: mpb.New(mpb.WithOutput(p.err), mpb.WithWidth(36), mpb.WithAutoRefresh())}
	case p.json:
		return silent{}
	}
	return &lines{sync: sync, program: p}
}

type silent struct{}

func (silent) show(engine.Progress) {}
func (silent) end()                 {}

// bar is a progress bar for each stage.
type bar struct {
	sync  string
	pool  *mpb.Progress
	stage engine.Stage
	now   *mpb.Bar
	once  sync.Once
}

func (b *bar) show(p engine.Progress) {
	if p.Stage != b.stage {
		b.finish()
		b.stage, b.now = p.Stage, b.begin(p)
	}
	if p.Total > 0 {
		b.now.SetTotal(p.Total, false)
	}
	b.now.SetCurrent(p.Done)
}

// begin shows a stage: a bar if its end is known, else how far it is.
func (b *bar) begin(p engine.Progress) *mpb.Bar {
	name := decor.Name(fmt.Sprintf("%s  %-9s ", b.sync, p.Stage))
	speed := decor.AverageSpeed(0, "%.0f rows/s", decor.WCSyncSpace)
	if p.Total == 0 {
		return b.pool.New(0, mpb.NopStyle(), mpb.BarRemoveOnComplete(),
			mpb.PrependDecorators(name, decor.CurrentNoUnit("%d rows")), mpb.AppendDecorators(speed))
	}
	return b.pool.New(p.Total, mpb.BarStyle(), mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(name, decor.CountersNoUnit("%d / %d ")),
		mpb.AppendDecorators(speed, decor.Name("  "), decor.AverageETA(decor.ET_STYLE_GO)))
}

func (b *bar) finish() {
	if b.now != nil {
		b.now.Abort(true)
	}
}

// end removes the bar.
func (b *bar) end() {
	b.once.Do(func() {
		b.finish()
		b.pool.Wait()
	})
}

// every is how often plain lines are written within a stage.
const every = 10 * time.Second

// lines writes a line for each stage, and one from time to time in a long one.
type lines struct {
	sync    string
	program *program
	stage   engine.Stage
	last    time.Time
}

func (l *lines) show(p engine.Progress) {
	now := l.program.now()
	if p.Stage == l.stage && now.Sub(l.last) < every {
		return
	}
	text := string(p.Stage)
	switch {
	case p.Total > 0 && p.Done == 0:
		text += " " + counted(p.Total, "row")
	case p.Total > 0:
		text += fmt.Sprintf(" %s of %s", number(p.Done), counted(p.Total, "row"))
	case p.Stage == l.stage:
		text += " " + counted(p.Done, "row")
	}
	l.stage, l.last = p.Stage, now
	fmt.Fprintf(l.program.err, "%s: %s\n", l.sync, text)
}

func (*lines) end() {}
