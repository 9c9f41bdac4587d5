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
	return w.zstd.EncodeAll(w.text, nil), at, nil
}

// appendCaptured writes what json.Marshal would write of captured, in a fifth
// of its time: it is done for every row that is sent.
func appendCaptured(b []byte, key string, exchanges []waybill.Exchange) ([]byte, error) {
	list := make([]any, len(exchanges))
	for i, x := range exchanges {
		list[i] = exchangeObject(x)
	}
	return waybill.AppendJSON(b, waybill.Object{{Name: "key", Value: key}, {Name: "exchanges", Value: list}})
}

func exchangeObject(x waybill.Exchange) waybill.Object {
	o := make(waybill.Object, 0, 10)
	o = append(o, waybill.Member{Name: "method", Value: x.Method}, waybill.Member{Name: "url", Value: x.URL},
		waybill.Member{Name: "started_at", Value: x.StartedAt}, waybill.Member{Name: "took_ns", Value: int64(x.Took)})
	if x.Status != 0 {
		o = append(o, waybill.Member{Name: "status", Value: int64(x.Status)})
	}
	for _, text := range [...]waybill.Member{{Name: "request_body", Value: x.RequestBody}, {Name: "response_body", Value: x.ResponseBody}, {Name: "error", Value: x.Error}} {
		if text.Value != "" {
			o = append(o, text)
		}
	}
	for _, header := range [...]struct {
		name   string
		values map[string][]string
	}{{"request_header", x.RequestHeader}, {"response_header", x.ResponseHeader}} {
		if len(header.values) > 0 {
			o = append(o, waybill.Member{Name: header.name, Value: headerObject(header.values)})
		}
	}
	return o
}

func headerObject(h map[string][]string) waybill.Object {
	o := make(waybill.Object, 0, len(h))
	for name, values := range h {
		list := make([]any, len(values))
		for i, v := range values {
			list[i] = v
		}
		o = append(o, waybill.Member{Name: name, Value: list})
	}
	return o
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
