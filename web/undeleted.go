package web

import "github.com/waybillhq/waybill/store"

// undeleted reports whether a row has left the model and its deletion was refused.
func (k knowledge) undeleted() bool { return k.entry != nil && k.entry.Undeleted() }

// stays says of such a row that it could not be deleted, and what ends that. Of
// what the vendor has of it nothing else was changed.
func (k knowledge) stays(scope store.Scope, w words) string {
	at := ""
	if !k.entry.TriedAt.IsZero() {
		at = on(k.entry.TriedAt)
	}
	return " has left the model, and could not be deleted at " + w.vendor + at + " (sync " + scope.Sync + ")" + why(0, k.entry.Note) +
		". That stays so until a run deletes it, or somebody gives it up."
}
