package engine_test

import (
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/store"
)

func TestInsertSendsEachRowOnce(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.rows(waybill.Row{int64(1), "A", "1.50", nil}, waybill.Row{int64(2), "B", nil, "n"})
	f.want(f.run(engine.Options{}), waybill.Completed, "read=2 added=2 accepted=2")
	if got := f.vendor.take(); len(got) != 2 || got[0] != `POST /records/A {"id":"A","amount":1.50}` || got[1] != `POST /records/B {"id":"B","note":"n"}` {
		t.Errorf("received %q", got)
	}
	f.want(f.run(engine.Options{}), waybill.Completed, "read=2 unchanged=2")
	f.sent()
}

func TestInsertIsNeverSentAgainByAnEdit(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	f.run(engine.Options{})
	f.sent("A")

	f.rows(waybill.Row{int64(1), "A", "9", nil}) // edited
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 already_sent=1")
	f.rows() // left
	f.want(f.run(engine.Options{}), waybill.Completed, "removed=1")
	f.want(f.run(engine.Options{}), waybill.Completed, "")
	f.rows(waybill.Row{int64(1), "A", nil, nil}) // came back
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 unchanged=1")
	f.rows(waybill.Row{int64(7), "A", nil, nil}) // under another primary key
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 already_sent=1 removed=1")
	f.job.Sync.Name = "renamed" // by another sync
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 already_sent=1")
	f.sent()
}

func TestInsertRekeyed(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	f.run(engine.Options{})
	f.sent("A")
	f.rows(waybill.Row{int64(1), "B", nil, nil})
	for range 2 {
		run := f.run(engine.Options{})
		f.want(run, waybill.WithRejections, "read=1 added=1 rejected=1 invalid=1")
		if m := f.result(run, "1").Message; !strings.Contains(m, "A") || !strings.Contains(m, "B") {
			t.Errorf("the refusal does not name both keys: %s", m)
		}
	}
	f.sent()
	if p := f.planned(engine.Options{FullResync: true}); p.Known != 0 || p.Rekeyed != 1 || p.Sends != 0 {
		t.Errorf("%d are known as accepted, %d under another key, %d to be sent", p.Known, p.Rekeyed, p.Sends)
	}
	f.decide("1", store.Resend)
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 added=1 accepted=1")
	f.sent("B")
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 unchanged=1")
}

func TestRowsThatShareAKey(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.rows(
		waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(1), "A", nil, nil}, // a repeat
		waybill.Row{int64(2), "B", nil, nil}, waybill.Row{int64(2), "C", nil, nil}, // different rows
		waybill.Row{nil, "D", nil, nil},                                            // no primary key
		waybill.Row{int64(3), "E", nil, nil}, waybill.Row{int64(4), "E", nil, nil}, // one business key
	)
	run := f.run(engine.Options{})
	f.want(run, waybill.WithRejections, "read=7 added=5 accepted=1 rejected=4 invalid=4 skipped=2")
	f.sent("A")
	for _, key := range []string{"3", "4"} {
		if m := f.result(run, key).Message; !strings.Contains(m, "E") || !strings.Contains(m, "3, 4") {
			t.Errorf("row %s: %s", key, m)
		}
	}
}

func TestWhatAnAnswerLeadsTo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name           string
		answers        []answer // the last one repeats
		insert, upsert string   // counts
		tries          int      // of an insert
	}{
		{"accepted", []answer{{status: 201, body: `{"id":"x"}`}}, "accepted=1", "accepted=1", 1},
		{"unconfirmed", []answer{{status: 200, body: `<html>`}}, "accepted=1 unconfirmed=1", "accepted=1 unconfirmed=1", 1},
		{"refused", []answer{{status: 422, body: "no"}}, "rejected=1", "rejected=1", 1},
		{"redirected", []answer{{status: 302, header: map[string]string{"Location": "/"}}}, "rejected=1", "rejected=1", 1},
		{"told to wait", []answer{{status: 429, header: map[string]string{"Retry-After": "1"}}, {status: 200, body: `{"id":"x"}`}}, "accepted=1", "accepted=1", 2},
		{"unavailable with a wait", []answer{{status: 503, header: map[string]string{"Retry-After": "1"}}, {status: 200, body: `{"id":"x"}`}}, "accepted=1", "accepted=1", 2},
		{"failed once", []answer{{status: 500}, {status: 200, body: `{"id":"x"}`}}, "in_doubt=1", "accepted=1", 1},
		{"hung up once", []answer{{hangUp: true}, {status: 200, body: `{"id":"x"}`}}, "in_doubt=1", "accepted=1", 1},
	} {
		for mode, want := range map[waybill.Mode]string{waybill.Insert: c.insert, waybill.Upsert: c.upsert} {
			t.Run(c.name+"/"+string(mode), func(t *testing.T) {
				t.Parallel()
				f := setUp(t, mode)
				f.vendor.answer = func(_ string, n int) answer { return c.answers[min(n, len(c.answers))-1] }
				f.rows(waybill.Row{int64(1), "A", nil, nil})
				status := waybill.Completed
				if !strings.HasPrefix(want, "accepted") {
					status = waybill.WithRejections
				}
				f.want(f.run(engine.Options{}), status, "read=1 added=1 "+want)
				if got := len(f.vendor.take()); mode == waybill.Insert && got != c.tries {
					t.Errorf("sent %d times, want %d", got, c.tries)
				}
			})
		}
	}
}

func TestADoubtStaysUntilItIsSettled(t *testing.T) {
	t.Parallel()
	for verdict, want := range map[store.Verdict]struct {
		counts string
		sent   []string
	}{
		store.Delivered: {"read=1 unchanged=1", nil},
		store.Resend:    {"read=1 added=1 accepted=1", []string{"A"}},
		store.GiveUp:    {"read=1 unchanged=1", nil},
	} {
		t.Run(string(verdict), func(t *testing.T) {
			t.Parallel()
			f := setUp(t, waybill.Insert)
			f.rows(waybill.Row{int64(1), "A", nil, nil})
			f.vendor.always(answer{hangUp: true})
			f.run(engine.Options{})
			f.sent("A")
			f.vendor.always(answer{status: 200, body: `{"id":"x"}`})
			for range 2 {
				f.want(f.run(engine.Options{}), waybill.WithRejections, "read=1 added=1 in_doubt=1")
			}
			f.want(f.run(engine.Options{FullResync: true}), waybill.WithRejections, "read=1 added=1 in_doubt=1")
			f.sent() // invariant 5
			f.decide("1", verdict)
			f.want(f.run(engine.Options{}), waybill.Completed, want.counts)
			f.sent(want.sent...)
			f.want(f.run(engine.Options{}), waybill.Completed, "read=1 unchanged=1")
			f.sent()
		})
	}
}

func TestAnotherSyncSeesTheDoubt(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	f.vendor.always(answer{status: 500})
	f.run(engine.Options{})
	f.sent("A")
	f.job.Sync.Name = "other"
	f.vendor.always(answer{status: 200})
	for range 2 {
		f.want(f.run(engine.Options{}), waybill.WithRejections, "read=1 added=1 in_doubt=1")
	}
	f.sent()
	f.decide("1", store.Delivered) // through the sync that has another name by now
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 unchanged=1")
	f.job.Sync.Name = "sync"
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 already_sent=1")
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 unchanged=1")
	f.sent()
}

func TestAnotherSyncSettlesADeadOne(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, nil})
	dead := waybill.Run{ID: "DEAD", Sync: "dead", Account: "vendor", Status: waybill.Running, StartedAt: f.now}
	if err := f.store.SaveRun(t.Context(), dead, 0); err != nil {
		t.Fatal(err)
	}
	_, err := f.store.Commit(t.Context(), store.Batch{
		Run: "DEAD", Scope: store.Scope{Account: "vendor", Sync: "dead"}, Claims: store.ClaimScope{Account: "vendor", Operation: "records"},
		Begin: []store.Begin{{Key: `["9"]`, BusinessKey: "A", At: f.now}},
	})
	if err != nil {
		t.Fatal(err)
	}
	lease, err := f.store.Lock(t.Context(), "dead")
	if err != nil {
		t.Fatal(err)
	}
	f.want(f.run(engine.Options{}), waybill.WithRejections, "read=2 added=2 accepted=1 deferred=1") // it might be alive
	if err := lease.Release(); err != nil {
		t.Fatal(err)
	}
	f.want(f.run(engine.Options{}), waybill.WithRejections, "read=2 unchanged=1 added=1 in_doubt=1")
	f.sent("B")
}

func TestRefusedRowsAreTriedAgain(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	f.vendor.always(answer{status: 422, body: "no such partner"})
	for range 6 { // the first run and each of the next five
		f.want(f.run(engine.Options{}), waybill.WithRejections, "read=1 added=1 rejected=1")
		f.sent("A")
	}
	run := f.run(engine.Options{})
	f.want(run, waybill.WithRejections, "read=1 added=1 rejected=1")
	f.sent() // not any more in every run
	if r := f.result(run, "1"); !strings.Contains(r.Message, "no such partner") || r.Attempts != 0 {
		t.Errorf("result %+v", r)
	}
	f.now = f.now.Add(25 * time.Hour)
	f.run(engine.Options{})
	f.sent("A") // but once a day
	f.run(engine.Options{})
	f.sent()
	f.run(engine.Options{Retry: run.ID})
	f.sent("A") // and when a person asks
	f.rows(waybill.Row{int64(1), "A", nil, "changed"})
	f.vendor.always(answer{status: 200, body: `{"id":"x"}`})
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 added=1 accepted=1")
	f.sent("A") // and when it changes
}

func TestChosenRowsOfARunAreTriedAgainAlone(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, nil}, waybill.Row{int64(3), "C", nil, nil})
	f.vendor.always(answer{status: 400})
	run := f.run(engine.Options{})
	f.want(run, waybill.WithRejections, "read=3 added=3 rejected=3")
	f.sent("A", "B", "C")
	f.vendor.always(answer{status: 200, body: `{"id":"x"}`})
	rows := []string{f.result(run, "2").Key, `["not of this run"]`}
	f.want(f.run(engine.Options{Retry: run.ID, Rows: rows}), waybill.Completed, "read=1 added=1 accepted=1")
	f.sent("B")
	f.want(f.run(engine.Options{Retry: run.ID, Rows: append(rows, f.result(run, "1").Key)}), waybill.Completed, "read=2 unchanged=1 added=1 accepted=1")
	f.sent("A") // what was accepted since is left alone, and keeps no other from it
	f.want(f.run(engine.Options{}), waybill.Completed, "read=3 unchanged=2 added=1 accepted=1")
	f.sent("C") // the others wait for the next run, as they did
}

func TestRefusedRowsAreNotTriedAgainIfNever(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.job.Sync.Retry = waybill.RetryRefused{Never: true}
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, "much too long a note"})
	f.vendor.always(answer{status: 400})
	f.want(f.run(engine.Options{}), waybill.WithRejections, "read=2 added=2 rejected=2 invalid=1")
	f.sent("A")
	f.want(f.run(engine.Options{}), waybill.WithRejections, "read=2 added=2 rejected=2 invalid=1")
	f.sent()
	f.decide("1", store.GiveUp)
	f.decide("2", store.GiveUp)
	f.want(f.run(engine.Options{}), waybill.Completed, "read=2 unchanged=2")
	f.vendor.always(answer{status: 200, body: `{"id":"x"}`})
	f.rows(waybill.Row{int64(1), "A", "2", nil}, waybill.Row{int64(2), "B", nil, "short"})
	f.want(f.run(engine.Options{}), waybill.Completed, "read=2 added=2 accepted=2")
	f.sent("A", "B") // both changed, and neither was recorded before
}

func TestARevokedKeyStopsTheRun(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.job.Concurrency = 1
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, nil}, waybill.Row{int64(3), "C", nil, nil})
	f.vendor.answer = func(id string, _ int) answer {
		if id == "B" {
			return answer{status: 401, body: "who are you"}
		}
		return answer{status: 200, body: `{"id":"x"}`}
	}
	run, err := f.try(engine.Options{})
	if err == nil || !strings.Contains(run.Error, "who are you") {
		t.Errorf("error %v, run %q", err, run.Error)
	}
	f.want(run, waybill.Failed, "read=3 added=3 accepted=1 deferred=2")
	f.sent("A", "B")
	f.vendor.always(answer{status: 200, body: `{"id":"x"}`})
	f.want(f.run(engine.Options{}), waybill.Completed, "read=3 unchanged=1 added=2 accepted=2")
	f.sent("B", "C")
}
