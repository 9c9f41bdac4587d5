package storetest

import (
	"testing"

	"github.com/waybillhq/waybill/store"
)

func forget(t *testing.T, open Open) {
	s := open(t)
	commit(t, s, "", store.Batch{Entries: []store.Entry{{Key: key("a"), State: store.Accepted}, {Key: key("b"), State: store.Accepted}}})
	commit(t, s, "", store.Batch{Forget: []string{key("a"), key("never seen")}})
	if got := memory(t, s); len(got) != 1 || got[0].Key != key("b") {
		t.Errorf("got %+v", got)
	}
}

func failedBatch(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	_, err := s.Commit(t.Context(), store.Batch{
		Run: "R1", Scope: scope, Claims: claims, Begin: begin("a"),
		Settle:  []store.Settle{{BusinessKey: "never begun", State: store.Accepted, At: noon}},
		Entries: []store.Entry{{Key: key("a"), State: store.Accepted}},
	})
	if err == nil {
		t.Fatal("a claim that was never begun was settled")
	}
	if c := claim(t, s, "a"); c.State != 0 || len(memory(t, s)) != 0 {
		t.Errorf("half of a batch was kept: %+v", c)
	}
	if c := commit(t, s, "R1", store.Batch{Begin: begin("a")}); len(c) != 0 {
		t.Errorf("the store is of no use afterwards: %+v", c)
	}
}
