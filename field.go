package waybill

// Type says what kind of values a column holds or a field takes.
type Type string

// The types. A column of a source has Any if its values may be of any kind.
const (
	Any     Type = "any"
	String  Type = "string"
	Email   Type = "email"
	URL     Type = "url"
	Bool    Type = "bool"
	Int     Type = "int"
	Decimal Type = "decimal"
	Float   Type = "float"  // columns only: binary floating point
	Bytes   Type = "bytes"  // columns only
	DateOf  Type = "date"   // a calendar date
	Instant Type = "time"   // a point in time, with a zone
	Local   Type = "local"  // a date and time of day without a zone
	JSON    Type = "json"   // columns only: nested data
	Nested  Type = "object" // fields only
	Array   Type = "array"
)

// Format names a check of a text field beyond its type.
type Format string

// The formats.
const (
	Currency  Format = "currency"    // ISO 4217, three upper-case letters
	Country   Format = "country"     // ISO 3166-1 alpha-2, or XK
	TimeOfUTC Format = "utc"         // an instant, sent as 2006-01-02 15:04:05 in UTC
	Millis    Format = "epoch_ms"    // an instant, sent as milliseconds since 1970
	NoBracket Format = "no_bracket"  // no [ ] and no control characters
	Minor     Format = "minor_units" // an amount in the smallest unit of the record's currency
)

// Unit says what a number counts.
type Unit string

// The units.
const (
	InRows  Unit = "rows"
	InShare Unit = "share" // of all rows, from 0 to 1: 0.05 are 5 per cent
	InTimes Unit = "times" // so many times another number
)

// Field describes one named value: a setting of a destination, or a field of
// an operation. Forms, API schemas, documentation and validation all derive
// from it, so that nothing about a field is written twice.
type Field struct {
	Name    string   `json:"name"`
	Label   string   `json:"label,omitempty"` // as a person reads it; default: Name
	Aliases []string `json:"aliases,omitempty"`

	// Synonyms are what columns with its values are usually called, the likeliest
	// first. Suggestions go by them; configurations do not take them.
	Synonyms []string `json:"synonyms,omitempty"`

	Type     Type   `json:"type"`
	Format   Format `json:"format,omitempty"`
	Required bool   `json:"required,omitempty"`

	// PerRow moves the check of Required from the mapping to each row.
	PerRow bool `json:"per_row,omitempty"`

	Unit    Unit     `json:"unit,omitempty"`    // of a number
	Options []string `json:"options,omitempty"` // the only values allowed
	MinLen  int      `json:"min_len,omitempty"` // in characters
	MaxLen  int      `json:"max_len,omitempty"` // in characters
	Min     string   `json:"min,omitempty"`     // of a number, inclusive
	Max     string   `json:"max,omitempty"`     // of a number, inclusive
	Scale   int      `json:"scale,omitempty"`   // most decimals of a Decimal; 0: any
	Fields  []Field  `json:"fields,omitempty"`  // of an object, or of each element of an array
	Custom  bool     `json:"custom,omitempty"`  // the object or the elements take further names

	// Reference says that people look for a row by the value: a click, a
	// customer. The state then knows which rows have which, by digests. It is for
	// texts that few rows share, and never for a secret.
	Reference bool `json:"reference,omitempty"`

	// Missing is the refusal of a row that lacks a required value; default:
	// "<name> is required".
	Missing string `json:"missing,omitempty"`

	Doc     string `json:"doc,omitempty"`
	Example any    `json:"example,omitempty"`

	// For settings only.
	Secret   bool   `json:"secret,omitempty"`
	Identity bool   `json:"identity,omitempty"` // part of who the account is: see semantics, Account
	Default  string `json:"default,omitempty"`
}

// Mode is what a sync does with the rows it finds.
type Mode string

// The sync modes.
const (
	Insert Mode = "insert" // send added rows
	Upsert Mode = "upsert" // send added and changed rows
	Update Mode = "update" // send added and changed rows, never create
	Mirror Mode = "mirror" // upsert, and delete removed rows
)

// Removal is what a sync does about a row that left the model.
type Removal string

// The removals.
const (
	KeepRemoved   Removal = "nothing"
	ClearRemoved  Removal = "clear"
	DeleteRemoved Removal = "delete"
)

// Scope says among which records a business key is unique.
type Scope string

// The scopes. A scope that starts with ScopeSetting names a setting of the
// sync, e.g. "setting:campaign".
const (
	ScopeAccount Scope = ""
	ScopeModel   Scope = "model"
	ScopeSync    Scope = "sync"
	ScopeSetting       = "setting:"
)

// BusinessKey says what makes two inserted records the same to the vendor.
type BusinessKey struct {
	// Field holds the key. If it is empty the key is the value of the match
	// field where the sync names one and Match is set, else the primary key.
	Field string `json:"field,omitempty"`
	Match bool   `json:"match,omitempty"`
	Scope Scope  `json:"scope,omitempty"`
}

// Operation declares one thing a destination can do with a record. It is data:
// the interface draws it, the API serves it, planner and validator obey it.
type Operation struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Doc   string `json:"doc,omitempty"`
	Modes []Mode `json:"modes"`

	// Needs lists the destination's settings it cannot do without.
	Needs []string `json:"needs,omitempty"`

	// Settings are chosen for each sync, e.g. a campaign.
	Settings []Field `json:"settings,omitempty"`

	// Match lists the fields that can find an existing record; AnyMatch adds
	// every other field and custom name.
	Match    []string `json:"match,omitempty"`
	AnyMatch bool     `json:"any_match,omitempty"`

	// Key is the business key of inserts; nil if records may be repeated.
	Key *BusinessKey `json:"key,omitempty"`

	// Removals lists what can be done about removed rows besides nothing.
	Removals []Removal `json:"removals,omitempty"`

	Fields []Field    `json:"fields"`
	OneOf  [][]string `json:"one_of,omitempty"` // groups of which exactly one field must be set
	Custom bool       `json:"custom,omitempty"` // takes names beyond Fields

	// CustomNames is the regular expression that further names match, of the
	// record and of elements of its lists; "" for any. Reserved are names that
	// they cannot have, whatever their case.
	CustomNames string   `json:"custom_names,omitempty"`
	Reserved    []string `json:"reserved,omitempty"`

	Batch int `json:"batch,omitempty"` // most records a request; 0 means one
}

// Field returns the declared field of that name or alias.
func (op *Operation) Field(name string) (Field, bool) {
	for _, f := range op.Fields {
		if f.Name == name || contains(f.Aliases, name) {
			return f, true
		}
	}
	return Field{}, false
}

// Allows reports whether the operation has the mode.
func (op *Operation) Allows(m Mode) bool {
	for _, have := range op.Modes {
		if have == m {
			return true
		}
	}
	return false
}
