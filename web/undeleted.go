package web

import "github.com/waybillhq/waybill/store"

// undeleted reports whether a row has left the model and its deletion was refused.
func (k knowledge) undeleted() bool { return k.entry != nil && k.entry.Undeleted() }

// spared is the decision by which a row that left the model stays at the vendor, who
// refused to delete it; nil if it is none of these.
func (k knowledge) spared(past store.Story) *store.Decision {
	if k.state() != store.Accepted || k.entry == nil || !k.gone || len(past.Decisions) == 0 {
		return nil
	}
	if d := &past.Decisions[0]; d.Verdict == store.GiveUp && d.Reason == k.entry.Note {
		return d
	}
	return nil
}

// kept says of such a row who left it there, and why.
func kept(d *store.Decision, w words) string {
	return " It has left the model since, and " + w.vendor + " refused to delete it. " + d.By + " gave that up" + on(d.At) + why(0, d.Reason) + ". It stays there as it is."
}

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
