package spool

import (
	"bufio"
	"bytes"
	"container/heap"
	"encoding/binary"
	"errors"
	"io"
	"iter"
	"os"
	"slices"
)

// Item is a value under a key.
type Item struct{ Key, Value []byte }

// Sorter yields items in the order of their keys, compared as bytes; items of
// one key in the order they were added. It holds two arenas of its limit in
// memory: one that fills while the other is sorted and written. It is for one
// goroutine.
type Sorter struct {
	dir   string
	limit int

	arena  *arena
	spare  chan *arena // the arena that is not being filled
	failed chan error  // at most one error of the background
	runs   []*os.File
	n      int64
	sorted bool
}

// NewSorter returns a sorter whose arenas hold limit bytes each and whose runs
// go to dir ("" for the system's temporary folder).
func NewSorter(dir string, limit int) *Sorter {
	s := &Sorter{dir: dir, limit: limit, arena: new(arena), spare: make(chan *arena, 1), failed: make(chan error, 1)}
	s.spare <- new(arena)
	return s
}

// Len returns how many items were added.
func (s *Sorter) Len() int64 { return s.n }

// Add adds an item. It keeps no reference to key and value.
func (s *Sorter) Add(key, value []byte) error {
	if s.arena.size()+len(key)+len(value) > s.limit && len(s.arena.refs) > 0 {
		if err := s.flush(); err != nil {
			return err
		}
	}
	s.n++
	if s.arena.data == nil {
		s.arena.data = make([]byte, 0, s.limit) // pages that are not used cost nothing
	}
	s.arena.add(key, value)
	return nil
}

// flush hands the full arena to the background, waiting for the one before.
func (s *Sorter) flush() error {
	next := <-s.spare
	select {
	case err := <-s.failed:
		s.spare <- next
		return err
	default:
	}
	file, err := create(s.dir)
	if err != nil {
		s.spare <- next
		return err
	}
	s.runs = append(s.runs, file)
	go func(full *arena) {
		full.sort()
		if err := full.write(file); err != nil {
			select {
			case s.failed <- err:
			default:
			}
		}
		full.reset()
		s.spare <- full
	}(s.arena)
	s.arena = next
	return nil
}

// wait returns once the background has ended.
func (s *Sorter) wait() error {
	a := <-s.spare
	s.spare <- a
	select {
	case err := <-s.failed:
		return err
	default:
		return nil
	}
}

// All yields the items in order; an item is valid until the next one. Nothing
// may be added afterwards. It may be called again, but not while it is in use.
func (s *Sorter) All() iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		if err := s.wait(); err != nil {
			yield(Item{}, err)
			return
		}
		if !s.sorted {
			s.arena.sort()
			s.sorted = true
		}
		m := merge{}
		for _, file := range s.runs {
			m = append(m, &cursor{order: len(m), r: bufio.NewReaderSize(io.NewSectionReader(file, 0, 1<<62), buffer)})
		}
		m = append(m, &cursor{order: len(m), arena: s.arena})
		m.run(yield)
	}
}

// Close gives up the items.
func (s *Sorter) Close() error {
	err := s.wait()
	for _, file := range s.runs {
		if e := file.Close(); err == nil {
			err = e
		}
	}
	s.runs, s.arena = nil, new(arena)
	return err
}

// arena is a piece of memory with items, and where they are in it.
type arena struct {
	data []byte
	refs []ref
}

// ref is an item's place. prefix holds bytes 2 to 9 of the key, by which most
// comparisons are settled: encoded keys all start with the same two.
type ref struct {
	prefix     uint64
	off        uint32
	key, value uint32
}

const refSize = 24

func (a *arena) size() int { return len(a.data) + refSize*len(a.refs) }

func (a *arena) reset() { a.data, a.refs = a.data[:0], a.refs[:0] }

func (a *arena) add(key, value []byte) {
	a.refs = append(a.refs, ref{prefix(key), uint32(len(a.data)), uint32(len(key)), uint32(len(value))})
	a.data = append(append(a.data, key...), value...)
}

func (a *arena) key(r ref) []byte   { return a.data[r.off : r.off+r.key] }
func (a *arena) value(r ref) []byte { return a.data[r.off+r.key : r.off+r.key+r.value] }

func (a *arena) sort() {
	slices.SortFunc(a.refs, func(x, y ref) int {
		if x.prefix != y.prefix && x.key > 2 && y.key > 2 && bytes.Equal(a.data[x.off:x.off+2], a.data[y.off:y.off+2]) {
			if x.prefix < y.prefix {
				return -1
			}
			return 1
		}
		if c := bytes.Compare(a.key(x), a.key(y)); c != 0 {
			return c
		}
		return int(x.off) - int(y.off)
	})
}

func (a *arena) write(file io.Writer) error {
	w := bufio.NewWriterSize(file, buffer)
	for _, r := range a.refs {
		if err := writeValue(w, a.key(r)); err != nil {
			return err
		}
		if err := writeValue(w, a.value(r)); err != nil {
			return err
		}
	}
	return w.Flush()
}

// prefix returns bytes 2 to 9 of key as a number that orders like them.
func prefix(key []byte) uint64 {
	var b [8]byte
	if len(key) > 2 {
		copy(b[:], key[2:])
	}
	return binary.BigEndian.Uint64(b[:])
}

// cursor reads one sorted run, from a file or from the last arena.
type cursor struct {
	order int
	r     *bufio.Reader
	arena *arena
	pos   int
	item  Item
}

// next moves to the next item and reports false at the end.
func (c *cursor) next() (bool, error) {
	if c.arena != nil {
		if c.pos == len(c.arena.refs) {
			return false, nil
		}
		r := c.arena.refs[c.pos]
		c.pos++
		c.item = Item{c.arena.key(r), c.arena.value(r)}
		return true, nil
	}
	key, err := readValue(c.r, c.item.Key)
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	value, err := readValue(c.r, c.item.Value)
	c.item = Item{key, value}
	return err == nil, err
}

// merge is a heap of cursors, the smallest item first.
type merge []*cursor

func (m merge) Len() int      { return len(m) }
func (m merge) Swap(i, j int) { m[i], m[j] = m[j], m[i] }
func (m *merge) Push(x any)   { *m = append(*m, x.(*cursor)) }

func (m merge) Less(i, j int) bool {
	if c := bytes.Compare(m[i].item.Key, m[j].item.Key); c != 0 {
		return c < 0
	}
	return m[i].order < m[j].order
}

func (m *merge) Pop() any {
	old := *m
	c := old[len(old)-1]
	*m = old[:len(old)-1]
	return c
}

// run yields the items of all cursors in order.
func (m merge) run(yield func(Item, error) bool) {
	live := m[:0]
	for _, c := range m {
		ok, err := c.next()
		if err != nil {
			yield(Item{}, err)
			return
		}
		if ok {
			live = append(live, c)
		}
	}
	m = live
	heap.Init(&m)
	for len(m) > 0 {
		if !yield(m[0].item, nil) {
			return
		}
		ok, err := m[0].next()
		switch {
		case err != nil:
			yield(Item{}, err)
			return
		case ok:
			heap.Fix(&m, 0)
		default:
			heap.Pop(&m)
		}
	}
}
