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
