package engine

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/spool"
)

const (
	// arena is how much of a sort is held in memory, twice.
	arena = 8 << 20
	// rowsAtOnce is how many rows go from reading to mapping at once.
	rowsAtOnce = 256
)

// reading is what came out of a model: candidates in the order of their keys.
type reading struct {
	candidates *spool.Sorter
	// business holds business keys with the primary keys they are on; nil if
	// no two rows can share one.
	business *spool.Sorter

	read, nullKeys int64
	passed         int64 // further rows of the model, to which a retry is not restricted
}

func (r *reading) close() {
	_ = r.candidates.Close()
	if r.business != nil {
		_ = r.business.Close()
	}
}

// reader reads and maps a model.
type reader struct {
	job        *Job
	compiled   *mapping.Compiled
	vars       mapping.Vars
	sync       destination.Sync
	columns    bool            // requests are built from the row too
	only       map[string]bool // nil: every row
	references []string        // fields by which people look for rows
	progress   func(read int64)

	mu  sync.Mutex // of what follows
	out *reading
	err error
}

// read reads the whole model. Invariant 4: if the source fails half way the
// error is returned and nothing of the reading is used.
//
// One goroutine reads; as many as there are processors map. The order in which
// rows come is of no account: they are sorted by key.
func (r *reader) read(ctx context.Context, rows waybill.Rows, tempDir string) (*reading, error) {
	r.out = &reading{candidates: spool.NewSorter(tempDir, arena)}
	if r.sharesKeys() {
		r.out.business = spool.NewSorter(tempDir, arena/4)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	full, empty := make(chan *rowBatch, 4), make(chan *rowBatch, 8)
	for range cap(empty) {
		empty <- &rowBatch{}
	}
	go fetch(ctx, rows, full, empty)
	var mappers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		mappers.Go(func() {
			for b := range full {
				if r.take(b) != nil {
					stop()
				}
				empty <- b
			}
		})
	}
	mappers.Wait()
	err := r.err
	if err == nil {
		err = ctx.Err() // the fetcher may have ended without a word
	}
	if err != nil {
		r.out.close()
		return nil, err
	}
	return r.out, nil
}

// take maps a batch and adds it to the reading.
func (r *reader) take(b *rowBatch) error {
	b.mapped = b.mapped[:0]
	for i := range b.n {
		r.row(b, b.rows[i])
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil && b.err != nil {
		r.err = fmt.Errorf("reading model %s: %w", r.job.Sync.Model.Name, b.err)
	}
	for _, m := range b.mapped {
		if r.err == nil {
			r.err = r.out.add(m, b.data)
		}
	}
	r.out.passed += int64(b.n - len(b.mapped))
	r.progress(r.out.read)
	return r.err
}

// add adds a mapped row.
func (r *reading) add(m mappedRow, data []byte) error {
	r.read++
	if m.nullKey {
		r.nullKeys++
		return nil
	}
	if err := r.candidates.Add([]byte(m.key), data[m.start:m.end]); err != nil {
		return err
	}
	if r.business != nil && m.business != "" {
		return r.business.Add([]byte(m.business), []byte(m.key))
	}
	return nil
}

// sharesKeys reports whether several rows might have one business key or one
// match value. They cannot where it is the primary key itself, letter by letter.
func (r *reader) sharesKeys() bool {
	j, from := r.job, ""
	field := matchField(j)
	switch _, claimed := j.claims(); {
	case claimed && j.Operation.Key.Field != "":
		from = column(j.Sync.Mapping, j.Operation.Key.Field)
	case claimed && (!j.Operation.Key.Match || j.Sync.Match == nil):
		return false
	case field == "":
		return false
	case j.Sync.Match != nil:
		from = j.Sync.Match.Column
	default:
		from = column(j.Sync.Mapping, field)
	}
	if f, ok := j.Operation.Field(field); ok && f.Type == waybill.Email {
		return true // compared without case
	}
	key := j.Sync.Model.PrimaryKey
	return len(key) != 1 || from != key[0]
}

// column returns the column that fills a field as it is, or "".
func column(m waybill.Mapping, field string) string {
	for _, a := range m {
		if a.To == field && a.As == "" {
			return a.Column
		}
	}
	return ""
}

// row maps one row into a batch.
func (r *reader) row(b *rowBatch, row waybill.Row) {
	m := &b.one
	r.compiled.MapTo(m, row, r.vars)
	if r.only != nil && !r.only[m.Key] {
		return
	}
	if m.NullKey {
		b.mapped = append(b.mapped, mappedRow{nullKey: true})
		return
	}
	c := candidate{Digest: waybill.Digest(m.Digest), Business: m.BusinessKey, Refusal: m.Refusal}
	if c.Business == "" {
		c.Business = m.Ident
	}
	if c.Refusal == "" && r.job.Operation.Validate != nil {
		if err := r.job.Operation.Validate(m.Record, r.sync); err != nil {
			c.Refusal = err.Error()
		}
	}
	if c.Refusal == "" {
		if !r.columns {
			m.Record.Columns = nil
		}
		b.record = mapping.AppendRecord(b.record[:0], m.Record)
		c.Record = b.record
	} else if r.references != nil {
		b.record = mapping.AppendRecord(b.record[:0], r.referred(m.Record.Fields))
		c.Record = b.record
	}
	if len(b.mapped) == 0 {
		b.data = b.data[:0]
	}
	start := len(b.data)
	b.data = c.append(b.data)
	b.mapped = append(b.mapped, mappedRow{key: m.Key, business: c.Business, start: start, end: len(b.data)})
}

// rowBatch is a few rows on their way from the source to the reading.
type rowBatch struct {
	rows []waybill.Row
	n    int
	err  error

	one    mapping.Mapped // the row at hand
	mapped []mappedRow
	data   []byte // the candidates of mapped
	record []byte
}

// mappedRow is one row of a batch once it is mapped.
type mappedRow struct {
	key, business string
	start, end    int // of the candidate in the batch's data
	nullKey       bool
}

// fetch fills batches until the rows end; the last one carries the error.
func fetch(ctx context.Context, rows waybill.Rows, full chan<- *rowBatch, empty <-chan *rowBatch) {
	defer close(full)
	b := <-empty
	b.n = 0
	for row, err := range rows.All() {
		if err != nil {
			b.err = err
			break
		}
		b.keep(row)
		if b.n < rowsAtOnce {
			continue
		}
		select {
		case full <- b:
		case <-ctx.Done():
			return
		}
		select {
		case b = <-empty:
			b.n = 0
		case <-ctx.Done():
			return
		}
	}
	if b.err == nil {
		b.err = ctx.Err()
	}
	full <- b
}

// keep copies a row: it and the bytes in it are lent until the next one.
func (b *rowBatch) keep(row waybill.Row) {
	if b.n == len(b.rows) {
		b.rows = append(b.rows, make(waybill.Row, len(row)))
	}
	copy(b.rows[b.n], row)
	for i, v := range b.rows[b.n] {
		if bytes, ok := v.([]byte); ok {
			b.rows[b.n][i] = slices.Clone(bytes)
		}
	}
	b.n++
}
