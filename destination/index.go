package destination

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"os"
	"slices"
	"sync"

	"github.com/waybillhq/waybill/transport"
)

// spillAfter is how many entries an index keeps in memory.
const spillAfter = 64 << 10

// Index finds the vendor's records by the value of a field. Beyond 65,536
// entries they lie in a temporary file and memory holds 16 bytes for each. It
// is read-only once filled and may be used by several goroutines.
type Index struct {
	seed maphash.Seed
	refs []ref // sorted by hash
	data io.ReaderAt
	file *os.File // nil: in memory
}

type ref struct {
	hash uint64
	at   int64
}

// Fill lists the vendor's records and calls add for each value that can find
// one, with whatever the operation wants to know of that record.
type Fill func(ctx context.Context, add func(value, entry string) error) error

// indexer fills an index once.
type indexer struct {
	mu      sync.Mutex
	current *filling
}

type filling struct {
	done  chan struct{}
	index *Index
	err   error
}

// Index returns the run's index. The first caller fills it; others wait. If
// filling fails, all who wait get the error and the next caller tries again.
// The requests of fill belong to no row and are not captured.
func (c *Client) Index(ctx context.Context, fill Fill) (*Index, error) {
	c.index.mu.Lock()
	f, mine := c.index.current, false
	if f == nil {
		f, mine = &filling{done: make(chan struct{})}, true
		c.index.current = f
	}
	c.index.mu.Unlock()
	if mine {
		c.index.run(transport.WithRecorder(ctx, nil), f, fill)
	}
	select {
	case <-f.done:
		return f.index, f.err
	case <-ctx.Done():
		return nil, &Error{Disposition: Again, Err: fmt.Errorf("waiting for the list of the vendor's records: %w", ctx.Err())}
	}
}

func (x *indexer) run(ctx context.Context, f *filling, fill Fill) {
	f.index, f.err = build(ctx, fill)
	if f.err != nil {
		x.mu.Lock()
		x.current = nil
		x.mu.Unlock()
	}
	close(f.done)
}

// close removes the index's file.
func (x *indexer) close() error {
	x.mu.Lock()
	f := x.current
	x.current = nil
	x.mu.Unlock()
	if f == nil {
		return nil
	}
	<-f.done
	if f.index == nil || f.index.file == nil {
		return nil
	}
	return remove(f.index.file)
}

func remove(file *os.File) error {
	return errors.Join(file.Close(), os.Remove(file.Name()))
}

// Find returns the entries of a value, in the order they were added.
func (x *Index) Find(value string) ([]string, error) {
	hash := maphash.String(x.seed, value)
	i, _ := slices.BinarySearchFunc(x.refs, hash, func(r ref, h uint64) int { return cmp.Compare(r.hash, h) })
	var entries []string
	for ; i < len(x.refs) && x.refs[i].hash == hash; i++ {
		v, entry, err := x.read(x.refs[i].at)
		if err != nil {
			return nil, fmt.Errorf("reading the index: %w", err)
		}
		if v == value {
			entries = append(entries, entry)
		}
	}
	return entries, nil
}

// read returns the record at an offset: two lengths, the value, the entry.
func (x *Index) read(at int64) (value, entry string, err error) {
	var head [8]byte
	if _, err := x.data.ReadAt(head[:], at); err != nil {
		return "", "", err
	}
	n, m := binary.LittleEndian.Uint32(head[:4]), binary.LittleEndian.Uint32(head[4:])
	b := make([]byte, n+m)
	if _, err := x.data.ReadAt(b, at+8); err != nil {
		return "", "", err
	}
	return string(b[:n]), string(b[n:]), nil
}

// builder writes an index, first to memory, then to a file.
type builder struct {
	index *Index
	mem   bytes.Buffer
	out   *bufio.Writer // nil: in memory
	at    int64
}

func build(ctx context.Context, fill Fill) (*Index, error) {
	b := &builder{index: &Index{seed: maphash.MakeSeed()}}
	err := fill(ctx, b.add)
	if err == nil {
		err = b.seal()
	}
	if err != nil {
		if b.index.file != nil {
			err = errors.Join(err, remove(b.index.file))
		}
		return nil, err
	}
	return b.index, nil
}

func (b *builder) add(value, entry string) error {
	if len(b.index.refs) == spillAfter {
		if err := b.spill(); err != nil {
			return fmt.Errorf("writing the index: %w", err)
		}
	}
	b.index.refs = append(b.index.refs, ref{maphash.String(b.index.seed, value), b.at})
	var head [8]byte
	binary.LittleEndian.PutUint32(head[:4], uint32(len(value)))
	binary.LittleEndian.PutUint32(head[4:], uint32(len(entry)))
	b.at += int64(len(head) + len(value) + len(entry))
	var w io.Writer = &b.mem
	if b.out != nil {
		w = b.out
	}
	_, err := w.Write(append(append(head[:], value...), entry...))
	return err
}

// spill moves what is in memory to a file.
func (b *builder) spill() error {
	file, err := os.CreateTemp("", "waybill-index-*")
	if err != nil {
		return err
	}
	b.index.file, b.out = file, bufio.NewWriterSize(file, 64<<10)
	_, err = b.out.Write(b.mem.Bytes())
	b.mem = bytes.Buffer{}
	return err
}

func (b *builder) seal() error {
	slices.SortStableFunc(b.index.refs, func(a, c ref) int { return cmp.Compare(a.hash, c.hash) })
	if b.out == nil {
		b.index.data = bytes.NewReader(b.mem.Bytes())
		return nil
	}
	b.index.data = b.index.file
	return b.out.Flush()
}
