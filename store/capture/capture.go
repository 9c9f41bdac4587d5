// Package capture packs what was captured of many rows' requests into one
// compressed piece, and takes one row's part out again. All stores keep the
// same pieces.
package capture

import (
	"encoding/json"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// maxPiece bounds what a piece of captures may grow to when it is read.
const maxPiece = 1 << 30

// captured is one row's part of a piece of captures.
type captured struct {
	Key       string             `json:"key"`
	Exchanges []waybill.Exchange `json:"exchanges"`
}

// Packer makes pieces of captures. It may be used by several goroutines at once.
type Packer struct {
	mu   sync.Mutex
	zstd *zstd.Encoder
	text []byte
}

// NewPacker returns a packer.
func NewPacker() (*Packer, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(256<<10))
	if err != nil {
		return nil, fmt.Errorf("preparing captures: %w", err)
	}
	return &Packer{zstd: enc}, nil
}

// Close frees what the packer holds.
func (w *Packer) Close() error { return w.zstd.Close() }

// Pack makes one piece of what was captured for the rows of a batch; nil
// if nothing was. It is done before the transaction, which others wait for.
func (w *Packer) Pack(results []store.Result) (piece []byte, at int64, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.text = append(w.text[:0], '[')
	for _, r := range results {
		if len(r.Exchanges) == 0 {
			continue
		}
		if at != 0 {
			w.text = append(w.text, ',')
		}
		at = store.Micros(r.At)
		if w.text, err = appendCaptured(w.text, r.Key, r.Exchanges); err != nil {
			return nil, 0, fmt.Errorf("keeping captures: %w", err)
		}
	}
	if at == 0 {
		return nil, 0, nil
	}
	w.text = append(w.text, ']')
	const ratio = 8 // of what programs write to one another, at least
	return w.zstd.EncodeAll(w.text, make([]byte, 0, len(w.text)/ratio+64)), at, nil
}

// appendCaptured writes what json.Marshal would write of captured.
func appendCaptured(b []byte, key string, exchanges []waybill.Exchange) ([]byte, error) {
	b, err := waybill.AppendJSON(append(b, `{"key":`...), key)
	if err != nil {
		return b, err
	}
	b = append(b, `,"exchanges":[`...)
	for i := range exchanges {
		if i > 0 {
			b = append(b, ',')
		}
		b = exchanges[i].AppendJSON(b)
	}
	return append(b, "]}"...), nil
}

// Extract returns one row's exchanges out of a piece.
func Extract(piece []byte, key string) ([]waybill.Exchange, error) {
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxPiece))
	if err != nil {
		return nil, fmt.Errorf("reading captures: %w", err)
	}
	defer dec.Close()
	text, err := dec.DecodeAll(piece, nil)
	if err != nil {
		return nil, fmt.Errorf("reading captures: %w", err)
	}
	var rows []captured
	if err := json.Unmarshal(text, &rows); err != nil {
		return nil, fmt.Errorf("reading captures: %w", err)
	}
	for _, r := range rows {
		if r.Key == key {
			return r.Exchanges, nil
		}
	}
	return nil, nil
}
