package waybill

// Mapping fills the fields of a record from the columns of a row, in order.
type Mapping []Assign

// Assign fills one field. Exactly one of Column, Value (with HasValue),
// Template, Variable, Each and Map says from what; Each comes with Map, and Map
// alone builds one object out of the row.
type Assign struct {
	To       string `json:"to"`
	Column   string `json:"column,omitempty"`
	Value    any    `json:"value,omitempty"`
	HasValue bool   `json:"-"`
	Template string `json:"template,omitempty"` // Liquid over the row
	Variable string `json:"variable,omitempty"` // run.id, run.started_at, sync.name, model.name

	// Each names a column, or inside Map a member, that holds a list; Map
	// turns each of its elements into an object.
	Each string  `json:"each,omitempty"`
	Map  Mapping `json:"map,omitempty"`

	As     Conversion `json:"as,omitempty"`
	IfNull NullPolicy `json:"if_null"`
}

// Conversion changes a value on its way into a field.
type Conversion string

// The conversions. Both know the exponent of the record's currency.
const (
	MinorUnits Conversion = "minor_units" // 12.50 USD → 1250
	MajorUnits Conversion = "major_units" // 1250 USD → 12.50
)

// NullPolicy says what a null becomes. The zero value omits it.
type NullPolicy struct {
	Do      NullAction `json:"do,omitempty"`
	Default any        `json:"default,omitempty"` // with UseDefault
}

// NullAction is the kind of a [NullPolicy].
type NullAction string

// The null actions.
const (
	OmitNull   NullAction = ""
	SendNull   NullAction = "send"
	RejectNull NullAction = "reject"
	UseDefault NullAction = "value"
)

// Record is a row as the destination will receive it. Fields are in the order
// the operation declares them, Custom in the order of the mapping. A null that
// is omitted is absent; one that is sent is nil.
type Record struct {
	Fields Object
	Custom Object

	// Columns is the source row, for operations that build requests out of
	// templates. Of a removed row only the primary key is known.
	Columns Object

	// Match is the value to find the existing record by, where it is not what
	// the match field itself receives; nil otherwise.
	Match any
}
