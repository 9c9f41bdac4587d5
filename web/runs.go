package web

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/store"
)

// Run is one execution of a sync.
type Run struct {
	ID         string         `json:"id" doc:"It sorts by time."`
	Sync       string         `json:"sync" doc:"The sync."`
	Account    string         `json:"account,omitempty" doc:"Whose memory of what was sent it uses; absent while it waits."`
	Trigger    string         `json:"trigger" doc:"manual, schedule, api, after or retry."`
	Status     waybill.Status `json:"status" enum:"queued,running,completed,completed_with_rejections,failed,cancelled,held" doc:"How it is going, or ended."`
	Counts     waybill.Counts `json:"counts" doc:"What became of the rows so far."`
	Untried    bool           `json:"untried" doc:"Nothing of it was ever tried, since it is held, or was until somebody decided: its rejected rows are those that it would refuse, or not try."`
	StartedAt  *time.Time     `json:"started_at,omitempty" doc:"When it began; absent while it waits."`
	FinishedAt *time.Time     `json:"finished_at,omitempty" doc:"When it ended; absent before."`
	Seconds    float64        `json:"seconds" doc:"How long it took, or has taken so far."`
	Error      string         `json:"error,omitempty" doc:"Why it failed, or is held."`
	Warnings   []string       `json:"warnings" doc:"What a person should know."`
	Read       int64          `json:"read" doc:"Rows of the model that were read so far, also while they are read."`
	Done       int64          `json:"done" doc:"Rows whose outcome is known."`
	Total      int64          `json:"total" doc:"Rows that are to be sent; 0 while that is not known."`
	Rate       float64        `json:"rate" doc:"Rows a second that were sent and answered, since it began."`
	Options    *RunOptions    `json:"options,omitempty" doc:"What was wished of it; of a run that is read alone."`
	By         string         `json:"by,omitempty" doc:"Who asked for it; of a run that is read alone."`
	EndedBy    string         `json:"ended_by,omitempty" doc:"Who asked for its end, if somebody did, and it goes on still or was cancelled; of a run that is read or watched alone."`
	Retriable  *int64         `json:"retriable,omitempty" doc:"How many of its refused and deferred rows a retry would try, as far as the ledger knows; of a run that has ended and is read alone. Those behind the first 10,000 are counted without a look."`
	Ends       *time.Time     `json:"eta,omitempty" doc:"When it will end at that rate; of one that sends."`
}

// runOf tells a run as it is at now.
func runOf(r waybill.Run, now time.Time) Run {
	out := Run{
		ID: r.ID, Sync: r.Sync, Account: r.Account, Trigger: r.Trigger, Status: r.Status, Counts: r.Counts, Untried: r.Untried(), StartedAt: moment(r.StartedAt), FinishedAt: moment(r.FinishedAt),
		Error: r.Error, Warnings: append([]string{}, r.Warnings...), Total: r.Counts.Added + r.Counts.Changed,
	}
	out.Read = max(r.Counts.Read, r.Reading)
	out.Done = r.Counts.Accepted + r.Counts.Rejected + r.Counts.Deferred + r.Counts.InDoubt
	if r.StartedAt.IsZero() {
		return out
	}
	if !r.FinishedAt.IsZero() {
		now = r.FinishedAt
	}
	out.Seconds = max(0, now.Sub(r.StartedAt).Seconds())
	if out.Seconds > 0 {
		out.Rate = float64(out.Done-r.Counts.Invalid) / out.Seconds // those refused before they are sent take no time
	}
	if left := out.Total - out.Done; r.Status == waybill.Running && left > 0 && out.Rate > 0 {
		ends := now.Add(time.Duration(float64(left) / out.Rate * float64(time.Second)))
		out.Ends = &ends
	}
	return out
}

// told tells a run, and who asked for its end.
func (s *Server) told(ctx context.Context, r waybill.Run) (Run, error) {
	out := runOf(r, s.now())
	if r.Status != waybill.Running && r.Status != waybill.Queued && r.Status != waybill.Cancelled {
		return out, nil
	}
	asked, err := s.Office.ListAudit(ctx, store.AuditFilter{Kind: "run", Name: r.ID, Action: "cancel", Limit: 1})
	if len(asked) > 0 {
		out.EndedBy = asked[0].Who
	}
	return out, err
}

// RunID is the id in a path.
type RunID struct {
	ID string `path:"id" minLength:"4" maxLength:"64" doc:"The run's id, or a beginning of it that is unique."`
}

type runsInput struct {
	Page
	Sync   string           `query:"sync" doc:"Only of this sync."`
	Status []waybill.Status `query:"status" enum:"queued,running,completed,completed_with_rejections,failed,cancelled,held" maxItems:"7" uniqueItems:"true" doc:"Only of one of these statuses; several are joined by commas."`
	Since  time.Time        `query:"since" doc:"Only what began then or later."`
	Until  time.Time        `query:"until" doc:"Only what began before."`
}

type runPage struct{ Body PageOf[Run] }

func (s *Server) runOperations() {
	o := op{Method: http.MethodGet, Tag: "runs", Who: reader}
	many := o
	many.ID, many.Path, many.Summary = "list-runs", "/runs", "List runs, newest first"
	register(s, many, func(ctx context.Context, _ caller, in *runsInput) (*runPage, error) {
		runs, err := s.Store.ListRuns(ctx, store.RunFilter{
			Scope: store.Scope{Sync: in.Sync}, Statuses: in.Status, Since: in.Since, Until: in.Until, Before: in.After, Limit: in.Limit + 1,
		})
		items := make([]Run, len(runs))
		for i, r := range runs {
			items[i] = runOf(r, s.now())
		}
		return &runPage{paged(in.Page, items, func(r Run) string { return r.ID })}, err
	})
	one := o
	one.ID, one.Path, one.Summary = "get-run", "/runs/{id}", "Read a run"
	register(s, one, func(ctx context.Context, _ caller, in *RunID) (*output[Run], error) {
		r, err := s.Store.Run(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		out, err := s.told(ctx, r)
		if err != nil {
			return nil, err
		}
		if out.Options, out.By, err = s.askedFor(ctx, r.ID); err != nil {
			return nil, err
		}
		out.Retriable, err = s.retriable(ctx, r)
		return &output[Run]{out}, err
	})
	going := o
	going.ID, going.Path, going.Summary = "list-queue", "/queue", "List what goes on and what waits"
	going.Description = "Oldest first, with who works on it."
	register(s, going, func(ctx context.Context, _ caller, _ *struct{}) (*list[Item], error) {
		found, err := s.Queue.List(ctx)
		items := make([]Item, len(found))
		for i, f := range found {
			items[i] = itemOf(f)
		}
		return listOf(items), err
	})
}

// Item is a run that waits or goes on.
type Item struct {
	Run       string         `json:"run" doc:"The run's id."`
	Sync      string         `json:"sync" doc:"The sync."`
	Trigger   string         `json:"trigger" doc:"manual, schedule, api, after or retry."`
	Status    waybill.Status `json:"status" enum:"queued,running" doc:"Whether it goes on."`
	By        string         `json:"by,omitempty" doc:"Who asked for it."`
	Attempt   int            `json:"attempt" doc:"Which worker it is the run's; above 1 an earlier one died."`
	Worker    string         `json:"worker,omitempty" doc:"Who works on it; absent if nobody does, or if whoever did has died."`
	Cancelled bool           `json:"cancelled" doc:"Whether somebody asked for its end."`
	QueuedAt  *time.Time     `json:"queued_at,omitempty" doc:"When it was asked for."`
	StartedAt *time.Time     `json:"started_at,omitempty" doc:"When it began."`
}

func itemOf(i queue.Item) Item {
	return Item{
		Run: i.Run, Sync: i.Sync, Trigger: i.Trigger, Status: i.Status, By: i.By, Attempt: i.Attempt, Worker: i.Holder, Cancelled: i.Cancelled,
		QueuedAt: moment(i.QueuedAt), StartedAt: moment(i.StartedAt),
	}
}

// Ticket is the answer to who asked for a run.
type Ticket struct {
	Run    string         `json:"run" doc:"The run's id."`
	New    bool           `json:"new" doc:"Whether it is a new one; otherwise one waits already, or the idempotency key was used."`
	Status waybill.Status `json:"status" doc:"How it is going."`
}

type triggerInput struct {
	ResourceName
	Key  string `header:"Idempotency-Key" maxLength:"255" doc:"The same key gives the same run, for a day."`
	Body *RunOptions
}

// RetryOptions are a person's wishes for a run that tries rows again.
type RetryOptions struct {
	Rows        []string `json:"rows,omitempty" maxItems:"1000" doc:"Only those of these primary keys, as primary_key of a row has them; default: all."`
	Yes         bool     `json:"yes,omitempty" doc:"Pass the brakes."`
	SameAccount bool     `json:"same_account,omitempty" doc:"The account is the same although its host or its key has changed."`
}

type retryInput struct {
	RunID
	Body *RetryOptions
	Key  string `header:"Idempotency-Key" maxLength:"255" doc:"The same key gives the same run, for a day."`
}

// triggerOperations start and end runs.
func (s *Server) triggerOperations() {
	o := op{Method: http.MethodPost, Tag: "runs", Who: runner, Status: http.StatusAccepted}
	trigger := o
	trigger.ID, trigger.Path, trigger.Tag, trigger.Summary, trigger.Trail = "trigger-run", "/syncs/{name}/runs", "syncs", "Ask for a run", recorded("run", "sync", "name")
	trigger.Description = "Without a body it has no wishes. A sync runs once at a time, and one further run waits: while one does, further requests are given that one."
	register(s, trigger, func(ctx context.Context, c caller, in *triggerInput) (*output[Ticket], error) {
		return s.trigger(ctx, c, queue.Request{Sync: in.Name, Trigger: triggerOf(c), Key: in.Key}, wished(in.Body))
	})
	retry := o
	retry.ID, retry.Path, retry.Summary, retry.Trail = "retry-run", "/runs/{id}/retry", "Try the refused and deferred rows of a run again", byStore
	retry.Description = "Rows in doubt are never among them: these are decided about, one by one."
	register(s, retry, func(ctx context.Context, c caller, in *retryInput) (*output[Ticket], error) {
		r, err := s.Store.Run(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		o := RunOptions{Retry: r.ID}
		if in.Body != nil {
			o.Yes, o.SameAccount, o.Rows = in.Body.Yes, in.Body.SameAccount, in.Body.Rows
		}
		t, err := s.trigger(ctx, c, queue.Request{Sync: r.Sync, Trigger: queue.Retry, Key: in.Key}, o)
		if err != nil {
			return nil, err
		}
		return t, s.retried(ctx, c, r, o, t.Body)
	})
	cancel := o
	cancel.ID, cancel.Path, cancel.Summary, cancel.Trail = "cancel-run", "/runs/{id}/cancel", "End a run", recorded("cancel", "run", "id")
	cancel.Description = "What is on its way is settled first."
	register(s, cancel, func(ctx context.Context, _ caller, in *RunID) (*output[Run], error) {
		r, err := s.Store.Run(ctx, in.ID)
		if err == nil {
			err = s.Queue.Cancel(ctx, r.ID)
		}
		if err != nil {
			return nil, err
		}
		r, err = s.Store.Run(ctx, r.ID)
		return &output[Run]{runOf(r, s.now())}, err
	})
}

// retried records in the audit which rows of a run somebody asked to try again.
func (s *Server) retried(ctx context.Context, c caller, r waybill.Run, o RunOptions, t Ticket) error {
	rows := r.Counts.Rejected + r.Counts.Undeleted + r.Counts.Deferred
	if len(o.Rows) > 0 {
		rows = int64(len(o.Rows))
	}
	after, err := json.Marshal(retrial{t.Run, rows})
	if err != nil {
		return err
	}
	by := s.author(c)
	return s.Office.AppendAudit(ctx, store.AuditRecord{At: by.At, Who: by.Who, Via: by.Via, Action: "retry", Kind: "run", Name: r.ID, After: after})
}

// retrial is what was asked for: as which run, and of how many rows.
type retrial struct {
	Run  string `json:"run"`
	Rows int64  `json:"rows"`
}

// wished are the wishes of a body, which may be absent.
func wished(o *RunOptions) RunOptions {
	if o == nil {
		return RunOptions{}
	}
	return *o
}

// triggerOf tells people and programs apart.
func triggerOf(c caller) string {
	if c.Session != "" {
		return queue.Manual
	}
	return queue.API
}

func (s *Server) trigger(ctx context.Context, c caller, r queue.Request, o RunOptions) (*output[Ticket], error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	if _, err := s.sync(ctx, r.Sync); err != nil {
		return nil, err
	}
	options, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	r.By, r.Options, r.Trigger = c.Person.Email, options, cmp.Or(r.Trigger, queue.API)
	if o.Retry != "" {
		r.Trigger = queue.Retry // whoever asks: it does not read all of the model
	}
	t, err := s.Queue.Trigger(ctx, r)
	return &output[Ticket]{Ticket(t)}, err
}
