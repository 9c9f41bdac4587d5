package storetest

import (
	"slices"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// everyByte is what a vendor may answer.
const everyByte = "a\x00b\xff\xfec é"

func anyBytes(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	commit(t, s, "R1", store.Batch{Begin: []store.Begin{{Key: key("a"), BusinessKey: everyByte, At: noon}}})
	commit(t, s, "R1", store.Batch{
		Settle:  []store.Settle{{BusinessKey: everyByte, State: store.Refused, VendorID: everyByte, At: noon, Request: everyByte, Answer: everyByte + "!"}},
		Entries: []store.Entry{{Key: key("a"), State: store.Refused, BusinessKey: everyByte, Tried: waybill.Digest{1}, Note: everyByte}},
		Results: []store.Result{result("a", waybill.Rejected, everyByte)},
	})
	story, err := s.Story(t.Context(), scope, everyByte)
	if err != nil || story.Claim == nil || story.Claim.BusinessKey != everyByte || story.Entry.BusinessKey != everyByte {
		t.Fatalf("%+v, %v", story, err)
	}
	if past, err := s.Past(t.Context(), scope, key("a")); err != nil || len(past.Results) != 1 || !slices.Equal(past.Results, story.Results) {
		t.Errorf("its past %+v, %v; its story has %+v", past, err, story.Results)
	}
	if r := story.Claim.Receipts; len(r) != 1 || r[0].Request != everyByte || r[0].Answer != everyByte+"!" {
		t.Errorf("a receipt is kept to the byte: %+v", r)
	}
	if got := find(t, s, "R1", store.ResultFilter{Outcome: waybill.Rejected}); len(got) != 1 {
		t.Errorf("results %q", got)
	}
	for _, f := range []store.ResultFilter{{Key: everyByte}, {Message: everyByte + "?"}, {After: key("z\xff\x00")}} {
		find(t, s, "R1", f) // whatever is asked for is no error
	}
	if _, err := s.Run(t.Context(), everyByte); waybill.ErrorCode(err) != waybill.ENotFound {
		t.Errorf("a run nobody knows: %v", err)
	}
}
