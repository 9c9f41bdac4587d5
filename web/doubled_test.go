package web_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	configured "github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/web"
)

// Nothing is said twice of a row in one answer, whatever is known of it: neither a
// moment, of which each thing has its own, nor half a sentence.
func TestNoSentenceSaysAnythingTwice(t *testing.T) {
	t.Parallel()
	moment := regexp.MustCompile(`on \d+ \w+ 2026 at \d\d:\d\d:\d\d UTC`)
	asked := 0
	for _, row := range combinations() {
		got, err := web.Find(t.Context(), known{row}, web.Place{Project: &configured.Project{}}, "C-7", 1)
		if err != nil || len(got.Items) != 1 {
			t.Fatalf("got %+v, %v", got, err)
		}
		asked++
		said, seen := got.Items[0].Sentence, map[string]bool{}
		parts := moment.FindAllString(said, -1)
		for _, part := range regexp.MustCompile(`[.,:] |\.$`).Split(strings.ReplaceAll(said, "whether that was", "whether it was"), -1) {
			if len(strings.Fields(part)) > 6 && moment.FindString(part) != part {
				parts = append(parts, part)
			}
		}
		for _, part := range parts {
			if seen[part] {
				t.Errorf("says %q twice: %s\nof %s", part, said, knownText(row.hit))
			}
			seen[part] = true
		}
	}
	if asked < 1000 {
		t.Errorf("only %d rows were asked for", asked)
	}
}

func knownText(h store.Hit) string {
	text := fmt.Sprintf("%+v", *h.Entry)
	if h.Claim != nil {
		text += fmt.Sprintf(" claim %+v", *h.Claim)
	}
	return text + fmt.Sprintf(" others %+v", h.Others)
}

// at is the moment of one thing that happened, and of no other.
func at(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }

// combinations are rows in all states with all sorts of pasts and claims.
func combinations() (rows []knownRow) {
	others := []store.ClaimStory{
		{Claim: store.Claim{BusinessKey: "R-5", State: store.Accepted, SettledAt: at(-50), VendorID: "v5"}},
		{Claim: store.Claim{BusinessKey: "R-6", State: store.InDoubt, BegunAt: at(-40)}},
	}
	pasts := []store.Story{
		{},
		outcomes(waybill.Result{Outcome: waybill.Accepted, At: at(-30), VendorID: "v0", BusinessKey: "R-7"}),
		outcomes(waybill.Result{Outcome: waybill.Accepted, At: at(-35), Unconfirmed: true, BusinessKey: "R-7"}),
		{Decisions: []store.Decision{{Verdict: store.Delivered, By: "eve", At: at(-25)}}},
	}
	for state := store.Begun; state <= store.Rekeyed; state++ {
		for _, digest := range []waybill.Digest{{}, {1}} {
			for _, claim := range claimsOf(state) {
				if state == store.Accepted && claim != nil && claim.State != store.Accepted && claim.State != store.Begun {
					continue // no row is accepted by these
				}
				for i, past := range pasts {
					for n := range len(others) + 1 {
						h := hit("C-7", store.ByKey, "")
						h.Entry = &store.Entry{Key: h.Key, State: state, Digest: digest, BusinessKey: "R-7", TriedAt: at(60), Note: "no click", Refusals: i % 2}
						if state == store.Rekeyed || state == store.GivenUp && i > 1 {
							h.Entry.NewKey = "R-7x"
						}
						h.Claim, h.Others = claim, others[:n]
						if state == store.Accepted && claim != nil && len(past.Results) > 0 { // it is the same acceptance
							past = outcomes(past.Results[0].Result)
							past.Results[0].At = claim.SettledAt
						}
						rows = append(rows, knownRow{hit: h, story: past})
					}
				}
			}
		}
	}
	return rows
}

// claimsOf are claims of all sorts that a row in a state may go by.
func claimsOf(entry store.State) []*store.Claim {
	out := []*store.Claim{nil}
	for state := store.Begun; state <= store.Released; state++ {
		for _, c := range []store.Claim{
			{},
			{Doubted: at(-10)},
			{Doubted: at(-10), Marked: "ada"},
			{Before: []store.Acceptance{{At: at(-30), VendorID: "v0"}, {At: at(-20)}}},
			{Doubted: at(-10), Before: []store.Acceptance{{At: at(-20), VendorID: "v2"}}},
		} {
			c.BusinessKey, c.State, c.BegunAt, c.SettledAt = "R-7", state, at(1), at(2)
			if state == store.Accepted && c.Marked == "" {
				c.VendorID = "v1"
			} else if state != store.Accepted {
				c.Marked = ""
			}
			own, other := c, c
			own.Own, own.Sync, own.Key = true, "gone", `["C-7"]`
			other.Sync, other.Key = "other", `["C-7"]`
			out = append(out, &own)
			if entry != store.Begun {
				out = append(out, &other)
			}
		}
	}
	return out
}
