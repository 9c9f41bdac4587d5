package destination

import (
	"hash/maphash"
	"sync"

	"github.com/waybillhq/waybill"
)

// matched remembers which record of the run a match value was used for, in
// sixteen bytes each.
type matched struct {
	mu   sync.Mutex
	seed maphash.Seed
	by   map[uint64]uint64 // hash of the value → hash of the record
}

// Claim reports whether a match value belongs to r in this run: the first
// record that claims it keeps it, also when it is tried again. Two rows that
// match one record of the vendor must not overwrite each other.
func (c *Client) Claim(value string, r waybill.Record) bool {
	m := &c.matched
	b, err := waybill.AppendJSON(nil, append(r.Fields[:len(r.Fields):len(r.Fields)], waybill.Member{Name: "", Value: r.Custom}))
	if err != nil {
		return true // it will be refused for that
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.by == nil {
		m.by, m.seed = map[uint64]uint64{}, maphash.MakeSeed()
	}
	key, record := maphash.String(m.seed, value), maphash.Bytes(m.seed, b)
	if have, ok := m.by[key]; ok {
		return have == record
	}
	m.by[key] = record
	return true
}
