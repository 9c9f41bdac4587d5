package web_test

import (
	"testing"
	"time"

	configured "github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/web"
)

func TestHitsSayWhatWasFound(t *testing.T) {
	t.Parallel()
	hit := func(key string, by store.Found, field string) store.Hit {
		return store.Hit{Scope: store.Scope{Account: "crm", Sync: "gone"}, Key: `["` + key + `"]`, By: by, Field: field, Entry: &store.Entry{State: store.Accepted}}
	}
	found := []store.Hit{hit("C-7", store.ByKey, ""), hit("T-1", store.ByReference, "customer_key"), hit("T-2", store.ByReference, "customer_key")}
	got := web.HitsOf(&configured.Project{}, " C-7 ", found, 2)
	if len(got.Items) != 2 || !got.More {
		t.Fatalf("two of three: %+v", got)
	}
	for i, want := range []web.Hit{
		{FoundAs: "primary key", Sentence: "C-7 was accepted by crm, by the sync gone."},
		{FoundAs: "customer key", Sentence: "T-1 (customer key C-7) was accepted by crm, by the sync gone.", Field: "customer_key"},
	} {
		if h := got.Items[i]; h.FoundAs != want.FoundAs || h.Sentence != want.Sentence || h.Field != want.Field {
			t.Errorf("got %+v, want %+v", h, want)
		}
	}
	if all := web.HitsOf(&configured.Project{}, "C-7", found, 3); len(all.Items) != 3 || all.More {
		t.Errorf("all of three: %+v", all)
	}
}

// Who reads that a row was refused is told when, and by which sync it was sent.
func TestARefusalIsTold(t *testing.T) {
	t.Parallel()
	refused := store.Hit{
		Scope: store.Scope{Account: "crm", Sync: "gone"}, Key: `["C-7"]`, By: store.ByKey,
		Entry: &store.Entry{State: store.Refused, TriedAt: time.Date(2026, 11, 21, 12, 58, 0, 0, time.UTC), Note: "no such partner."},
	}
	const want = "C-7 was refused on 21 November 2026 at 12:58:00 UTC, and is not at crm (sync gone): no such partner."
	if got := web.HitsOf(&configured.Project{}, "C-7", []store.Hit{refused}, 1).Items[0].Sentence; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
