package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/waybillhq/waybill"
)

// changedSince is why a run that was approved is held again.
const changedSince = "the sync, its model or its destination was changed since this was held, and nobody has looked at what it sends now: look at the new plan"

// basis is a digest of what decides what a job sends and to whom: the sync with its
// mapping, its model, and who the account is. When it runs and what holds it is not.
func (j *Job) basis() (string, error) {
	sync := j.Sync
	sync.Retry, sync.Brakes = waybill.RetryRefused{}, waybill.Brakes{}
	text, err := json.Marshal(struct {
		Sync     waybill.Sync
		Type     string
		Identity map[string]string
		Settings map[string]string
	}{sync, j.Destination.Name, j.Identity, j.plainSettings()})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16]), nil
}

// plainSettings are the settings of the destination that are no secrets.
func (j *Job) plainSettings() map[string]string {
	plain := map[string]string{}
	for _, f := range j.Destination.Settings {
		if !f.Secret {
			plain[f.Name] = j.Config.Text(f.Name)
		}
	}
	return plain
}

// holds has a run wait for a person, who will look at what it is on now.
func (j *Job) holds(run *waybill.Run, reason string) (err error) {
	run.Status, run.Error = waybill.Held, reason
	run.Basis, err = j.basis()
	return err
}

// changed reports whether what was approved is not what would be sent now.
func (j *Job) changed(o Options) (bool, error) {
	if o.Approved == nil || o.Basis == "" {
		return false, nil
	}
	now, err := j.basis()
	return now != o.Basis, err
}
