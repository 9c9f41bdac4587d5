package web

// describe says in the document what the fields of types from other packages
// are; those of this one say so themselves.
func (s *Server) describe() {
	for name, schema := range s.api.OpenAPI().Components.Schemas.Map() {
		for field, doc := range described[name] {
			if p, ok := schema.Properties[field]; ok {
				p.Description = doc
			}
		}
	}
}

// described are fields by their type.
var described = map[string]map[string]string{
	"Applied": {
		"differences": "What happens to each resource, in the order of the files; deletions come last.",
		"revision":    "The revision of the configuration that the files were compared with.",
	},
	"BusinessKey": {
		"field": "The field that holds the key; absent if it is the value that records are matched by, or else the primary key.",
		"match": "Whether the value that records are matched by is the key, where there is one.",
		"scope": "Among what the key is unique: absent for the account, model, sync, or setting:NAME for a setting of the sync.",
	},
	"Choice": {"value": "What is written as the setting.", "label": "What people call it."},
	"Column": {"name": "Its name.", "type": "What kind of values it holds.", "native": "The type as the source names it."},
	"Counts": {
		"read":         "Rows of the model: unchanged + added + changed + already_sent + skipped.",
		"unchanged":    "Rows that are as they were when they were accepted.",
		"added":        "Rows that are new.",
		"changed":      "Rows that are not as they were. added + changed = accepted + rejected + deferred + in_doubt.",
		"already_sent": "Rows of inserts whose business key was accepted before.",
		"skipped":      "Rows without a primary key, or identical to another one.",
		"removed":      "Rows that left the model.",
		"deleted":      "Removed rows that were deleted or cleared at the vendor.",
		"undeleted":    "Removed rows that the vendor refused to delete or clear; they are not in rejected, and stand beside it. Absent if there are none.",
		"invalid":      "Rows refused before they were sent; they are also in rejected.",
		"accepted":     "Rows that the vendor took.",
		"unconfirmed":  "Accepted rows whose answer lacked what the vendor answers on success.",
		"rejected":     "Rows that were refused.",
		"deferred":     "Rows that were not delivered, and are tried again by the next run. Of inserts they were certainly not recorded; an update may have been, where an attempt was not answered: the next brings the record up to date.",
		"in_doubt":     "Rows that were sent, and of which nobody knows whether they were recorded.",
	},
	"Difference": {
		"action": "create, change, delete or unchanged.",
		"kind":   "What it is: source, model, destination, sync, test or alert.",
		"name":   "Its name.",
		"paths":  "The parts of the spec that differ, such as mapping.country; of secrets only that they do.",
		"origin": "Where what is there came from: files or interface.",
		"place":  "File and line of what is there.",
	},
	"Exchange": {
		"method":          "The request's method.",
		"url":             "The request's URL. Secrets are masked, here and below.",
		"request_header":  "The request's headers.",
		"request_body":    "The request's body; what is longer than 64 KiB is cut.",
		"status":          "The status of the answer; absent if there was none.",
		"response_header": "The answer's headers.",
		"response_body":   "The answer's body; what is longer than 64 KiB is cut.",
		"started_at":      "When the request was made.",
		"took_ns":         "How long it took, in nanoseconds.",
		"error":           "Why there was no answer.",
	},
	"Field": {
		"name":      "Its name in specs.",
		"label":     "As people read it; default: the name.",
		"aliases":   "Further names that are understood.",
		"synonyms":  "What columns with its values are usually called, the likeliest first: suggestions go by it. Specs do not take them.",
		"type":      "What kind of values it takes.",
		"format":    "A check beyond the type: currency, country, utc, epoch_ms, no_bracket, or minor_units: an amount in the smallest unit of the currency.",
		"required":  "Whether it must be given.",
		"per_row":   "Whether each row is checked for it, and not the mapping.",
		"options":   "The only values that are allowed.",
		"min_len":   "The least number of characters.",
		"max_len":   "The greatest number of characters.",
		"min":       "The least number.",
		"max":       "The greatest number.",
		"scale":     "The most decimals.",
		"fields":    "The fields of the object, or of each element of the list.",
		"custom":    "Whether it takes further names.",
		"missing":   "How a row is refused that lacks it.",
		"reference": "Whether people look for a row by its value, such as a click: the search finds it then.",
		"doc":       "What it is, for people.",
		"example":   "A value that it may have.",
		"unit":      "What a number counts: rows; share, from 0 to 1, of which 0.05 are 5 per cent; or times another number.",
		"secret":    "Of a setting: whether it is secret. It is kept encrypted and never read back.",
		"identity":  "Of a setting: whether it is a part of who the account is.",
		"default":   "What it is if it is not given.",
	},
	"Operation": {
		"name":         "Its name in specs.",
		"label":        "As people read it.",
		"doc":          "What it does, for people.",
		"modes":        "The modes in which it can be used: insert, upsert, update, mirror.",
		"needs":        "The settings of the destination that it cannot do without.",
		"settings":     "What is chosen for each sync, such as a campaign.",
		"match":        "The fields that can find an existing record.",
		"any_match":    "Whether any other field and any custom name can, too.",
		"key":          "What makes two inserted records the same; absent if records may be repeated.",
		"removals":     "What can be done about rows that left the model, besides nothing.",
		"fields":       "The fields of a record.",
		"one_of":       "Groups of fields of which exactly one must be mapped.",
		"custom":       "Whether it takes names beyond its fields.",
		"custom_names": "The regular expression that further names match.",
		"reserved":     "Names that further fields cannot have.",
		"batch":        "The most records in a request; absent for one.",
	},
	"Plan": {
		"sync":           "The sync.",
		"counts":         "What would become of the rows, as far as that is known without sending.",
		"sends":          "Rows that would be sent.",
		"removals":       "Rows that would be deleted or cleared at the vendor.",
		"known_accepted": "Rows of the model that the ledger knows as accepted: the number that resend_accepted takes.",
		"rekeyed":        "Further rows of the model that were accepted under another business key than they have now: they are not sent as that unless somebody says so.",
		"withheld":       "How many of them a full resync would not send again, because their number was not named.",
		"untried":        "How many of the rejected rows a run would not try: they were refused earlier, and it is not their turn, or somebody gave them up. The others would be refused before they are sent.",
		"held":           "Why the run would be held for approval.",
		"warnings":       "What a person should know.",
		"rows":           "The first rows with something to tell.",
		"reasons":        "Why rows would be refused or not tried, over all of them, the most frequent first: 500 at most.",
	},
	"PlanReason": {
		"message": "Why.",
		"rows":    "How many rows.",
		"untried": "Whether a run would not try them; otherwise they would be refused before they are sent.",
	},
	"PlanRow": {
		"key":          "The primary key as it is kept: a list of texts, as JSON.",
		"business_key": "What makes the record unique to the vendor.",
		"kind":         "Why it would be worked on: added, changed or removed.",
		"outcome":      "What would become of it, where that is known without sending.",
		"message":      "Why it would not be accepted.",
		"meaning":      "Of a row in doubt, what the message means, in plain words; absent if it says so itself.",
		"untried":      "Whether it was refused earlier, and a run would not try it.",
		"requests":     "The requests that would be made; the last one is the write.",
	},
}
