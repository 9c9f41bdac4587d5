package app_test

import (
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/sandbox"
	"github.com/waybillhq/waybill/web"
)

// pick returns one of several, by chance.
func pick[T any](w *walk, of ...T) T { return of[w.rand.IntN(len(of))] }

// step does something, more often what people do more often.
func (w *walk) step() {
	w.Helper()
	w.steps++
	one := pick(w, w.about...)
	sync := one.sync
	switch n := w.rand.IntN(106); {
	case n < 30:
		w.edit(one.model)
	case n < 41, one.model == "things" && n < 50:
		w.drop(one.model)
	case n < 53:
		w.trouble(one.model)
	case n < 75:
		w.run(sync, web.RunOptions{})
	case n < 78:
		w.run(sync, web.RunOptions{FullResync: true})
	case n < 80:
		w.resendAll(sync)
	case n < 82:
		w.run(sync, web.RunOptions{Reset: true})
	case n < 87:
		w.retry(sync)
	case n < 90:
		w.cancel(sync)
	case n < 100:
		w.decide(sync)
	case n < 102:
		w.kill(sync)
	default:
		w.move()
	}
}

const walkKeys = 5

func (w *walk) key(model string) string {
	return walkKey(model, w.rand.IntN(walkKeys))
}

func walkKey(model string, n int) string {
	return map[string]string{"orders": "O", "customers": "C", "things": "T"}[model] + fmt.Sprint(1+n)
}

func modelOf(sync string) string {
	return walkSyncs[slices.IndexFunc(walkSyncs, func(one walkSync) bool { return one.sync == sync })].model
}

// trouble changes what goes wrong at a vendor: nothing, more often than not.
func (w *walk) trouble(model string) {
	w.Helper()
	fault := pick(w, "", "", "", "reset-after:every=2,method=POST", "reset-after:method=POST", "reset-before:every=2,method=POST", "empty:method=POST,record=yes",
		"empty:method=POST,record=no", "garbage:every=2,method=POST,record=yes", "500:first=2,record=yes", "503:wait=0", "503:wait=0,every=2", "429:first=2,wait=0")
	if model == "things" {
		fault = pick(w, "", "", "reset", "500", "kept 500", "kept deletions", "refused")
	}
	w.setFault(model, fault)
}

func (w *walk) setFault(model, fault string) {
	w.Helper()
	w.did("what goes wrong at the vendor of %s: %q", model, fault)
	w.faults[model] = fault
	if model == "things" {
		w.hook.setFault(fault)
		return
	}
	if fault == "" {
		w.vendors[model].SetFaults()
		return
	}
	faults, err := sandbox.ParseFaults(fault)
	w.must(err)
	w.vendors[model].SetFaults(faults...)
}

// run asks for a run and waits for its end. One that is held is approved or
// discarded. Where nothing goes wrong at the vendor it does what its plan said.
func (w *walk) run(sync string, o web.RunOptions) {
	w.Helper()
	var plan engine.Plan
	w.planned(sync, o, &plan)
	var ticket web.Ticket
	w.ask("POST", "/syncs/"+sync+"/runs", o, &ticket)
	run := w.end(ticket.Run)
	w.did("a run of %s, %s: %s %s, %s", sync, walkOptions(o), run.ID[len(run.ID)-4:], run.Status, walkCounts(run.Counts))
	if run.Status != waybill.Held {
		w.didAsPlanned(plan, run, o)
		return
	}
	if plan.Held == "" {
		w.fail("the run is held, which its plan did not say")
	}
	if w.rand.IntN(3) == 0 {
		w.ask("POST", "/runs/"+run.ID+"/discard", map[string]string{"reason": "too many"}, nil)
		w.did("it is discarded")
		return
	}
	w.ask("POST", "/runs/"+run.ID+"/approve", nil, &ticket)
	run = w.end(ticket.Run)
	w.did("it is approved: %s %s, %s", run.ID[len(run.ID)-4:], run.Status, walkCounts(run.Counts))
	w.didAsPlanned(plan, run, o)
}

func (w *walk) planned(sync string, o web.RunOptions, into *engine.Plan) {
	w.Helper()
	body := map[string]any{"full_resync": o.FullResync, "reset": o.Reset, "limit": 20}
	if o.ResendAccepted > 0 {
		body["resend_accepted"] = o.ResendAccepted
	}
	if code := w.ask("POST", "/syncs/"+sync+"/plan", body, into); code >= 300 && w.faults[modelOf(sync)] == "" {
		w.fail("a plan of %s: %d", sync, code)
	}
}

// resendAll has all that was accepted sent again.
func (w *walk) resendAll(sync string) {
	w.Helper()
	var plan engine.Plan
	w.planned(sync, web.RunOptions{FullResync: true}, &plan)
	if plan.Known > 0 {
		for _, ref := range w.refs() {
			w.again[ref]++
		}
		w.run(sync, web.RunOptions{FullResync: true, ResendAccepted: plan.Known, Yes: true})
	}
}

// retry tries refused and deferred rows of one of the last runs again.
func (w *walk) retry(sync string) {
	w.Helper()
	var runs web.PageOf[web.Run]
	w.get("/runs?limit=4&sync="+sync, &runs)
	if len(runs.Items) == 0 {
		return
	}
	of := pick(w, runs.Items...)
	body := map[string]any{}
	if w.rand.IntN(2) == 0 {
		body["rows"] = []string{fmt.Sprintf("[%q]", w.key(modelOf(sync)))}
	}
	var ticket web.Ticket
	if code := w.ask("POST", "/runs/"+of.ID+"/retry", body, &ticket); code >= 300 {
		w.did("nothing of run %s can be tried again: %d", of.ID[len(of.ID)-4:], code)
		return
	}
	run := w.end(ticket.Run)
	w.did("a retry of %s of %s %v: %s %s, %s", sync, of.ID[len(of.ID)-4:], body["rows"], run.ID[len(run.ID)-4:], run.Status, walkCounts(run.Counts))
}

// cancel ends a run while its vendor takes its time.
func (w *walk) cancel(sync string) {
	w.Helper()
	fault := w.faults[modelOf(sync)]
	w.setFault(modelOf(sync), "slow=150ms")
	var ticket web.Ticket
	w.ask("POST", "/syncs/"+sync+"/runs", web.RunOptions{Yes: true}, &ticket)
	if w.rand.IntN(3) > 0 { // in the midst, if it sends anything
		seen := w.requests(sync)
		w.until(ticket.Run, func(run web.Run) bool { return over(run) || w.requests(sync) > seen })
	}
	w.ask("POST", "/runs/"+ticket.Run+"/cancel", nil, nil)
	run := w.end(ticket.Run)
	w.did("a run of %s is cancelled: %s %s, %s %s", sync, run.ID[len(run.ID)-4:], run.Status, walkCounts(run.Counts), run.Error)
	w.setFault(modelOf(sync), fault)
}

// decide decides about one of the rows that wait for a person.
func (w *walk) decide(sync string) {
	w.Helper()
	list, verdicts := "in-doubt", []string{"delivered", "resend", "give-up"}
	if n := w.rand.IntN(4); n == 0 {
		list = "unconfirmed"
	} else if n == 1 {
		list, verdicts = "refused", []string{"resend", "give-up"}
	}
	var open web.PageOf[web.OpenRow]
	w.get("/"+list+"?sync="+sync, &open)
	if len(open.Items) == 0 {
		return
	}
	row, verdict := pick(w, open.Items...), pick(w, verdicts...)
	if verdict == "resend" {
		w.again[row.BusinessKey]++
		w.again["ref-"+row.Key]++
		w.again["ref-"+row.Key+"-new"]++
	}
	code := w.ask("POST", "/ledger/"+sync+"/"+url.PathEscape(row.Key)+"/resolve", map[string]string{"verdict": verdict, "reason": "looked " + fmt.Sprint(w.steps)}, nil)
	w.did("%s, %s: %s (%d)", row.Key, list, verdict, code)
}

// end waits for the end of a run.
func (w *walk) end(id string) web.Run {
	w.Helper()
	return w.until(id, over)
}

func over(run web.Run) bool { return run.Status != waybill.Running && run.Status != waybill.Queued }

// until waits until something is so of a run.
func (w *walk) until(id string, so func(web.Run) bool) web.Run {
	w.Helper()
	var run web.Run
	w.wait("run "+id+" does not come so far", func() bool {
		run = web.Run{}
		return w.ask("GET", "/runs/"+id, nil, &run) < 300 && so(run)
	})
	return run
}

func (w *walk) wait(or string, so func() bool) {
	w.Helper()
	poll := time.NewTicker(5 * time.Millisecond)
	defer poll.Stop()
	for deadline := time.After(time.Minute); !so(); {
		select {
		case <-poll.C:
		case <-deadline:
			w.fail("%s", or)
		}
	}
}
