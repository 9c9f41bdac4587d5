package engine

import (
	"strconv"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/store"
)

const (
	// maxAttempts is how often one row is tried within a run.
	maxAttempts = 5
	// maxPatience is how long a row waits in a run because the vendor asks
	// for patience; such attempts do not count.
	maxPatience = 15 * time.Minute
	firstWait   = 500 * time.Millisecond
	longestWait = 30 * time.Second
)

// item is a row on its way through one run.
type item struct {
	work
	record    waybill.Record
	attempts  int
	begun     bool      // an attempt is on disk and not settled; of the books alone
	since     time.Time // of the first attempt
	exchanges []waybill.Exchange
	backoff   *backoff.ExponentialBackOff

	answer destination.Answer // of the last attempt
	at     time.Time          // when it came
	final  bool               // nothing more is tried in this run
}

// read fills in the record that is to be sent, and lets go of its encoding.
func (it *item) read(j *Job) error {
	encoded := it.Record
	it.Record = nil
	if it.Do == remove {
		it.record = removed(it.work, j)
		return nil
	}
	_, err := mapping.ReadRecord(encoded, &it.record)
	return err
}

// removed is what is known of a row that left the model.
func removed(w work, j *Job) waybill.Record {
	var r waybill.Record
	if field := matchField(j); field != "" && w.Business != "" {
		r.Fields = waybill.Object{{Name: field, Value: w.Business}}
	}
	parts := mapping.Decode(w.Key)
	for i, name := range j.Sync.Model.PrimaryKey {
		if i < len(parts) {
			r.Columns = append(r.Columns, waybill.Member{Name: name, Value: parts[i]})
		}
	}
	return r
}

// matchField is the field that records are found by: the sync's choice, or else
// the first that the operation offers.
func matchField(j *Job) string {
	if j.Sync.Match != nil {
		return j.Sync.Match.Field
	}
	if len(j.Operation.Match) > 0 {
		return j.Operation.Match[0]
	}
	return ""
}

// answered takes the answer of an attempt and decides whether the row is tried
// again within the run.
func (it *item) answered(a destination.Answer, now time.Time) {
	it.answer, it.at = a, now
	if it.since.IsZero() {
		it.since = now
	}
	if !a.Free {
		it.attempts++
	}
	it.final = !a.Retry || it.attempts >= maxAttempts || now.Add(a.Wait).Sub(it.since) > maxPatience
}

// wait returns how long to wait before the next attempt: at least as long as
// the vendor asked for, else longer each time.
func (it *item) wait() time.Duration {
	if it.answer.Free && it.answer.Wait > 0 {
		return it.answer.Wait
	}
	if it.backoff == nil {
		it.backoff = backoff.NewExponentialBackOff()
		it.backoff.InitialInterval, it.backoff.MaxInterval, it.backoff.Multiplier = firstWait, longestWait, 2
	}
	return max(it.answer.Wait, it.backoff.NextBackOff())
}

// put ends an item without an attempt.
func (it *item) put(o waybill.Outcome, message string, now time.Time) {
	it.answer = destination.Answer{Outcome: o, Message: message}
	it.at, it.final = now, true
}

// result is what is told of the row.
func (it *item) result() store.Result {
	r := store.Result{
		Result: waybill.Result{
			Key: it.Key, BusinessKey: it.Business, Kind: it.Kind, Outcome: it.answer.Outcome, Message: it.answer.Message,
			Attempts: it.attempts, VendorID: it.answer.VendorID, Unconfirmed: it.answer.Unconfirmed, At: it.at,
		},
		Exchanges: it.exchanges,
	}
	if it.Do == remove && r.Outcome == waybill.Rejected {
		r.Message = deletionRefused + r.Message
	}
	return r
}

// state is what the ledger keeps of an outcome.
func state(o waybill.Outcome) store.State {
	switch o {
	case waybill.Accepted:
		return store.Accepted
	case waybill.Rejected:
		return store.Refused
	case waybill.InDoubt:
		return store.InDoubt
	}
	return store.Deferred
}

// entry is what is remembered of the row. Invariant 1: the digest advances only
// when the record is accepted.
func (it *item) entry() store.Entry {
	e := store.Entry{Key: it.Key, State: state(it.answer.Outcome), BusinessKey: it.Business}
	if e.State == store.Accepted {
		e.Digest = it.Digest
		if it.answer.Unconfirmed {
			e.TriedAt, e.Note = it.at, it.answer.Message
		}
		return e
	}
	e.Digest, e.Unsure, e.Assumed = it.Prior.Digest, it.Prior.Unsure, it.Prior.Assumed
	e.Tried, e.TriedAt, e.Note = it.work.Digest, it.at, it.answer.Message
	if e.State == store.Refused {
		e.Refusals = 1
		if it.Prior.Tried == it.work.Digest {
			e.Refusals += it.Prior.Refusals
		}
	}
	return e
}

// appendFormer adds the business keys that a row has had and has now, so that what
// was claimed by each stays known with it.
func appendFormer(to []store.FormerKey, prior *store.Entry, now string) []store.FormerKey {
	if prior.BusinessKey == "" {
		return to
	}
	return append(to, store.FormerKey{Key: prior.Key, BusinessKey: prior.BusinessKey}, store.FormerKey{Key: prior.Key, BusinessKey: now})
}

// settle is what becomes of the claim of an insert.
func (it *item) settle() store.Settle {
	s := store.Settle{BusinessKey: it.Business, State: state(it.answer.Outcome), VendorID: it.answer.VendorID, At: it.at}
	s.Unsure = s.State == store.Accepted && it.answer.Unconfirmed
	if (s.State == store.Accepted || s.State == store.InDoubt) && len(it.exchanges) > 0 {
		s.Request, s.Answer = receipt(it.exchanges[len(it.exchanges)-1])
	}
	return s
}

// receipt is an exchange as it is kept for ever.
func receipt(x waybill.Exchange) (request, answer string) {
	request = x.Method + " " + x.URL
	if x.RequestBody != "" {
		request += "\n\n" + x.RequestBody
	}
	if x.Status == 0 {
		return request, "no answer: " + x.Error
	}
	answer = strconv.Itoa(x.Status)
	if x.ResponseBody != "" {
		answer += "\n\n" + x.ResponseBody
	}
	return request, answer
}
