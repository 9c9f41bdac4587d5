package app_test

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/sandbox/partnerize"
	"github.com/waybillhq/waybill/sandbox/partnerstack"
	"github.com/waybillhq/waybill/web"
)

// walkOptions and walkCounts are what somebody reads of a walk that failed.
func walkOptions(o web.RunOptions) string {
	return fmt.Sprintf("full %v, again %d, reset %v", o.FullResync, o.ResendAccepted, o.Reset)
}

func walkCounts(c waybill.Counts) string {
	return fmt.Sprintf("%d read: %d unchanged, %d added, %d changed, %d sent before, %d removed: %d accepted (%d unconfirmed), %d refused (%d before), %d not deleted, %d deferred, %d in doubt",
		c.Read, c.Unchanged, c.Added, c.Changed, c.AlreadySent, c.Removed, c.Accepted, c.Unconfirmed, c.Rejected, c.Invalid, c.Undeleted, c.Deferred, c.InDoubt)
}

// didAsPlanned compares a run with its plan, if nothing goes wrong at the vendor.
func (w *walk) didAsPlanned(plan engine.Plan, run web.Run, o web.RunOptions) {
	w.Helper()
	if w.faults[modelOf(run.Sync)] != "" {
		return
	}
	if run.Status == waybill.Failed || run.Status == waybill.Cancelled {
		w.fail("the run did not end well: %s", run.Error)
	}
	p, r := plan.Counts, run.Counts
	for _, one := range []struct {
		what       string
		plan, told int64
	}{
		{"read", p.Read, r.Read},
		{"unchanged", p.Unchanged, r.Unchanged},
		{"added", p.Added, r.Added},
		{"changed", p.Changed, r.Changed},
		{"sent before", p.AlreadySent, r.AlreadySent},
		{"removed", p.Removed, r.Removed},
		{"refused before they were sent", p.Invalid, r.Invalid},
		{"in doubt", p.InDoubt, r.InDoubt},
		{"sent", plan.Sends, r.Accepted + r.Rejected - p.Rejected},
	} {
		if one.plan != one.told && !(o.Reset && one.what == "refused before they were sent") {
			w.fail("%s: the plan says %d, the run %d\nplan: %s, %d to send", one.what, one.plan, one.told, walkCounts(p), plan.Sends)
		}
	}
}

// recorded is what the vendors have: the ids of each reference, and the customers.
func (w *walk) recorded() (map[string][]string, map[string]partnerstack.Customer) {
	conversions, customers := map[string][]string{}, map[string]partnerstack.Customer{}
	for _, c := range partnerize.Records(w.vendors["orders"]).Conversions {
		conversions[c.Ref] = append(conversions[c.Ref], c.ID)
	}
	for _, c := range partnerstack.Records(w.vendors["customers"]).Customers {
		if !c.Archived {
			customers[c.CustomerKey] = c
		}
	}
	return conversions, customers
}

// refs are the references that were recorded.
func (w *walk) refs() []string {
	conversions, _ := w.recorded()
	return slices.Collect(maps.Keys(conversions))
}

// check compares all that is said.
func (w *walk) check() {
	w.Helper()
	w.rest()
	conversions, customers := w.recorded()
	states, sentences, said := map[string]int64{}, map[string]string{}, map[string]string{}
	for _, one := range walkSyncs {
		for i := range walkKeys {
			key := walkKey(one.model, i)
			story := w.story(one.sync, key)
			ids := conversions[named(story)]
			if c, ok := customers[key]; ok {
				ids = []string{c.Key}
			} else if name, ok := w.hook.get(key); ok {
				ids = []string{name}
			}
			w.true(story, len(ids))
			sentences[one.sync+key], said[key] = story.Sentence, said[key]+"\n"+story.Sentence
			switch {
			case story.Unconfirmed:
				states[one.sync+" unconfirmed"]++
			case story.State == "in doubt":
				states[one.sync+" in doubt"]++
			case (story.State == "refused" || story.State == "rekeyed") && story.Entry != nil:
				states[one.sync+" refused"]++
			}
		}
	}
	w.told(conversions, said)
	w.lists(states, sentences)
	w.runs()
}

// named is the reference that a row's story is about.
func named(story web.Story) string {
	switch {
	case story.Entry != nil && story.Entry.BusinessKey != "":
		return story.Entry.BusinessKey
	case len(story.Results) > 0:
		return story.Results[0].BusinessKey
	}
	return ""
}

// told fails if a conversion was recorded more often than somebody asked for it, or
// if no sentence about its row names it or says that the vendor may have more.
func (w *walk) told(conversions map[string][]string, said map[string]string) {
	w.Helper()
	for ref, ids := range conversions {
		if len(ids) > 1+w.again[ref] {
			w.fail("%s was recorded %d times, and %d times somebody asked for it again", ref, len(ids), w.again[ref])
		}
		about := said[strings.TrimSuffix(strings.TrimPrefix(ref, "ref-"), "-new")]
		for _, sentences := range said {
			if strings.Contains(sentences, ref) {
				about += sentences
			}
		}
		warned := slices.ContainsFunc([]string{"may have", "in doubt", "marked as delivered", "not confirmed"}, func(words string) bool { return strings.Contains(about, words) })
		for _, id := range ids {
			if !warned && !strings.Contains(about, id) {
				w.fail("%s is recorded as %s, of which nothing is said: %s", ref, id, about)
			}
		}
	}
}

// rest waits until nothing goes on: a run that has ended is put away a moment later.
func (w *walk) rest() {
	w.Helper()
	w.wait("the queue does not empty", func() bool {
		var queue struct{ Items []web.Item }
		w.get("/queue", &queue)
		return len(queue.Items) == 0
	})
}

// story compares the story of a row with what the search says.
func (w *walk) story(sync, key string) web.Story {
	w.Helper()
	var story web.Story
	code := w.ask("GET", "/ledger/"+sync+"/"+key, nil, &story)
	var hits web.Hits
	w.get("/search?q="+url.QueryEscape(key), &hits)
	hits.Items = slices.DeleteFunc(hits.Items, func(h web.Hit) bool { return h.Sync != sync || h.Key != key })
	if known := code < 300 && (story.Entry != nil || len(story.Results) > 0); !known {
		return story
	}
	if len(hits.Items) != 1 || story.Sentence == "" {
		w.fail("%s: the story says %q (%s), the search %+v", key, story.Sentence, story.State, hits.Items)
	}
	if h := hits.Items[0]; h.Sentence != story.Sentence || h.State != story.State || h.Unconfirmed != story.Unconfirmed || h.Marked != story.Marked {
		w.fail("%s: the story says %s (%s), the search %+v", key, story.Sentence, story.State, h)
	}
	return story
}

// true compares a story with how often the vendor has what it is about.
func (w *walk) true(story web.Story, times int) {
	w.Helper()
	says := func(text string) bool { return strings.Contains(story.Sentence, text) }
	switch {
	case times > 0 && (says("is not at") || says("Nothing of")):
		w.fail("the vendor has it %d times: %s", times, story.Sentence)
	case times == 0 && (says(" is at ") || story.State == "accepted" && !story.Unconfirmed && !story.Marked && !says("and not confirmed")):
		w.fail("the vendor does not have it: %s", story.Sentence)
	}
}

// lists compares what waits for a person with what the rows' stories say.
func (w *walk) lists(states map[string]int64, sentences map[string]string) {
	w.Helper()
	var over web.Overview
	w.get("/overview", &over)
	concerns := map[string]int64{}
	for _, c := range over.Concerns {
		concerns[c.Sync+" unconfirmed"], concerns[c.Sync+" in doubt"], concerns[c.Sync+" refused"] = c.Unconfirmed, c.InDoubt, c.Refused
	}
	for _, one := range walkSyncs {
		sync := one.sync
		for path, state := range map[string]string{"in-doubt": " in doubt", "refused": " refused", "unconfirmed": " unconfirmed"} {
			var open struct {
				Items []web.OpenRow
				Total int64
			}
			w.get("/"+path+"?sync="+sync, &open)
			if n := states[sync+state]; open.Total != n || int64(len(open.Items)) != n || concerns[sync+state] != n {
				w.fail("%s%s: %d by their stories, %d in the list of %d, %d on the overview", sync, state, n, len(open.Items), open.Total, concerns[sync+state])
			}
			for _, row := range open.Items {
				if row.Sentence != sentences[sync+row.Key] {
					w.fail("%s: the list of %s says %s, the story %s", row.Key, path, row.Sentence, sentences[sync+row.Key])
				}
			}
		}
	}
}

// runs compares the counts of the last runs with their rows.
func (w *walk) runs() {
	w.Helper()
	var runs web.PageOf[web.Run]
	w.get("/runs?limit=2", &runs)
	for _, run := range runs.Items {
		var rows web.PageOf[web.Row]
		w.get("/runs/"+run.ID+"/rows?limit=100", &rows)
		told := map[waybill.Outcome]int64{}
		for _, row := range rows.Items {
			told[row.Outcome]++
		}
		c := run.Counts
		for outcome, n := range map[waybill.Outcome]int64{waybill.Accepted: c.Accepted, waybill.Rejected: c.Rejected + c.Undeleted, waybill.Deferred: c.Deferred, waybill.InDoubt: c.InDoubt} {
			killed := outcome == waybill.Deferred && strings.HasPrefix(run.Error, "the process ended") // it did not get to them
			if told[outcome] != n && !killed {
				w.fail("run %s: %d rows are %s, it counts %d", run.ID[len(run.ID)-4:], told[outcome], outcome, n)
			}
		}
		if c.Read != c.Unchanged+c.Added+c.Changed+c.AlreadySent+c.Skipped || c.Added+c.Changed != c.Accepted+c.Rejected+c.Deferred+c.InDoubt {
			w.fail("run %s does not add up: %s", run.ID[len(run.ID)-4:], walkCounts(c))
		}
	}
}
