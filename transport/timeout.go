package transport

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// maxBody bounds how much of an answer is read, in bytes.
const maxBody = 1 << 20

// ErrTooLong is the error of reading an answer beyond 1 MiB.
var ErrTooLong = errors.New("the answer is longer than 1 MiB")

// TimeoutError says that there was no answer in time.
type TimeoutError struct{ Limit time.Duration }

// Error returns the reason.
func (e *TimeoutError) Error() string { return fmt.Sprintf("no answer within %s", e.Limit) }

// Timeout bounds one attempt and reads the answer whole, so that whoever looks
// at it afterwards neither waits nor copies.
type Timeout struct {
	Next  http.RoundTripper
	Limit time.Duration
}

// RoundTrip sends r. An answer that breaks off is returned with what was read;
// reading on from there gives the error.
func (t *Timeout) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(r.Context(), t.Limit)
	defer cancel()
	resp, err := t.Next.RoundTrip(r.WithContext(ctx))
	if err != nil {
		return nil, t.explain(r.Context(), ctx, err)
	}
	body := &answer{}
	body.bytes, body.err = readAll(resp)
	if body.err != nil {
		body.err = t.explain(r.Context(), ctx, body.err)
	}
	_ = resp.Body.Close() // nothing more to learn
	body.rest.Reset(body.bytes)
	resp.Body = body
	return resp, nil
}

// explain tells our own limit from the caller's.
func (t *Timeout) explain(outer, inner context.Context, err error) error {
	switch {
	case outer.Err() != nil:
		return fmt.Errorf("stopped: %w", outer.Err())
	case errors.Is(inner.Err(), context.DeadlineExceeded):
		return &TimeoutError{Limit: t.Limit}
	}
	return err
}

// readAll reads an answer. Where the length is known it reads into one buffer
// of that size.
func readAll(resp *http.Response) ([]byte, error) {
	if resp.ContentLength == 0 {
		return nil, nil
	}
	if n := resp.ContentLength; n > 0 && n <= maxBody {
		b := make([]byte, n)
		got, err := io.ReadFull(resp.Body, b)
		return b[:got], err
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err == nil && len(b) > maxBody {
		return b[:maxBody], ErrTooLong
	}
	return b, err
}

// answer is a body that has been read: bytes, and the error that ended it.
type answer struct {
	bytes []byte
	err   error
	rest  bytes.Reader
}

// Read reads from what was read.
func (a *answer) Read(p []byte) (int, error) {
	n, err := a.rest.Read(p)
	if errors.Is(err, io.EOF) && a.err != nil {
		err = a.err
	}
	return n, err
}

// Close does nothing: the connection has been given back.
func (a *answer) Close() error { return nil }

// Body returns the bytes of an answer and closes it, without copying them if
// they have been read already. They are valid until the answer is dropped.
func Body(resp *http.Response) ([]byte, error) {
	if a, ok := resp.Body.(*answer); ok {
		return a.bytes, a.err
	}
	b, err := readAll(resp)
	_ = resp.Body.Close() // nothing more to learn
	return b, err
}
