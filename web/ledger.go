package web

import (
	"context"
	"net/http"
	"time"

	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/store"
)

// Entry is what is remembered of a row.
type Entry struct {
	State       string     `json:"state" enum:"begun,accepted,refused,deferred,in doubt,given up,to be sent again,baseline,rekeyed" doc:"What is known of it."`
	BusinessKey string     `json:"business_key,omitempty" doc:"What makes the record unique to the vendor, or what it was matched by."`
	Refusals    int        `json:"refusals" doc:"In how many runs the vendor refused it as it is."`
	TriedAt     *time.Time `json:"tried_at,omitempty" doc:"When it was last refused, since when it is in doubt, or when it was remembered without being sent."`
	Note        string     `json:"note,omitempty" doc:"Why it was refused, is in doubt, or was given up; of a baseline, what it was before."`
	Gone        bool       `json:"gone" doc:"Whether it has left the model."`
}

// Claim is what is known of a business key.
type Claim struct {
	BusinessKey string     `json:"business_key" doc:"What makes the record unique to the vendor."`
	State       string     `json:"state" enum:"begun,accepted,refused,deferred,in doubt,given up,to be sent again" doc:"What became of it."`
	Sync        string     `json:"sync" doc:"The sync whose row holds it: another one may have sent it."`
	Key         string     `json:"key" doc:"The primary key of that row, as people read it."`
	Account     string     `json:"account" doc:"The account that it was sent to."`
	Operation   string     `json:"operation" doc:"What was done with it."`
	Scope       string     `json:"scope,omitempty" doc:"Among what it is unique, such as a campaign."`
	Run         string     `json:"run" doc:"The run that sent it last."`
	VendorID    string     `json:"vendor_id,omitempty" doc:"The vendor's own id of the record."`
	BegunAt     time.Time  `json:"begun_at" doc:"When it was last sent."`
	SettledAt   *time.Time `json:"settled_at,omitempty" doc:"When its outcome was known."`

	Unconfirmed bool `json:"unconfirmed" doc:"Whether it counts as accepted by an answer that lacked what the vendor answers on success, and nobody has decided since."`

	MarkedBy  string     `json:"marked_by,omitempty" doc:"Who marked it as delivered, if it counts as accepted by that person's word."`
	DoubtedAt *time.Time `json:"doubted_at,omitempty" doc:"When an attempt of it began whose outcome nobody knows; kept for ever, also where it was decided about, sent again or accepted since."`

	Before []Acceptance `json:"accepted_before,omitempty" doc:"When and as what it was accepted before it was sent again, oldest first; kept for ever. The vendor may have each of these beside vendor_id."`

	Receipts []Receipt `json:"receipts" doc:"What was sent and answered, newest first; kept for ever."`
}

// Receipt is a request with its answer.
type Receipt struct {
	At      time.Time `json:"at" doc:"When."`
	Request string    `json:"request" doc:"The request, without secrets."`
	Answer  string    `json:"answer" doc:"The answer."`
}

// Decided is what a person decided about a row.
type Decided struct {
	Verdict store.Verdict `json:"verdict" enum:"delivered,resend,give-up" doc:"What was decided."`
	Reason  string        `json:"reason" doc:"Why."`
	By      string        `json:"by" doc:"Who decided."`
	At      time.Time     `json:"at" doc:"When."`
}

// RunRow is what became of a row in one run.
type RunRow struct {
	Run string `json:"run" doc:"The run."`
	Row
}

// Story is all that is known of a row.
type Story struct {
	Sync       string `json:"sync" doc:"The sync."`
	Account    string `json:"account" doc:"Whose memory it is."`
	Key        string `json:"key" doc:"The primary key as people read it."`
	PrimaryKey string `json:"primary_key" doc:"The primary key as it is kept."`
	Sentence   string `json:"sentence" doc:"Where it is, in plain words."`

	State       string `json:"state" doc:"What is known of it: its state in the ledger, or what a run made of it that did not get to send it: not sent, refused."`
	Unconfirmed bool   `json:"unconfirmed" doc:"Whether it was accepted by an answer that lacked what the vendor answers on success, and nobody has decided about it since."`

	Marked bool `json:"marked" doc:"Whether it counts as accepted by a person's word alone, who marked it as delivered."`

	Gone    bool     `json:"gone" doc:"Whether it has left the model, as far as runs have seen."`
	Absent  bool     `json:"absent" doc:"Whether it was refused, and is surely not at the vendor: nothing of it was accepted before, and it is known of whoever answers that what is refused is not recorded, or that it was never sent there."`
	Moved   string   `json:"moved,omitempty" doc:"Where it was sent, and where it would be sent now if somebody said to send it again, in plain words; absent if that is the same: its sync had another campaign then, say."`
	Stays   bool     `json:"stays" doc:"Whether it has left the model and the vendor refused to delete it: a run tries that again, or somebody gives it up. It is not to be sent."`
	Earlier *Earlier `json:"earlier,omitempty" doc:"What was accepted of it before that, where it is not known as accepted now; absent if nothing is known to have been."`

	Entry     *Entry    `json:"entry,omitempty" doc:"What is remembered; absent if nothing is."`
	Claim     *Claim    `json:"claim,omitempty" doc:"Its business key; absent if it has none."`
	Others    []Claim   `json:"others,omitempty" doc:"Further claims that the row took, under other business keys or in other campaigns, oldest first: the vendor has these, or may have them."`
	Results   []RunRow  `json:"results" doc:"What became of it in each run, newest first, for as long as that is kept."`
	Decisions []Decided `json:"decisions" doc:"What people decided, newest first."`
	Was       string    `json:"was,omitempty" doc:"What was known of it until it was decided about; only in the answer to that."`
	Follows   string    `json:"follows,omitempty" doc:"What comes of a decision, in plain words; only in the answer to that."`
}

type storyInput struct {
	Sync    string `path:"sync" minLength:"1" doc:"The sync."`
	Account string `query:"account" doc:"Whose memory; default: that of the sync as it is configured."`
	RowKey
}

func (s *Server) ledgerOperations() {
	o := op{Method: http.MethodGet, Tag: "ledger", Who: reader}
	story := o
	story.ID, story.Path, story.Summary = "get-story", "/ledger/{sync}/{key}", "All that is known of a row"
	register(s, story, func(ctx context.Context, _ caller, in *storyInput) (*output[Story], error) {
		scope := store.Scope{Account: in.Account, Sync: in.Sync}
		if scope.Account == "" {
			configured, err := s.sync(ctx, in.Sync)
			if err != nil {
				return nil, err
			}
			scope.Account = configured.Account
		}
		say, err := s.wordsFor(ctx)
		if err != nil {
			return nil, err
		}
		out, err := s.story(ctx, scope, say(scope), in.Key)
		return &output[Story]{out}, err
	})
	s.resolveOperation()
}

// story reads the story of a row.
func (s *Server) story(ctx context.Context, scope store.Scope, w words, key string) (Story, error) {
	found, err := s.Store.Story(ctx, scope, key)
	if err != nil {
		return Story{}, err
	}
	return toldOf(ctx, s.Store, scope, w, key, found)
}

// Tell tells the story of a row in the words of a place. The errors are those of the
// finder.
func Tell(ctx context.Context, f Finder, in Place, scope store.Scope, key string, found store.Story) (Story, error) {
	return toldOf(ctx, f, scope, in.words(f, scope), key, found)
}

func toldOf(ctx context.Context, f Finder, scope store.Scope, w words, key string, found store.Story) (Story, error) {
	h := store.Hit{Scope: scope, Key: keyIn(key, found), Entry: found.Entry, Others: found.Others}
	if c := found.Claim; c != nil {
		h.Claim, h.Claims = &c.Claim, c.Scope
	}
	t, err := tellOne(ctx, f, w, h, found)
	return storyOf(t), err
}

func storyOf(t told) Story {
	s, k := t.past, t.knowledge
	out := Story{Sync: k.row.Scope.Sync, Account: k.row.Scope.Account, PrimaryKey: k.row.Key, Results: []RunRow{}, Decisions: []Decided{}}
	out.Key = mapping.Display(out.PrimaryKey)
	for _, r := range s.Results {
		out.Results = append(out.Results, RunRow{r.Run, rowOf(r.Result)})
	}
	for _, d := range s.Decisions {
		out.Decisions = append(out.Decisions, Decided{d.Verdict, d.Reason, d.By, d.At})
	}
	if s.Claim != nil {
		out.Claim = claimOf(s.Claim)
	}
	for i := range s.Others {
		out.Others = append(out.Others, *claimOf(&s.Others[i]))
	}
	if e := s.Entry; e != nil {
		out.Entry = &Entry{e.State.String(), e.BusinessKey, e.Refusals, moment(e.TriedAt), e.Note, e.Gone != store.Present}
	}
	out.State, out.Gone, out.Earlier = k.short(), k.gone, k.earlier
	out.Moved, out.Stays = k.moved(t.words), k.undeleted()
	out.Absent = k.state() == store.Refused && k.absent(t.words)
	out.Unconfirmed, out.Marked, out.Sentence = k.unconfirmed(), k.word != nil || k.by() != "", t.sentence(mention{})
	return out
}

func claimOf(c *store.ClaimStory) *Claim {
	out := &Claim{
		BusinessKey: c.BusinessKey, State: c.State.String(), Sync: c.Sync, Key: mapping.Display(c.Key), Account: c.Scope.Account, Operation: c.Scope.Operation, Scope: c.Scope.Scope,
		Run: c.Run, VendorID: c.VendorID, BegunAt: c.BegunAt, SettledAt: moment(c.SettledAt), Receipts: []Receipt{},
		Unconfirmed: c.Unsure, MarkedBy: c.Marked, DoubtedAt: moment(c.Doubted),
	}
	for _, a := range c.Before {
		out.Before = append(out.Before, Acceptance(a))
	}
	for _, r := range c.Receipts {
		out.Receipts = append(out.Receipts, Receipt(r))
	}
	return out
}

// keyIn is the encoded key of a story.
func keyIn(key string, s store.Story) string {
	switch {
	case s.Entry != nil:
		return s.Entry.Key
	case len(s.Results) > 0:
		return s.Results[0].Key
	case s.Claim != nil && s.Claim.Own:
		return s.Claim.Key
	}
	return key
}
