package sandbox

import (
	"encoding/json"
	"io"
)

// Recorded is all that a sandbox has recorded, for tests and for the JSON view.
type Recorded struct {
	Kind     string    `json:"kind"`
	Traffic  Traffic   `json:"traffic"`
	Objects  Objects   `json:"objects"`
	Requests []Request `json:"requests"` // the newest, oldest first
}

// Objects are the recorded objects by sort. They encode as one JSON object with
// the sorts in the vendor's order.
type Objects []Records

// MarshalJSON writes {"customers":[…],"transactions":[…]}.
func (o Objects) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, r := range o {
		if i > 0 {
			b = append(b, ',')
		}
		items, err := json.Marshal(r.Items)
		if err != nil {
			return nil, err
		}
		name, err := json.Marshal(r.Name)
		if err != nil {
			return nil, err
		}
		b = append(append(append(b, name...), ':'), items...)
	}
	return append(b, '}'), nil
}

// Recorded returns copies of all that was recorded.
func (s *Sandbox) Recorded() Recorded {
	return Recorded{Kind: s.kind.Name, Traffic: s.Traffic(), Objects: s.vendor.Records(), Requests: s.Requests()}
}

// WriteJSON writes what was recorded to w.
func (s *Sandbox) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(s.Recorded())
}
