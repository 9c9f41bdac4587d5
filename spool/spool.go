// Package spool keeps what does not fit into memory on disk: a [File] that is
// written once and read in order, and a [Sorter] that yields what it was given
// in the order of keys. Both hold little in memory, whatever their size, and
// leave nothing behind when they are closed.
package spool

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"iter"
	"os"
)

// buffer is how much of a file is read or written at once.
const buffer = 64 << 10

// File is a sequence of byte strings. Small ones stay in memory; larger ones
// go to a temporary file. It is for one goroutine; reading starts when writing
// has ended.
type File struct {
	dir   string
	limit int // bytes kept in memory

	mem  []byte
	file *os.File
	w    *bufio.Writer
	n    int64
}

// NewFile returns an empty file that keeps up to limit bytes in memory and the
// rest in dir ("" for the system's temporary folder).
func NewFile(dir string, limit int) *File { return &File{dir: dir, limit: limit} }

// Len returns how many values were appended.
func (f *File) Len() int64 { return f.n }

// Append adds a value. It keeps no reference to it.
func (f *File) Append(value []byte) error {
	f.n++
	if f.w == nil && len(f.mem)+len(value)+binary.MaxVarintLen64 <= f.limit {
		f.mem = append(binary.AppendUvarint(f.mem, uint64(len(value))), value...)
		return nil
	}
	if f.w == nil {
		if err := f.spill(); err != nil {
			return err
		}
	}
	return writeValue(f.w, value)
}

// spill moves what is in memory to a file and continues there.
func (f *File) spill() error {
	file, err := create(f.dir)
	if err != nil {
		return err
	}
	f.file, f.w = file, bufio.NewWriterSize(file, buffer)
	_, err = f.w.Write(f.mem)
	f.mem = nil
	return err
}

// All yields the values in the order they were appended; a value is valid
// until the next one. It may be called again, but not while it is in use.
func (f *File) All() iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		r, err := f.reader()
		if err != nil {
			yield(nil, err)
			return
		}
		var value []byte
		for range f.n {
			if value, err = readValue(r, value); err != nil {
				yield(nil, fmt.Errorf("reading spooled rows: %w", err))
				return
			}
			if !yield(value, nil) {
				return
			}
		}
	}
}

func (f *File) reader() (*bufio.Reader, error) {
	if f.file == nil {
		return bufio.NewReader(bytes.NewReader(f.mem)), nil
	}
	if err := f.w.Flush(); err != nil {
		return nil, fmt.Errorf("spooling rows: %w", err)
	}
	return bufio.NewReaderSize(io.NewSectionReader(f.file, 0, 1<<62), buffer), nil
}

// Close gives up the values.
func (f *File) Close() error {
	f.mem, f.n = nil, 0
	if f.file == nil {
		return nil
	}
	return f.file.Close()
}

// create returns a temporary file that is already unlinked, so that nothing is
// left of it however the process ends. Where the system cannot unlink an open
// file it stays until the temporary folder is cleaned.
func create(dir string) (*os.File, error) {
	file, err := os.CreateTemp(dir, "waybill-*.spool")
	if err != nil {
		return nil, fmt.Errorf("spooling rows: %w", err)
	}
	_ = os.Remove(file.Name())
	return file, nil
}

func writeValue(w *bufio.Writer, value []byte) error {
	var n [binary.MaxVarintLen64]byte
	if _, err := w.Write(binary.AppendUvarint(n[:0], uint64(len(value)))); err != nil {
		return fmt.Errorf("spooling rows: %w", err)
	}
	if _, err := w.Write(value); err != nil {
		return fmt.Errorf("spooling rows: %w", err)
	}
	return nil
}

// readValue reads a value into buf, which it grows if needed.
func readValue(r *bufio.Reader, buf []byte) ([]byte, error) {
	n, err := binary.ReadUvarint(r)
	if err != nil {
		return buf, err
	}
	if uint64(cap(buf)) < n {
		buf = make([]byte, n+n/2)
	}
	buf = buf[:n]
	_, err = io.ReadFull(r, buf)
	return buf, err
}
