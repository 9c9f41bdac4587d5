package storetest

import (
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

func trials(t *testing.T, open OpenOffice) {
	o := open(t)
	made := must(o.ChangeResources(t.Context(), create(resource(store.KindSource, "shop", `{}`, 1), resource(store.KindDestination, "shop", `{}`, 1))))
	_, err := o.Trial(t.Context(), store.KindSource, "shop")
	refused(t, err, waybill.ENotFound)
	first := store.Trial{Kind: store.KindSource, Name: "shop", Version: made[0].Version, Notes: []byte(`[{"message":"no such file"}]`), At: noon, By: by.Who}
	ok(t, o.KeepTrial(t.Context(), first))
	last := first
	last.OK, last.Notes, last.At = true, []byte(`[]`), noon.Add(time.Hour)
	ok(t, o.KeepTrial(t.Context(), last))
	got := must(open(t).Trial(t.Context(), store.KindSource, "shop"))
	if got.Version != last.Version || !got.OK || string(got.Notes) != "[]" || !got.At.Equal(last.At) || got.By != by.Who {
		t.Errorf("got %+v", got)
	}
	if r := must(o.Resource(t.Context(), store.KindSource, "shop")); r.Version != made[0].Version || !r.UpdatedAt.Equal(noon) {
		t.Errorf("the test changed the source: %+v", r)
	}
	for kind, want := range map[store.Kind]int{store.KindSource: 1, store.KindDestination: 0} {
		if all := must(o.ListTrials(t.Context(), kind)); len(all) != want {
			t.Errorf("%s: %+v", kind, all)
		}
	}
	gone := create(resource(store.KindSource, "shop", `{}`, 1))
	gone.Changes[0].Delete, gone.Changes[0].Expect = true, store.AnyVersion
	must(o.ChangeResources(t.Context(), gone))
	ok(t, o.KeepTrial(t.Context(), last)) // it was deleted while it was tested
	must(o.ChangeResources(t.Context(), create(resource(store.KindSource, "shop", `{}`, 1))))
	_, err = o.Trial(t.Context(), store.KindSource, "shop")
	refused(t, err, waybill.ENotFound)
}

func openSessions(t *testing.T, open OpenOffice) {
	o := open(t)
	for agent, hash := range map[string]string{"Browser a": "a", "Browser b": "\x00\xff"} {
		s := session(hash, "1")
		s.Agent, s.Address = agent, "192.0.2.1"
		ok(t, o.CreateSession(t.Context(), s))
	}
	ok(t, o.SeeSession(t.Context(), []byte("\x00\xff"), noon.Add(time.Minute)))
	ok(t, o.CreateSession(t.Context(), session("other", "2")))
	got := must(open(t).ListSessions(t.Context(), "1"))
	if len(got) != 2 || string(got[0].Hash) != "\x00\xff" || got[0].Agent != "Browser b" || got[0].Address != "192.0.2.1" || got[1].Agent != "Browser a" || !got[1].SeenAt.Equal(noon) {
		t.Errorf("got %+v", got)
	}
}
