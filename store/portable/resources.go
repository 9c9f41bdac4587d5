package portable

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

const resourceColumns = `SELECT kind, name, spec, origin, place, position, version, updated_at, updated_by FROM resources`

func scanResource(row func(...any) error) (store.Resource, error) {
	var r store.Resource
	var spec string
	var at int64
	err := row(&r.Kind, &r.Name, &spec, &r.Origin, &r.Place, &r.Order, &r.Version, &at, &r.UpdatedBy)
	r.Spec, r.UpdatedAt = []byte(spec), fromMicros(at)
	return r, err
}

// ListResources implements store.Resources. The resources may be newer than
// the revision, never older: what is checked against it then is refused.
func (o *Office) ListResources(ctx context.Context, kind store.Kind) ([]store.Resource, int64, error) {
	revision, err := o.Revision(ctx)
	if err != nil {
		return nil, 0, err
	}
	found, err := list(ctx, o.read, scanResource, resourceColumns+` WHERE kind = $1 OR $1 = ''`, string(kind))
	if err != nil {
		return nil, 0, err
	}
	slices.SortFunc(found, func(a, b store.Resource) int {
		return cmp.Or(slices.Index(store.Kinds[:], a.Kind)-slices.Index(store.Kinds[:], b.Kind),
			cmp.Compare(a.Order, b.Order), strings.Compare(a.Name, b.Name))
	})
	return found, revision, nil
}

// Resource implements store.Resources.
func (o *Office) Resource(ctx context.Context, kind store.Kind, name string) (store.Resource, error) {
	return must[store.Resource](missing("there is no %s %s", kind, name))(
		one(ctx, o.read, scanResource, resourceColumns+` WHERE kind = $1 AND name = $2`, string(kind), name))
}

// Revision implements store.Resources.
func (o *Office) Revision(ctx context.Context) (int64, error) {
	n, _, err := one(ctx, o.read, scanInt, `SELECT n FROM revisions WHERE name = $1`, configuration)
	return n, err
}

func scanInt(row func(...any) error) (n int64, err error) { return n, row(&n) }

// ChangeResources implements store.Resources.
func (o *Office) ChangeResources(ctx context.Context, set store.ChangeSet) ([]store.Resource, error) {
	var changed []store.Resource
	err := o.tx(ctx, func(tx *sql.Tx) error {
		revision, err := raise(ctx, tx, configuration)
		if err != nil {
			return err
		}
		if set.Base != store.AnyVersion && set.Base != revision-1 {
			return waybill.Errorf(waybill.EConflict, "the configuration was changed in the meantime").
				WithHint("Look at what it is now, and change it again.")
		}
		c := change{by: set.By, revision: revision}
		if err := c.against(ctx, tx, set.Changes); err != nil {
			return err
		}
		changed = c.changed
		return putTogether(ctx, tx, &c, set)
	})
	if err != nil {
		return nil, err
	}
	return changed, nil
}

func putTogether(ctx context.Context, tx *sql.Tx, c *change, set store.ChangeSet) error {
	if err := c.write(ctx, tx); err != nil {
		return err
	}
	for _, s := range set.Secrets {
		if err := putSecret(ctx, tx, s, set.By); err != nil {
			return err
		}
	}
	for _, name := range set.Forget {
		if _, err := deleteSecret(ctx, tx, name, set.By); err != nil {
			return err
		}
	}
	return nil
}

// change is a change of several resources while it is worked out.
type change struct {
	by       store.Author
	revision int64

	changed []store.Resource
	deleted []store.Resource
	records []store.AuditRecord
}

// against holds the changes against what is there.
func (c *change) against(ctx context.Context, tx *sql.Tx, changes []store.Change) error {
	there, err := list(ctx, tx, scanResource, resourceColumns)
	if err != nil {
		return err
	}
	type id struct {
		kind store.Kind
		name string
	}
	current := make(map[id]store.Resource, len(there))
	for _, r := range there {
		current[id{r.Kind, r.Name}] = r
	}
	seen := map[id]bool{}
	for _, ch := range changes {
		at := id{ch.Kind, ch.Name}
		if seen[at] {
			return waybill.Errorf(waybill.EInvalid, "%s %s is changed twice at once", ch.Kind, ch.Name)
		}
		seen[at] = true
		if err := c.add(ch, current[at]); err != nil {
			return err
		}
	}
	return nil
}

// add works out one change. Version 0 of was says that there is none.
func (c *change) add(ch store.Change, was store.Resource) error {
	if ch.Expect != store.AnyVersion && ch.Expect != was.Version {
		return conflict(ch, was)
	}
	if ch.Delete && was.Version == 0 {
		return missing("there is no %s %s", ch.Kind, ch.Name)
	}
	if moved(ch, was) {
		r := ch.Resource
		r.Version, r.UpdatedAt, r.UpdatedBy = was.Version, was.UpdatedAt, was.UpdatedBy
		c.changed = append(c.changed, r)
		return nil
	}
	record := store.AuditRecord{At: c.by.At, Who: c.by.Who, Via: c.by.Via, Action: "create", Kind: string(ch.Kind), Name: ch.Name}
	if was.Version != 0 {
		record.Action, record.Before = "change", was.Spec
	}
	if ch.Delete {
		record.Action = "delete"
		c.deleted = append(c.deleted, was)
	} else {
		r := ch.Resource
		r.Version, r.UpdatedAt, r.UpdatedBy = c.revision, c.by.At, c.by.Who
		record.After = r.Spec
		c.changed = append(c.changed, r)
	}
	c.records = append(c.records, record)
	return nil
}

// moved reports whether a change is of nothing but place and order.
func moved(ch store.Change, was store.Resource) bool {
	return !ch.Delete && was.Version != 0 && ch.Origin == was.Origin && bytes.Equal(ch.Spec, was.Spec)
}

func conflict(ch store.Change, was store.Resource) error {
	path := fmt.Sprintf("%ss.%s", ch.Kind, ch.Name)
	switch {
	case ch.Expect == 0:
		return waybill.Errorf(waybill.EConflict, "%s %s is there already", ch.Kind, ch.Name).At(path)
	case was.Version == 0:
		return waybill.Errorf(waybill.EConflict, "%s %s was deleted in the meantime", ch.Kind, ch.Name).At(path)
	}
	return waybill.Errorf(waybill.EConflict, "%s %s was changed in the meantime, by %s", ch.Kind, ch.Name, was.UpdatedBy).
		At(path).WithHint("Look at what it is now, and change it again.")
}

// write writes what add worked out.
func (c *change) write(ctx context.Context, tx *sql.Tx) error {
	rows := make([][]any, len(c.changed))
	for i, r := range c.changed {
		rows[i] = []any{
			string(r.Kind), r.Name, string(r.Spec), string(r.Origin), r.Place, r.Order, r.Version, micros(r.UpdatedAt), r.UpdatedBy,
		}
	}
	err := insert(ctx, tx, `INSERT INTO resources (kind, name, spec, origin, place, position, version, updated_at, updated_by)`,
		`ON CONFLICT (kind, name) DO UPDATE SET spec = excluded.spec, origin = excluded.origin, place = excluded.place,
		 position = excluded.position, version = excluded.version, updated_at = excluded.updated_at, updated_by = excluded.updated_by`, rows)
	if err != nil {
		return err
	}
	for _, r := range c.deleted {
		for _, table := range []string{"resources", "trials"} {
			if _, err := exec(ctx, tx, `DELETE FROM `+table+` WHERE kind = $1 AND name = $2`, string(r.Kind), r.Name); err != nil {
				return err
			}
		}
	}
	return appendAudit(ctx, tx, c.records...)
}
