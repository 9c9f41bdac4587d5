package engine

import (
	"iter"

	"github.com/waybillhq/waybill/store"
)

// lookahead reads the row memory in the background, some entries ahead.
type lookahead struct {
	batches chan []store.Entry
	done    chan struct{}
	err     error // valid once batches is closed
	batch   []store.Entry
}

const entriesAtOnce = 512

func newLookahead(entries iter.Seq2[store.Entry, error]) *lookahead {
	l := &lookahead{batches: make(chan []store.Entry, 4), done: make(chan struct{})}
	go l.fill(entries)
	return l
}

func (l *lookahead) fill(entries iter.Seq2[store.Entry, error]) {
	defer close(l.batches)
	batch := make([]store.Entry, 0, entriesAtOnce)
	for e, err := range entries {
		if err != nil {
			l.err = err
			return
		}
		if batch = append(batch, e); len(batch) == entriesAtOnce {
			if !l.put(batch) {
				return
			}
			batch = make([]store.Entry, 0, entriesAtOnce)
		}
	}
	l.put(batch)
}

func (l *lookahead) put(batch []store.Entry) bool {
	select {
	case l.batches <- batch:
		return true
	case <-l.done:
		return false
	}
}

// peek returns the next entry, or nil at the end.
func (l *lookahead) peek() (*store.Entry, error) {
	for len(l.batch) == 0 {
		batch, ok := <-l.batches
		if !ok {
			return nil, l.err
		}
		l.batch = batch
	}
	return &l.batch[0], nil
}

// skip passes over what peek returned.
func (l *lookahead) skip() { l.batch = l.batch[1:] }

// stop ends the background.
func (l *lookahead) stop() {
	close(l.done)
	for range l.batches { //nolint:revive // waits for the background to end
	}
}
