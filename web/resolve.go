package web

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/store"
)

type resolveInput struct {
	Sync    string `path:"sync" minLength:"1" doc:"The sync."`
	Account string `query:"account" doc:"Whose memory; default: that of the sync as it is configured. Of a sync that is gone, or sends elsewhere now, it has to be given."`
	RowKey
	Body struct {
		Verdict store.Verdict `json:"verdict" enum:"delivered,resend,give-up" doc:"delivered: the vendor has it. resend: send it again in the next run, as it is in the model then. give-up: do not try it again."`
		Reason  string        `json:"reason" minLength:"1" maxLength:"1000" doc:"Why; kept with the row for ever."`
		Seen    string        `json:"seen,omitempty" enum:"begun,accepted,refused,deferred,in doubt,given up,to be sent again,baseline,rekeyed" doc:"The state in which the row was seen by whoever decides: if it is in another one by now, nothing is decided."`
	}
}

func (s *Server) resolveOperation() {
	register(s, op{
		ID: "resolve-row", Method: http.MethodPost, Path: "/ledger/{sync}/{key}/resolve", Tag: "ledger", Who: runner, Trail: byStore,
		Summary: "Decide about a row", Description: "About one in doubt, refused or deferred, while no run of the sync goes on. What is decided holds for the row as it is now: name the state in which it was `seen`, and it is a conflict if that has changed.",
	}, func(ctx context.Context, c caller, in *resolveInput) (*output[Story], error) {
		found, err := s.resolve(ctx, c, in)
		return &output[Story]{found}, err
	})
}

// resolve records a decision while no run of the sync is under way.
func (s *Server) resolve(ctx context.Context, c caller, in *resolveInput) (Story, error) {
	scope, claims, configured, err := s.decidedIn(ctx, in)
	if err == nil && !configured && in.Body.Verdict == store.Resend {
		err = s.nothingSends(ctx, scope)
	}
	if err != nil {
		return Story{}, err
	}
	lease, err := s.Store.Lock(ctx, in.Sync)
	if err != nil {
		return Story{}, err
	}
	defer func() { _ = lease.Release() }()                                    // it ends by itself
	if _, err := s.Store.Recover(ctx, scope, lease.Fence(), ""); err != nil { // what a lost run had begun is in doubt
		return Story{}, err
	}
	story, err := s.Store.Story(ctx, scope, in.Key)
	if err != nil {
		return Story{}, err
	}
	if story.Entry == nil {
		return Story{}, waybill.Errorf(waybill.EConflict, "nothing of %s was ever tried: there is nothing to decide", in.Key)
	}
	if err := in.stillSo(story); err != nil {
		return Story{}, err
	}
	d := store.Decision{
		Scope: scope, Claims: story.ClaimedIn(claims), Key: story.Entry.Key, Verdict: in.Body.Verdict, Reason: in.Body.Reason, By: c.Person.Email, At: s.now(),
	}
	if err := s.Store.Decide(ctx, d); err != nil {
		return Story{}, err
	}
	if err := s.decided(ctx, c, in, story.Entry.State); err != nil {
		return Story{}, err
	}
	return s.decidedAs(ctx, d, story.Entry.State)
}

// decidedAs is the story of a row after a decision.
func (s *Server) decidedAs(ctx context.Context, d store.Decision, was store.State) (Story, error) {
	say, err := s.wordsFor(ctx)
	if err != nil {
		return Story{}, err
	}
	after, err := s.Store.Story(ctx, d.Scope, d.Key)
	if err != nil {
		return Story{}, err
	}
	out, err := toldOf(ctx, s.Store, d.Scope, say(d.Scope), d.Key, after)
	out.Was, out.Follows = was.String(), Follows(d.Verdict, was, after, out.Moved)
	return out, err
}

// stillSo fails if a row is not any more what was seen by whoever decides.
func (in *resolveInput) stillSo(found store.Story) error {
	e := found.Entry
	if in.Body.Seen == "" || in.Body.Seen == e.State.String() {
		return nil
	}
	said := mapping.Display(e.Key) + " " + nowIs[e.State]
	if len(found.Decisions) > 0 {
		d := found.Decisions[0]
		said += "; the last decision, by " + d.By + on(d.At) + ", was to " + verdictWords[d.Verdict] + why(0, d.Reason)
	}
	return waybill.Errorf(waybill.EConflict, "%s", said).WithHint("look at it again, then decide")
}

// nowIs says of a row what it is by now.
var nowIs = map[store.State]string{
	store.Begun:    "is being sent now",
	store.Accepted: "is accepted now",
	store.Refused:  "is refused now",
	store.Deferred: "is not delivered now, and waits for the next run",
	store.InDoubt:  "is in doubt now",
	store.GivenUp:  "is given up now",
	store.Released: "is to be sent again now",
	store.Baseline: "is now remembered without being sent",
	store.Rekeyed:  "is now refused under another key than the one it was accepted under",
}

var verdictWords = map[store.Verdict]string{
	store.Delivered: "mark it delivered",
	store.Resend:    "send it again",
	store.GiveUp:    "give it up",
}

// Follows says what comes of a verdict about a row in a state, as it is known after
// it. What is sent again may go to another place than it did, see [Story].
func Follows(v store.Verdict, was store.State, after store.Story, moved string) string {
	switch {
	case v == store.Delivered:
		return "It now counts as accepted, on your word, and is not sent again."
	case v == store.Resend && after.Entry.Gone != store.Present:
		return "It has left the model: no run sends it unless it comes back. Then it is sent as it is in the model."
	case v == store.Resend && moved != "":
		return "The next run sends it, as it is in the model then. " + moved
	case v == store.Resend:
		return "The next run sends it, as it is in the model then."
	case after.Entry.State == store.Accepted:
		return "It stays at the vendor: no run tries to delete it, unless the row comes back and leaves the model again."
	case was == store.Rekeyed:
		return "It is not sent under the key that it has now. If it changes in the model, somebody has to decide again."
	case after.Claim == nil || after.Claim.Key != after.Entry.Key:
		return untilItChanges
	}
	key := after.Claim.BusinessKey
	switch after.Claim.State {
	case store.GivenUp:
		return "It is not sent again as " + key + ", whatever else changes: the vendor may have it. --resend would send it all the same."
	case store.Accepted:
		return "It is not sent again as " + key + ", whatever else changes: it was accepted. --resend would send it all the same."
	}
	return untilItChanges
}

const untilItChanges = "It is not tried again until it changes in the model."

// decidedIn returns where a row is remembered that is decided about and, if the sync
// still says so, where it is claimed: it may be gone, or send elsewhere now.
func (s *Server) decidedIn(ctx context.Context, in *resolveInput) (scope store.Scope, claims store.ClaimScope, configured bool, err error) {
	scope, claims, err = s.Engine.Scopes(ctx, in.Sync)
	gone := waybill.ErrorCode(err) == waybill.ENotFound
	switch {
	case err == nil && (in.Account == "" || in.Account == scope.Account):
		return scope, claims, true, nil
	case err != nil && !gone:
		return scope, claims, false, err
	case in.Account == "":
		return scope, claims, false, waybill.Errorf(waybill.ENotFound, "there is no sync %s any more", in.Sync).WithHint("name the account that it sent to, as list-in-doubt has it")
	}
	return store.Scope{Account: in.Account, Sync: in.Sync}, store.ClaimScope{}, false, nil
}

// nothingSends is why a row cannot be sent again.
func (s *Server) nothingSends(ctx context.Context, scope store.Scope) error {
	now, _, err := s.Engine.Scopes(ctx, scope.Sync)
	said := "the sync " + scope.Sync + " is deleted: nothing sends its rows again"
	if err == nil {
		said = "the sync " + scope.Sync + " sends to the account " + now.Account + " now: nothing sends its rows to " + scope.Account + " again"
	}
	return waybill.Errorf(waybill.EConflict, "%s", said).WithHint("mark it delivered if the vendor has it, or give it up")
}

// decided puts a decision into the audit.
func (s *Server) decided(ctx context.Context, c caller, in *resolveInput, was store.State) error {
	before, err := json.Marshal(map[string]string{"state": was.String()})
	if err != nil {
		return err
	}
	body := in.Body
	body.Seen = "" // it is what it was
	after, err := json.Marshal(body)
	if err != nil {
		return err
	}
	by := s.author(c)
	return s.Office.AppendAudit(ctx, store.AuditRecord{
		At: by.At, Who: by.Who, Via: by.Via, Action: "resolve", Kind: "row", Name: in.Sync + "/" + in.Key, Before: before, After: after,
	})
}
