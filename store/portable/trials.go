package portable

import (
	"context"

	"github.com/waybillhq/waybill/store"
)

const trialColumns = `SELECT kind, name, version, ok, notes, at, "by" FROM trials`

func scanTrial(row func(...any) error) (store.Trial, error) {
	var t store.Trial
	var ok, at int64
	var notes string
	err := row(&t.Kind, &t.Name, &t.Version, &ok, &notes, &at, &t.By)
	t.OK, t.Notes, t.At = ok != 0, []byte(notes), fromMicros(at)
	return t, err
}

// ListTrials implements store.Trials.
func (o *Office) ListTrials(ctx context.Context, kind store.Kind) ([]store.Trial, error) {
	return list(ctx, o.read, scanTrial, trialColumns+` WHERE kind = $1 ORDER BY name`, string(kind))
}

// Trial implements store.Trials.
func (o *Office) Trial(ctx context.Context, kind store.Kind, name string) (store.Trial, error) {
	return must[store.Trial](missing("%s %s was never tested", kind, name))(
		one(ctx, o.read, scanTrial, trialColumns+` WHERE kind = $1 AND name = $2`, string(kind), name))
}

// KeepTrial implements store.Trials.
func (o *Office) KeepTrial(ctx context.Context, t store.Trial) error {
	return o.write(ctx, `INSERT INTO trials (kind, name, version, ok, notes, at, "by")
		SELECT kind, name, CAST($3 AS bigint), CAST($4 AS bigint), CAST($5 AS text), CAST($6 AS bigint), CAST($7 AS text) FROM resources WHERE kind = $1 AND name = $2
		ON CONFLICT (kind, name) DO UPDATE SET version = excluded.version, ok = excluded.ok, notes = excluded.notes, at = excluded.at, "by" = excluded."by"`,
		string(t.Kind), t.Name, t.Version, number(t.OK), string(t.Notes), micros(t.At), t.By)
}
