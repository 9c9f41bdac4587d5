package store

import (
	"encoding/json"
	"fmt"

	"github.com/waybillhq/waybill"
)

// Reason is why rows were not accepted.
type Reason struct {
	Outcome waybill.Outcome `json:"outcome"`
	Message string          `json:"message"` // its first ReasonLength characters
	Rows    int64           `json:"rows"`
}

// MostReasons is how many reasons of a run are kept counted when it has ended:
// as many as are told at once. Those of a run that goes on are counted anew each
// time, as its rows come.
const MostReasons = 500

// CountReasons gathers up to limit reasons of a run: first those of several rows,
// most rows first, and then those of one row alone, of which there may be many,
// in no order that costs anything. Count returns up to limit of either.
func CountReasons(limit int, count func(alone bool, limit int) ([]Reason, error)) ([]Reason, error) {
	var found []Reason
	for _, alone := range []bool{false, true} {
		if len(found) == limit {
			break
		}
		some, err := count(alone, limit-len(found))
		if err != nil {
			return nil, fmt.Errorf("reading reasons: %w", err)
		}
		found = append(found, some...)
	}
	return found, nil
}

// EndReasons are the reasons of a run that has ended, as they are kept; nil while
// it goes on, for a run that the state does not know yet, and for none.
func EndReasons(r *waybill.Run, count func(limit int) ([]Reason, error)) ([]byte, error) {
	if r.FinishedAt.IsZero() {
		return nil, nil
	}
	found, err := count(MostReasons)
	if waybill.ErrorCode(err) == waybill.ENotFound {
		return nil, nil
	}
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return json.Marshal(found)
}

// Counted returns the kept reasons of a run, up to a limit; false: they have to
// be counted, since the run goes on or more are asked for than are kept.
func Counted(kept []byte, limit int) (reasons []Reason, ok bool, err error) {
	if len(kept) == 0 {
		return nil, false, nil
	}
	if err := json.Unmarshal(kept, &reasons); err != nil {
		return nil, false, fmt.Errorf("reading reasons: %w", err)
	}
	if limit <= len(reasons) {
		return reasons[:limit], true, nil
	}
	return reasons, len(reasons) < MostReasons, nil
}
