package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/web"
)

func (p *program) showCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "show SYNC KEY", Short: "Tell the whole story of one row",
		Long: "Tells the whole story of one row: what became of it in every run, what people decided, the receipt, and the\n" +
			"requests as they were captured. KEY is its primary key (parts joined by a comma) or its business key.",
		Example: "  waybill show orders-to-partnerize O-9001",
		Args:    takes(2, 2),
		RunE: do(func(cmd *cobra.Command, args []string) (err error) {
			s, err := p.site(cmd, true)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			story, err := readStory(cmd.Context(), s, args[0], args[1])
			if err != nil {
				return err
			}
			if p.json {
				return p.printJSON(story)
			}
			p.tellStory(story)
			return nil
		}),
	}
	p.addServer(c)
	return c
}

// story is all that is known of a row, as programs read it.
type story struct {
	Sync        string        `json:"sync"`
	Account     string        `json:"account"`
	Key         string        `json:"key"`
	BusinessKey string        `json:"business_key"`
	State       string        `json:"state"`    // in words
	Sentence    string        `json:"sentence"` // where it is, as a server says it
	Note        string        `json:"note"`
	InModel     bool          `json:"in_model"` // when it was last read
	Earlier     *web.Earlier  `json:"earlier"`  // accepted, before what became of it last
	Claim       *claimStory   `json:"claim"`    // of inserts
	Runs        []runStory    `json:"runs"`     // newest first
	Decisions   []decision    `json:"decisions"`
	Receipts    []receiptText `json:"receipts"` // kept for ever

	vendor string
}

type claimStory struct {
	State     string    `json:"state"`
	Run       string    `json:"run"`
	VendorID  string    `json:"vendor_id"`
	BegunAt   time.Time `json:"begun_at"`
	SettledAt time.Time `json:"settled_at"`

	Before []web.Acceptance `json:"accepted_before"` // it was sent again, oldest first
}

type runStory struct {
	Run         string             `json:"run"`
	Kind        waybill.Kind       `json:"kind"`
	Outcome     waybill.Outcome    `json:"outcome"`
	Message     string             `json:"message"`
	Attempts    int                `json:"attempts"`
	VendorID    string             `json:"vendor_id"`
	Unconfirmed bool               `json:"unconfirmed"`
	At          time.Time          `json:"at"`
	Requests    []waybill.Exchange `json:"requests"` // kept for 30 days
}

type decision struct {
	Verdict store.Verdict `json:"verdict"`
	Reason  string        `json:"reason"`
	By      string        `json:"by"`
	At      time.Time     `json:"at"`
}

type receiptText struct {
	At      time.Time `json:"at"`
	Request string    `json:"request"`
	Answer  string    `json:"answer"`
}

func readStory(ctx context.Context, from reader, sync, key string) (story, error) {
	account := ""
	if err := known(ctx, from, sync); err != nil {
		if account, key, err = kept(ctx, from, sync, key, err); err != nil {
			return story{}, err
		}
	}
	found, err := from.Row(ctx, sync, account, key)
	if err != nil {
		return story{}, err
	}
	s := story{
		Sync: sync, Account: found.account, Key: key,
		Runs: []runStory{}, Decisions: []decision{}, Receipts: []receiptText{}, vendor: found.vendor,
		Earlier: found.told.Earlier, Sentence: found.told.Sentence,
	}
	s.fill(found.Story)
	s.InModel = !found.told.Gone
	if found.Entry != nil {
		s.State = found.told.State
	}
	for _, r := range found.Results {
		requests, err := found.captures(ctx, r.Run, r.Key)
		if err != nil {
			return s, err
		}
		if requests == nil {
			requests = []waybill.Exchange{}
		}
		s.Key = mapping.Display(r.Key)
		if s.BusinessKey == "" {
			s.BusinessKey = r.BusinessKey
		}
		s.Runs = append(s.Runs, runStory{r.Run, r.Kind, r.Outcome, r.Message, r.Attempts, r.VendorID, r.Unconfirmed, r.At, requests})
	}
	return s, nil
}

// kept finds a row of a sync that is deleted: what the ledger knows of it is kept. If
// it knows nothing, the error is that of the sync.
func kept(ctx context.Context, from reader, sync, key string, unknown error) (account, primary string, err error) {
	if waybill.ErrorCode(unknown) != waybill.ENotFound {
		return "", "", unknown
	}
	hits, err := from.Search(ctx, key, mostFound)
	for _, h := range hits.Items {
		if h.Sync == sync && slices.Contains([]string{h.Key, h.PrimaryKey, h.BusinessKey}, key) {
			return h.Account, h.PrimaryKey, nil
		}
	}
	if err != nil {
		return "", "", err
	}
	return "", "", unknown
}

// fill takes over what the ledger knows.
func (s *story) fill(found store.Story) {
	if e := found.Entry; e != nil {
		s.Key, s.BusinessKey, s.State, s.Note = mapping.Display(e.Key), e.BusinessKey, e.State.String(), e.Note
	}
	if c := found.Claim; c != nil {
		s.Claim = &claimStory{c.State.String(), c.Run, c.VendorID, c.BegunAt, c.SettledAt, []web.Acceptance{}}
		for _, a := range c.Before {
			s.Claim.Before = append(s.Claim.Before, web.Acceptance(a))
		}
		s.BusinessKey = c.BusinessKey
		for _, r := range c.Receipts {
			s.Receipts = append(s.Receipts, receiptText{r.At, r.Request, r.Answer})
		}
	}
	for _, c := range found.Others {
		for _, r := range c.Receipts {
			s.Receipts = append(s.Receipts, receiptText{r.At, r.Request, r.Answer})
		}
	}
	for _, d := range found.Decisions {
		s.Decisions = append(s.Decisions, decision{d.Verdict, d.Reason, d.By, d.At})
	}
}
