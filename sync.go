package waybill

import "time"

// Sync ties a model to an operation of a destination.
type Sync struct {
	Name        string            `json:"name"`
	Model       Model             `json:"model"`
	Destination string            `json:"destination"` // a configured one, by name
	Account     string            `json:"account"`     // whose memory this is; default: Destination
	Operation   string            `json:"operation"`
	Mode        Mode              `json:"mode"`
	Settings    map[string]string `json:"settings,omitempty"`
	Match       *Match            `json:"match,omitempty"`
	Rename      bool              `json:"rename,omitempty"`
	Mapping     Mapping           `json:"mapping"`
	Custom      Mapping           `json:"custom,omitempty"`
	OnRemoved   Removal           `json:"on_removed,omitempty"`
	FirstRun    FirstRun          `json:"first_run,omitempty"`
	Retry       RetryRefused      `json:"retry_refused"`
	Brakes      Brakes            `json:"brakes"`
}

// Match is the pair that finds the existing record.
type Match struct {
	Field  string `json:"field"`
	Column string `json:"column"`
}

// FirstRun says what the first run does with what is already there.
type FirstRun string

// The first runs.
const (
	SendFirst FirstRun = "send"
	SkipFirst FirstRun = "skip"
)

// RetryRefused says when later runs try a row again that the vendor refused.
type RetryRefused struct {
	Never bool          `json:"never,omitempty"`
	Runs  int           `json:"runs"` // each of the next so many runs
	Then  time.Duration `json:"then"` // afterwards, this long after the last attempt
}

// DefaultRetryRefused is each of the next five runs, then once a day.
var DefaultRetryRefused = RetryRefused{Runs: 5, Then: 24 * time.Hour}

// Brakes hold a run for approval before anything is sent. What is nil does not
// brake, and 0 brakes whatever would be sent. A model that is empty brakes by
// itself where removed rows would be deleted or cleared.
type Brakes struct {
	MaxRows   *int64   `json:"max_rows,omitempty"`   // more than so many would be sent
	MaxShare  *float64 `json:"max_share,omitempty"`  // more than this share of the model, 0 to 1
	MaxGrowth *float64 `json:"max_growth,omitempty"` // more than so many times the mean of the last runs
	NewKeys   *float64 `json:"new_keys,omitempty"`   // more than this share of the keys is new, 0 to 1
	Empty     string   `json:"empty,omitempty"`      // "hold" or "allow" when the model has no rows
}

// BrakeFields declare the brakes, as configurations have them.
func BrakeFields() []Field {
	return []Field{
		{Name: "max_rows", Label: "Most rows", Type: Int, Unit: InRows, Min: "0", Doc: "More rows than this would be sent. 0 holds every run that sends.", Example: 1000},
		{Name: "max_share", Label: "Most of the model", Type: Decimal, Unit: InShare, Min: "0", Max: "1", Doc: "More than this share of the model would be sent.", Example: "0.5"},
		{Name: "max_growth", Label: "Growth", Type: Decimal, Unit: InTimes, Min: "0", Doc: "More than so many times the mean of the last runs would be sent.", Example: "3"},
		{Name: "new_keys", Label: "New keys", Type: Decimal, Unit: InShare, Min: "0", Max: "1", Doc: "More than this share of the keys is new.", Example: "0.9"},
		{Name: "empty", Label: "Empty model", Type: String, Options: []string{"hold", "allow"}, Doc: "What to do when the model has no rows."},
	}
}
