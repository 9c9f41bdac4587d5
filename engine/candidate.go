package engine

import (
	"github.com/waybillhq/waybill"
)

// candidate is a mapped row before it is known whether anything has to be done.
type candidate struct {
	Digest   waybill.Digest
	Business string
	Refusal  string
	Record   []byte // encoded; of a row that is refused, only what it is found by
}

// append encodes c, the digest first: most rows are settled by it alone.
func (c *candidate) append(b []byte) []byte {
	b = append(b, c.Digest[:]...)
	b = appendText(appendText(b, c.Business), c.Refusal)
	return append(b, c.Record...)
}

// decodeCandidate reads what append wrote. The record refers to b.
func decodeCandidate(b []byte) (candidate, error) {
	d := decoder{b: b}
	var c candidate
	d.digest(&c.Digest)
	c.Business, c.Refusal = d.text(), d.text()
	c.Record = d.b
	return c, d.err
}

// digestOf returns the digest of an encoded candidate.
func digestOf(b []byte) (d waybill.Digest) {
	copy(d[:], b)
	return d
}
