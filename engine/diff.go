package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/spool"
	"github.com/waybillhq/waybill/store"
)

// planned is what a run would do: work in the order of the keys, and the
// counts so far.
type planned struct {
	work       *spool.File
	references *references // by which its rows are found; nil: by none
	counts     waybill.Counts
	sends      int64 // rows that would be sent
	removals   int64 // rows that would be deleted or cleared
	known      int64 // rows of the model that the ledger knows as accepted
	rekeyed    int64 // further ones, accepted under another business key than they have now
	empty      bool  // the model returned no rows
	warnings   []string
}

// Close gives up the plan.
func (p *planned) Close() error { return errors.Join(p.work.Close(), p.references.close()) }

// inMemory is how much of a plan is held in memory.
const inMemory = 4 << 20

// differ compares a reading with the two memories. Both come in the order of
// their keys, so that it holds next to nothing, whatever their size.
type differ struct {
	job      *Job
	options  Options
	ledger   store.Ledger
	now      time.Time
	baseline bool            // remember without sending
	only     map[string]bool // rows that alone were read: of others nothing is removed; nil: all were
	progress func(done int64)

	// recover closes the lost runs of another sync, whose process died while
	// it held claims. It reports false if that sync is running. Nil in a plan,
	// which changes nothing.
	recover func(ctx context.Context, sync string) (bool, error)

	references *references // nil: none are kept
	carried    carried     // rows that were accepted earlier in this run

	claims  store.ClaimScope
	claimed bool               // records of this job are claimed
	former  []store.ClaimScope // see formerScopes
	insert  bool
	plan    *planned
	clashes int64 // different rows that share a primary key
	lost    [losses]int64
	waiting []waiting
	spare   []waiting // the memory of those that waited before
	scratch []byte
}

// waiting is work that waits for a look at claims: its own, unless it is
// settled already and waits for what comes before it.
type waiting struct {
	work
	settled bool
	lost    loss // of a row that is remembered without being sent
}

// claimsAtOnce is how many claims are looked up at once.
const claimsAtOnce = 512

// diff classifies every row of a reading.
func (d *differ) diff(ctx context.Context, r *reading, refused *spool.Sorter, tempDir string) (*planned, error) {
	d.claims, d.claimed = d.job.claims()
	d.insert = d.job.Sync.Mode == waybill.Insert
	d.plan = &planned{work: spool.NewFile(tempDir, inMemory), references: d.references, empty: r.read+r.passed == 0}
	d.plan.counts.Read, d.plan.counts.Skipped = r.read, r.nullKeys
	err := d.merge(ctx, r, refused)
	if err == nil {
		err = d.lookUp(ctx)
	}
	if err != nil {
		_ = d.plan.Close()
		return nil, fmt.Errorf("comparing with the ledger: %w", err)
	}
	d.warn(r.nullKeys, "without a primary key", "skipped")
	d.warn(d.plan.counts.Skipped-r.nullKeys, "identical to another one", "skipped")
	d.warn(d.clashes, "with a primary key that different rows have", "refused")
	d.plan.warnings = append(d.plan.warnings, d.forgoneWarnings()...)
	return d.plan, nil
}

// warn tells of rows that were passed over: keys that are null or not unique
// never pass silently.
func (d *differ) warn(n int64, which, fate string) {
	switch n {
	case 0:
	case 1:
		d.plan.warnings = append(d.plan.warnings, "1 row "+which+" was "+fate)
	default:
		d.plan.warnings = append(d.plan.warnings, fmt.Sprintf("%d rows %s were %s", n, which, fate))
	}
}

// merge walks the candidates and the row memory side by side.
func (d *differ) merge(ctx context.Context, r *reading, refused *spool.Sorter) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	memory := newLookahead(d.ledger.Memory(ctx, d.job.scope()))
	defer memory.stop()
	nextRefusal, stopRefusals := iter.Pull2(refused.All())
	defer stopRefusals()
	refusals := &refusalStream{next: nextRefusal}

	var g group
	flush := func() error {
		if len(g.key) == 0 {
			return nil
		}
		e, err := d.upTo(ctx, memory, g.key)
		if err != nil {
			return err
		}
		refusal, err := refusals.of(g.key)
		if err != nil {
			return err
		}
		return d.group(ctx, &g, e, refusal)
	}
	for item, err := range r.candidates.All() {
		if err != nil {
			return err
		}
		if !bytes.Equal(item.Key, g.key) {
			if err := flush(); err != nil {
				return err
			}
			g.reset(item.Key)
		}
		g.add(item.Value)
	}
	if err := flush(); err != nil {
		return err
	}
	_, err := d.upTo(ctx, memory, nil)
	return err
}

// upTo passes over remembered rows before key, which have left the model, and
// returns the memory of key itself. A nil key passes over all.
func (d *differ) upTo(ctx context.Context, memory *lookahead, key []byte) (*store.Entry, error) {
	for {
		e, err := memory.peek()
		if e == nil || err != nil {
			return nil, err
		}
		if key != nil {
			switch c := compare(e.Key, key); {
			case c > 0:
				return nil, nil
			case c == 0:
				memory.skip()
				return e, nil
			}
		}
		memory.skip()
		if err := d.left(*e); err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
}

func compare(a string, b []byte) int {
	switch {
	case a < string(b):
		return -1
	case a > string(b):
		return 1
	}
	return 0
}

// emit adds work to the plan, behind what still waits for its claims: a plan is
// in the order of the keys.
func (d *differ) emit(w *work) error {
	if err := d.refer(w); err != nil {
		return err
	}
	if len(d.waiting) > 0 {
		d.waiting = append(d.waiting, waiting{work: *w, settled: true})
		return nil
	}
	d.scratch = w.append(d.scratch[:0])
	return d.plan.work.Append(d.scratch)
}

// group is the candidates of one primary key.
type group struct {
	key    []byte
	values [][]byte
	n      int
}

func (g *group) reset(key []byte) {
	g.key = append(g.key[:0], key...)
	g.n = 0
}

func (g *group) add(value []byte) {
	if g.n == len(g.values) {
		g.values = append(g.values, nil)
	}
	g.values[g.n] = append(g.values[g.n][:0], value...)
	g.n++
}

// distinct returns the candidates without repeats.
func (g *group) distinct() [][]byte {
	seen := map[waybill.Digest]bool{}
	var out [][]byte
	for _, v := range g.values[:g.n] {
		if d := digestOf(v); !seen[d] {
			seen[d] = true
			out = append(out, v)
		}
	}
	return out
}

// group settles the rows of one primary key. Identical repeats are skipped;
// different rows are all refused.
func (d *differ) group(ctx context.Context, g *group, e *store.Entry, refusal string) error {
	if len(d.waiting) >= claimsAtOnce {
		if err := d.lookUp(ctx); err != nil {
			return err
		}
	}
	d.progress(1)
	if r, err := d.carried.of(g.key); r != nil || err != nil {
		return d.carry(g, r, err)
	}
	if g.n == 1 {
		return d.row(string(g.key), g.values[0], e, refusal)
	}
	rows := g.distinct()
	d.plan.counts.Skipped += int64(g.n - len(rows))
	if len(rows) == 1 {
		return d.row(string(g.key), rows[0], e, refusal)
	}
	d.clashes += int64(len(rows))
	refusal = fmt.Sprintf("%d different rows have the primary key %s", len(rows), mapping.Display(string(g.key)))
	for i, v := range rows {
		c, err := decodeCandidate(v)
		if err != nil {
			return err
		}
		if err := d.refuse(string(g.key), c, e, refusal, i); err != nil {
			return err
		}
	}
	return nil
}

// refusalStream reads refusals by primary key, in order.
type refusalStream struct {
	next    func() (spool.Item, error, bool)
	item    spool.Item
	started bool
	ended   bool
}

// of returns the refusal of key, or "".
func (s *refusalStream) of(key []byte) (string, error) {
	for !s.ended {
		if s.started {
			switch c := bytes.Compare(s.item.Key, key); {
			case c > 0:
				return "", nil
			case c == 0:
				return string(s.item.Value), nil
			}
		}
		item, err, ok := s.next()
		if err != nil {
			return "", err
		}
		s.item, s.started, s.ended = item, true, !ok
	}
	return "", nil
}
