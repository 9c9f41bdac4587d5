package store

import "github.com/waybillhq/waybill"

// Undeleted reports whether the row has left the model and the vendor refused to
// delete its record: Note is why, TriedAt when, and Refusals in how many runs.
// Its digest is that of the record, which is there as it was accepted.
func (e *Entry) Undeleted() bool { return e.State == Refused && e.Gone == Leaving }

// decideUndeleted returns the state that a verdict about such a row leads to. Given
// up, it is what it was: accepted, and it has left the model.
func decideUndeleted(v Verdict) (State, error) {
	if v == GiveUp {
		return Accepted, nil
	}
	return 0, waybill.Errorf(waybill.EConflict, "the row has left the model, and its deletion was refused: it is not to be sent").
		WithHint("delete it at the vendor, or give it up")
}
