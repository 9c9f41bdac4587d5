package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/waybillhq/waybill/app"
)

// TestABackupInTheMiddleOfARun restores it into an empty folder: what was on its
// way is in doubt there, and is not sent again by itself.
func TestABackupInTheMiddleOfARun(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "slow=1s:method=POST")
	c := p.begin()
	copied := filepath.Join(t.TempDir(), "copy.db")
	if code, out, errs := p.waybill("backup", copied); code != exitOK || !strings.Contains(out, "checked") {
		t.Fatalf("backup ended with %d: %s%s", code, out, errs)
	}
	if code, _, errs := p.waybill("restore", copied); code != exitFailed || !strings.Contains(errs, "open") {
		t.Errorf("a restore during the run ended with %d: %s", code, errs)
	}
	c.signal(t, os.Interrupt, "Stopping")
	c.end()
	sent := p.arrived.Load()

	state := filepath.Join(t.TempDir(), "other", "waybill.db")
	if code, out, errs := p.waybill("restore", copied, "--state", state); code != exitOK || !strings.Contains(out, "waybill plan") {
		t.Fatalf("restore ended with %d: %s%s", code, out, errs)
	}
	file := filepath.Join(p.dir, "waybill.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("state: "+state+"\n"+withoutState(string(text))), 0o600); err != nil {
		t.Fatal(err)
	}
	p.faults()
	code, out, _ := p.waybill("run", orders, "--json")
	if code != exitRejected || strings.Contains(out, `"in_doubt":0`) {
		t.Errorf("the run on the restored state ended with %d: %s", code, out)
	}
	if again := p.arrived.Load() - sent; again > 5-1 {
		t.Errorf("%d conversions were sent on the restored state, of 5 with at least one in doubt", again)
	}
}

func withoutState(text string) string {
	var kept []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "state:") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

// symptoms are what doctor says, by check; of several the worst stays.
func symptoms(t *testing.T, p *place, args ...string) (int, map[string]app.Symptom) {
	t.Helper()
	code, out, errs := p.waybill(append([]string{"doctor", "--json"}, args...)...)
	found := map[string]app.Symptom{}
	for line := range strings.Lines(out) {
		var s app.Symptom
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			t.Fatalf("%v: %s%s", err, out, errs)
		}
		if had, ok := found[s.Check]; !ok || had.Level == app.Fine {
			found[s.Check] = s
		}
	}
	return code, found
}

func TestDoctor(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "silence=30s:method=POST")
	code, found := symptoms(t, p)
	if code != exitOK || found["state"].Level != app.Warn || found["time zones"].Level != app.Fine {
		t.Errorf("before the first run: %d, %+v", code, found)
	}
	c := p.begin()
	c.signal(t, os.Kill, "")
	c.end()
	p.faults()
	if code, out, errs := p.waybill("run", orders); code != exitRejected {
		t.Fatalf("the run ended with %d: %s%s", code, out, errs)
	}
	code, found = symptoms(t, p)
	want := map[string]app.Health{"state": app.Fine, "disk": app.Fine, "secrets": app.Fine, "rows in doubt": app.Warn, "workers": app.Warn, "schedules": app.Fine}
	for check, level := range want {
		if found[check].Level != level {
			t.Errorf("%s: %+v", check, found[check])
		}
	}
	if code != exitOK {
		t.Errorf("exit code %d", code)
	}
	if err := os.WriteFile(filepath.Join(p.dir, "waybill.db"), []byte(strings.Repeat("damaged ", 1000)), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, found = symptoms(t, p); code != exitFailed || found["state"].Level != app.Fail {
		t.Errorf("of a damaged state: %d, %+v", code, found)
	}
}
