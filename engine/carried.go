package engine

import (
	"github.com/waybillhq/waybill"
)

// carried reads the rows that were accepted in an earlier attempt at a run, in
// the order of their keys. Its zero value has none.
type carried struct {
	next func() (waybill.Result, error, bool)
	head *waybill.Result
}

// of returns what became of a key, or nil.
func (c *carried) of(key []byte) (*waybill.Result, error) {
	for c.next != nil {
		if c.head != nil {
			switch order := compare(c.head.Key, key); {
			case order > 0:
				return nil, nil
			case order == 0:
				return c.head, nil
			}
		}
		r, err, ok := c.next()
		if err != nil {
			return nil, err
		}
		if c.head = &r; !ok {
			c.next = nil
		}
	}
	return nil, nil
}

// carry counts a row that this run delivered before, whatever became of it
// since. Identical repeats are skipped, as they were then.
func (d *differ) carry(g *group, r *waybill.Result, err error) error {
	if err != nil {
		return err
	}
	d.count(r.Kind)
	d.plan.counts.Accepted++
	if r.Unconfirmed {
		d.plan.counts.Unconfirmed++
	}
	d.plan.counts.Skipped += int64(g.n - 1)
	return nil
}
