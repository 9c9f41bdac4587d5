package storetest

import (
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

func audited(t *testing.T, open OpenOffice) {
	o := open(t)
	var records []store.AuditRecord
	for i := range 25 {
		records = append(records, store.AuditRecord{
			At: noon.Add(time.Duration(i) * time.Minute), Who: []string{"ada", "bob"}[i%2], Via: "session", Action: "sign_in",
			Kind: "person", Name: "p", After: []byte(`{"n":1.10}`),
		})
	}
	records[7].Action, records[7].Before = "change", []byte(`{"x": "y"}`)
	ok(t, o.AppendAudit(t.Context(), records...))
	count := func(f store.AuditFilter) int { return len(must(o.ListAudit(t.Context(), f))) }
	for _, c := range []struct {
		name   string
		filter store.AuditFilter
		want   int
	}{
		{"all", store.AuditFilter{}, 25},
		{"who", store.AuditFilter{Who: "bob"}, 12},
		{"action", store.AuditFilter{Action: "change"}, 1},
		{"kind and name", store.AuditFilter{Kind: "person", Name: "p"}, 25},
		{"another name", store.AuditFilter{Kind: "person", Name: "q"}, 0},
		{"period", store.AuditFilter{Since: noon.Add(5 * time.Minute), Until: noon.Add(10 * time.Minute)}, 5},
		{"limit", store.AuditFilter{Limit: 3}, 3},
	} {
		if n := count(c.filter); n != c.want {
			t.Errorf("%s: %d records, want %d", c.name, n, c.want)
		}
	}
	seen, before := 0, int64(0)
	for last := noon.Add(time.Hour); ; {
		page := must(o.ListAudit(t.Context(), store.AuditFilter{Before: before, Limit: 10}))
		for _, r := range page {
			if !r.At.Before(last) {
				t.Fatalf("%v comes after %v", r.At, last)
			}
			last, before = r.At, r.ID
		}
		if seen += len(page); len(page) < 10 {
			break
		}
	}
	if seen != 25 {
		t.Errorf("paging saw %d records", seen)
	}
	r := must(o.ListAudit(t.Context(), store.AuditFilter{Action: "change"}))[0]
	if string(r.Before) != `{"x": "y"}` || string(r.After) != `{"n":1.10}` || r.Via != "session" || !r.At.Equal(records[7].At) {
		t.Errorf("got %+v", r)
	}
}

func auditWithoutHashes(t *testing.T, open OpenOffice) {
	o := open(t)
	_, _, eve := staff(t, o)
	eve.PasswordHash = "$argon2id$other"
	_, err := o.SavePerson(t.Context(), eve, by)
	ok(t, err)
	ok(t, o.CreateToken(t.Context(), store.Token{ID: "T", Name: "ci", Hash: []byte("hash-of-token"), Person: "1", Scopes: []string{"read"}}, by))
	ok(t, o.CreateLink(t.Context(), link("hash-of-link", store.Invite, "x@example.com"), by))
	ok(t, o.RemovePerson(t.Context(), eve.ID, store.AnyVersion, by))
	var all strings.Builder
	for _, r := range must(o.ListAudit(t.Context(), store.AuditFilter{})) {
		all.WriteString(r.Action + " " + r.Kind + " " + r.Name + string(r.Before) + string(r.After) + "\n")
	}
	for _, secret := range []string{"argon2id", "hash-of", "aGFzaC1vZi"} {
		if strings.Contains(all.String(), secret) {
			t.Errorf("the audit tells %s:\n%s", secret, all.String())
		}
	}
	for _, told := range []string{"create person eve@example.com", `"password":"new"`, "delete person", "create token ci", "create link x@example.com"} {
		if !strings.Contains(all.String(), told) {
			t.Errorf("the audit does not tell %s:\n%s", told, all.String())
		}
	}
}

func settingVersions(t *testing.T, open OpenOffice) {
	o := open(t)
	if s := must(o.Setting(t.Context(), "retention")); s.Version != 0 || s.Value != nil {
		t.Errorf("what was never set is %+v", s)
	}
	first := must(o.SetSetting(t.Context(), "retention", []byte(`{"days": 30}`), []byte(`{"days": 90}`), 0, by))
	_, err := o.SetSetting(t.Context(), "retention", []byte(`{}`), nil, 0, by)
	refused(t, err, waybill.EConflict)
	must(o.SetSetting(t.Context(), "retention", []byte(`{"days":1.50}`), []byte(`{"days":90}`), first.Version, by))
	must(o.SetSetting(t.Context(), "paused", []byte(`[]`), nil, store.AnyVersion, by))
	s := must(open(t).Setting(t.Context(), "retention"))
	if string(s.Value) != `{"days":1.50}` || s.Version != 2 || s.UpdatedBy != by.Who || !s.UpdatedAt.Equal(noon) {
		t.Errorf("got %+v", s)
	}
	if all := must(o.ListSettings(t.Context())); len(all) != 2 || all[0].Key != "paused" {
		t.Errorf("listed %+v", all)
	}
	records := must(o.ListAudit(t.Context(), store.AuditFilter{Kind: "setting", Name: "retention"}))
	if len(records) != 2 || string(records[0].Before) != `{"days":30}` {
		t.Errorf("recorded %+v", records)
	}
	if was := records[len(records)-1]; was.Action != "change" || string(was.Before) != `{"days":90}` {
		t.Errorf("the first change is recorded without what was in force: %+v", was)
	}
	set := must(o.ListAudit(t.Context(), store.AuditFilter{Kind: "setting", Name: "paused"}))
	if len(set) != 1 || set[0].Action != "create" || set[0].Before != nil {
		t.Errorf("what nothing was in force for is recorded as %+v", set)
	}
}
