package project

import (
	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/source"
)

// fileShape declares the whole of a project's file.
func fileShape(c Catalogue) *shape {
	return &shape{doc: "A Waybill project.", keys: []key{
		{"version", true, shape{doc: "The version of this format.", scalar: whole, options: []string{"1"}}},
		{"include", false, textOrList("Further files with parts of the project, as globs from its folder.")},
		{"state", false, shape{doc: "Where the state is kept: a file, or postgres://…. Default: waybill.db.", scalar: word}},
		{"sources", false, named("Databases and files that models read.", sourceShape(c.Sources))},
		{"models", false, named("Queries with a primary key.", modelShape())},
		{"destinations", false, named("Platforms that records are sent to.", destinationShape(c.Destinations))},
		{"syncs", false, named("A model, an operation of a destination, and the mapping between them.", syncShape())},
		{"tests", false, shape{doc: "Unit tests of syncs, run offline by `waybill test`.", list: testShape()}},
		{"alerts", false, named("Who is told of what.", alertShape())},
	}}
}

func named(doc string, s *shape) shape { return shape{doc: doc, each: s} }

func textOrList(doc string) shape { return shape{doc: doc, scalar: word, list: &shape{scalar: word}} }

func option(name, doc string, options ...string) key {
	return key{name, false, shape{doc: doc, scalar: word, options: options}}
}

func scalarKey(name string, kind scalar, doc string) key {
	return key{name, false, shape{doc: doc, scalar: kind}}
}

func required(k key) key {
	k.required = true
	return k
}

func sourceShape(kinds []source.Kind) *shape {
	s := &shape{}
	for _, k := range kinds {
		keys := append([]key{typeKey(k.Name)}, settingKeys(k.Settings)...)
		s.variants = append(s.variants, variant{k.Name, shape{doc: k.Doc, keys: keys}})
	}
	return s
}

func destinationShape(types []destination.Destination) *shape {
	s := &shape{}
	for _, d := range types {
		keys := append([]key{typeKey(d.Name)}, settingKeys(d.Settings)...)
		s.variants = append(s.variants, variant{d.Name, shape{doc: d.Doc, keys: append(keys, deliveryKeys()...)}})
	}
	return s
}

func typeKey(name string) key { return required(option("type", "What it is.", name)) }

// deliveryKeys are those of every destination.
func deliveryKeys() []key {
	return []key{
		scalarKey("account", word, "Whose memory of what was sent this is. Default: the destination's name."),
		{"rate", false, shape{doc: "Most requests in a period.", keys: []key{
			required(scalarKey("requests", whole, "How many requests.")),
			required(scalarKey("per", period, "In which time.")),
		}}},
		scalarKey("concurrency", whole, "Most requests at a time."),
		scalarKey("timeout", period, "The longest that one attempt may take."),
		alertsKey(),
	}
}

func alertsKey() key { return key{"alerts", false, textOrList("Names of alerts.")} }

func settingKeys(fields []waybill.Field) []key {
	keys := make([]key, len(fields))
	for i, f := range fields {
		keys[i] = key{f.Name, f.Required && f.Default == "", settingShape(f)}
		keys[i].secret = f.Secret
	}
	return keys
}

// settingShape is the shape of a declared setting. Its value is checked
// against the declaration once variables are known.
func settingShape(f waybill.Field) shape {
	switch f.Type {
	case waybill.Array:
		return shape{doc: f.Doc, list: &shape{}}
	case waybill.Nested:
		s := shape{doc: f.Doc, keys: settingKeys(f.Fields)}
		if f.Custom {
			s.each = &shape{scalar: word}
		}
		return s
	}
	return shape{doc: f.Doc, scalar: word}
}

func modelShape() *shape {
	return &shape{keys: []key{
		required(scalarKey("source", word, "The source it reads.")),
		{"sql", false, shape{doc: "The query. Variables are not replaced in it.", scalar: word, verbatim: true}},
		scalarKey("sql_file", word, "A file with the query, from the project's folder."),
		scalarKey("table", word, "A table that is read whole."),
		{"dbt", false, shape{doc: "The table of a dbt model.", keys: []key{
			required(scalarKey("manifest", word, "dbt's manifest.json, from the project's folder.")),
			required(scalarKey("model", word, "The model's name.")),
		}}},
		{"primary_key", true, textOrList("The columns that identify a row.")},
	}}
}

func syncShape() *shape {
	assign := assignShape()
	return &shape{keys: []key{
		required(scalarKey("model", word, "The model whose rows are sent.")),
		required(scalarKey("destination", word, "The destination they are sent to.")),
		scalarKey("operation", word, "What is done with a record; may be left out if the destination has only one."),
		option("mode", "What is done with the rows; may be left out if the operation has only one.",
			string(waybill.Insert), string(waybill.Upsert), string(waybill.Update), string(waybill.Mirror)),
		{"settings", false, shape{doc: "Settings of the operation, e.g. campaign.", each: &shape{scalar: word}}},
		{"match", false, shape{doc: "The field, and the column, that find the existing record.", each: &shape{scalar: word}}},
		scalarKey("rename", flag, "Whether the key that records are matched on may itself be changed."),
		{"mapping", false, shape{doc: "Destination field: model column, or a longer form.", each: assign}},
		{"custom", false, shape{doc: "Further fields, named by you; the same forms as mapping.", each: assign}},
		option("on_removed", "What happens to the record of a row that left the model.",
			string(waybill.KeepRemoved), string(waybill.ClearRemoved), string(waybill.DeleteRemoved)),
		{"schedule", false, scheduleShape()},
		option("first_run", "Whether the first run sends what is there.", string(waybill.SendFirst), string(waybill.SkipFirst)),
		{"retry_refused", false, shape{doc: "When later runs try a refused row again.", scalar: word, options: []string{"never"}, keys: []key{
			scalarKey("runs", whole, "Each of the next so many runs."),
			scalarKey("then", period, "Afterwards, this long after the last attempt."),
		}}},
		{"brakes", false, brakesShape()},
		alertsKey(),
	}}
}

func assignShape() *shape {
	s := &shape{doc: "A column, or how else the field is filled.", scalar: word}
	s.keys = []key{
		scalarKey("column", word, "The column; inside map a member of the element."),
		{"value", false, shape{doc: "A fixed value."}},
		scalarKey("template", word, "A Liquid template over row; inside map also over element."),
		option("variable", "A variable of the run.", "run.id", "run.started_at", "sync.name", "model.name"),
		scalarKey("each", word, "The column that holds a list; map makes an object of each element."),
		{"map", false, shape{doc: "The members of the object.", each: s}},
		option("as", "Converts an amount by the currency of the record.", string(waybill.MinorUnits), string(waybill.MajorUnits)),
		{"if_null", false, shape{
			doc: "What a null becomes: omit (default), send, reject, or a value.", scalar: word, options: []string{"omit", "send", "reject"},
			keys: []key{{"value", true, shape{doc: "The value instead of null."}}},
		}},
	}
	return s
}

func brakesShape() shape {
	s := shape{doc: "Hold a run for approval before anything is sent."}
	for _, f := range waybill.BrakeFields() {
		if f.Options != nil {
			s.keys = append(s.keys, option(f.Name, f.Doc, f.Options...))
			continue
		}
		s.keys = append(s.keys, scalarKey(f.Name, map[waybill.Unit]scalar{waybill.InRows: whole, waybill.InShare: share, waybill.InTimes: factor}[f.Unit], f.Doc))
	}
	return s
}

func testShape() *shape {
	request := []key{
		scalarKey("method", word, "The request's method."),
		scalarKey("path", word, "The request's path, after the base URL."),
		{"body", false, shape{doc: "The request's body, compared as JSON."}},
	}
	refused := scalarKey("refused", word, "The refusal, to the letter.")
	return &shape{keys: []key{
		required(scalarKey("name", word, "What the test shows.")),
		required(scalarKey("sync", word, "The sync.")),
		{"row", true, shape{doc: "The row: columns that are not named are null.", each: &shape{}}},
		{"existing", false, shape{doc: "What a look-up at the vendor answers."}},
		{"expect", true, shape{doc: "One request, several, or a refusal.", keys: append(request, refused), list: &shape{keys: request}}},
	}}
}
