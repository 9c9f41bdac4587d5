package engine

import (
	"slices"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// removalsFailed is the warning of a run whose removals did not all succeed.
const removalsFailed = "some rows that left the model could not be deleted at the vendor: they are told with why"

// deletionRefused is before the vendor's answer in the result of a row that it
// refused to delete.
const deletionRefused = "its deletion was refused: "

// left settles a remembered row that the model no longer has.
func (d *differ) left(e store.Entry) error {
	if e.Gone == store.Left || d.only != nil && (e.Gone != store.Leaving || !d.only[e.Key]) {
		return nil
	}
	if e.Digest.IsZero() {
		switch e.State { // never delivered, so nothing was removed
		case store.Refused, store.Deferred:
			return d.emit(&work{Do: note, Key: e.Key, Forget: true})
		case store.Released, store.GivenUp:
			e.Gone = store.Left
			return d.emit(&work{Do: note, Key: e.Key, Write: &e})
		}
	}
	if e.Gone == store.Present {
		d.plan.counts.Removed++
	}
	how := d.job.removal()
	if how == waybill.KeepRemoved || d.baseline || e.State == store.InDoubt || e.State == store.Baseline || e.Assumed {
		if e.Undeleted() { // nobody wants that any more
			e = restored(e, e.Digest)
		}
		e.Gone = store.Left
		return d.emit(&work{Do: note, Key: e.Key, Write: &e})
	}
	if e.Undeleted() && !d.due(e) {
		return d.undeleted(e)
	}
	d.plan.removals++
	return d.emit(&work{Do: remove, Kind: waybill.Removed, Key: e.Key, Business: e.BusinessKey, Prior: e})
}

// undeleted tells of a row whose deletion was refused in earlier runs and is not
// tried in this one.
func (d *differ) undeleted(e store.Entry) error {
	if !slices.Contains(d.plan.warnings, removalsFailed) {
		d.plan.warnings = append(d.plan.warnings, removalsFailed)
	}
	d.plan.counts.Undeleted++
	return d.emit(&work{
		Do: report, Kind: waybill.Removed, Key: e.Key, Business: e.BusinessKey, Outcome: waybill.Rejected,
		Message: deletionRefused + "not tried again in this run. Last time: " + e.Note,
	})
}

// undone is the memory of a row whose removal did not succeed. One that was refused
// is kept as that, so that somebody sees to it; any other is tried by the next run.
func (it *item) undone() store.Entry {
	e := it.Prior
	e.Gone = store.Leaving
	if it.answer.Outcome != waybill.Rejected {
		return e
	}
	e.Refusals = 1
	if it.Prior.Undeleted() {
		e.Refusals += it.Prior.Refusals
	}
	e.State, e.Unsure = store.Refused, it.Prior.UnsureSince()
	e.Tried, e.TriedAt, e.Note = e.Digest, it.at, it.answer.Message
	return e
}
