package client

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/web"
)

const (
	silence  = 45 * time.Second // three heartbeats: the connection is dead
	mostLine = 8 << 20          // bytes of an event
)

// errEnd says that a stream has told the end of its run.
var errEnd = errors.New("the run has ended")

// errSilent ends a stream of which nothing came.
var errSilent = errors.New("nothing came for too long")

// Watch tells each time that a run has changed, and returns it when it has
// ended. While the server does not answer, of which lost is told once each time,
// it goes on asking, for as long as the client has patience; then it fails with
// EUnavailable, and the run goes on there.
func (c *Client) Watch(ctx context.Context, run string, each func(web.Run), lost func(error)) (web.Run, error) {
	var last web.Run
	heard, wait, told := time.Now(), firstWait, false
	for {
		err := c.events(ctx, run, func(r web.Run) {
			last, heard, wait, told = r, time.Now(), firstWait, false
			each(r)
		})
		switch {
		case errors.Is(err, errEnd):
			return last, nil
		case ctx.Err() != nil:
			return last, ctx.Err()
		case final(err), time.Since(heard) >= c.patience:
			return last, err
		}
		if !told {
			told = true
			lost(err)
		}
		if !pause(ctx, min(wait, c.patience/4)) {
			return last, ctx.Err()
		}
		wait = min(2*wait, 5*time.Second)
	}
}

// final reports whether asking again is of no use.
func final(err error) bool {
	switch waybill.ErrorCode(err) {
	case waybill.EUnavailable, waybill.ETooMany, waybill.EInternal:
		return false
	}
	return true
}

// events reads one stream of events: until the run ends, which is errEnd, or
// the stream does.
func (c *Client) events(ctx context.Context, run string, each func(web.Run)) error {
	body, err := c.stream(ctx, request{path: "/runs/" + part(run) + "/events", once: true}, "text/event-stream")
	if err != nil {
		return err
	}
	defer body.Close()
	lines := bufio.NewScanner(body)
	lines.Buffer(nil, mostLine)
	name, data := "", ""
	for lines.Scan() {
		field, value, _ := strings.Cut(lines.Text(), ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case field == "event":
			name = value
		case field == "data":
			data += value
		case lines.Text() != "" || data == "":
			continue // a comment, an id, or nothing
		default:
			var r web.Run
			if err := json.Unmarshal([]byte(data), &r); err != nil {
				return c.broken(err)
			}
			if each(r); name == "end" {
				return errEnd
			}
			name, data = "", ""
		}
	}
	if err := lines.Err(); err != nil {
		return c.broken(err)
	}
	return c.broken(io.ErrUnexpectedEOF)
}

// stream opens an answer that takes as long as it takes, but is never silent
// for long.
func (c *Client) stream(ctx context.Context, r request, kind string) (io.ReadCloser, error) {
	ctx, end := context.WithCancelCause(ctx)
	cancel := func() { end(nil) }
	watchdog := time.AfterFunc(c.silence, func() { end(errSilent) })
	resp, err := c.open(ctx, r)
	if err != nil && context.Cause(ctx) == errSilent { //nolint:errorlint // it is the cause that was given
		err = c.broken(errSilent)
	}
	if err == nil && !strings.HasPrefix(resp.Header.Get("Content-Type"), kind) {
		err = errors.Join(c.stranger(resp), resp.Body.Close())
	}
	if err != nil {
		watchdog.Stop()
		cancel()
		return nil, err
	}
	return &streamed{resp.Body, ctx, watchdog, cancel, c.silence}, nil
}

// streamed is a body that ends when it was silent for too long.
type streamed struct {
	io.ReadCloser
	ctx      context.Context
	watchdog *time.Timer
	cancel   context.CancelFunc
	silence  time.Duration
}

// Read reads, and notes that something came.
func (s *streamed) Read(b []byte) (int, error) {
	n, err := s.ReadCloser.Read(b)
	if n > 0 {
		s.watchdog.Reset(s.silence)
	}
	if cause := context.Cause(s.ctx); err != nil && cause == errSilent { //nolint:errorlint // it is the cause that was given
		return n, cause
	}
	return n, err
}

// Close ends the request.
func (s *streamed) Close() error {
	s.watchdog.Stop()
	s.cancel()
	return s.ReadCloser.Close()
}
