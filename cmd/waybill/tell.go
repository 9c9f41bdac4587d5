package main

import (
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/web"
)

// tellStory writes a row's story in plain sentences.
func (p *program) tellStory(x story) {
	s := p.styleOf(p.out)
	headline := x.headline()
	p.printf("%s\n", s.bold(clean(headline+x.before(headline))))
	for _, line := range x.details() {
		p.printf("%s\n", clean(line))
	}
	if len(x.Decisions) > 0 {
		p.printf("\n%s\n", s.dim("What people decided"))
		for _, d := range x.Decisions {
			p.printf("  %s  %s by %s: %s\n", moment(d.At), decisionText(d.Verdict), clean(d.By), clean(d.Reason))
		}
	}
	if len(x.Receipts) > 0 {
		p.printf("\n%s\n", s.dim("Receipt, kept for ever"))
		for _, r := range x.Receipts {
			p.printf("  %s\n", moment(r.At))
			p.tellLines("sent     ", r.Request)
			p.tellLines("answered ", r.Answer)
		}
	}
	if len(x.Runs) > 0 {
		p.printf("\n%s\n", s.dim("In each run, newest first"))
		for _, r := range x.Runs {
			p.tellRunStory(s, r)
		}
	}
	if x.State == store.InDoubt.String() {
		p.printf("\nAsk %s, then: %s\n", clean(x.vendor), p.command("resolve", x.Sync, quoted(x.Key), "--delivered|--resend|--give-up", "--reason", "…"))
	}
}

// headline is the answer to: where is it?
func (x story) headline() string {
	if x.whole() {
		return x.sentence
	}
	name := x.Key
	if x.BusinessKey != "" && x.BusinessKey != x.Key {
		name = x.BusinessKey + " (row " + x.Key + ")"
	}
	switch x.State {
	case store.Accepted.String():
		text := name + " was accepted by " + x.vendor
		if at, id := x.acceptance(); !at.IsZero() {
			text += " on " + moment(at)
			if id != "" {
				text += " as " + x.noun + " " + id
			}
		}
		return text + "."
	case store.Refused.String(), store.Rekeyed.String():
		return name + " was refused: " + x.Note
	case store.InDoubt.String():
		return name + " is in doubt: it was sent to " + x.vendor + ", and nobody knows whether it was recorded."
	case store.Deferred.String():
		return name + " was not delivered yet: the next run tries again by itself."
	case store.GivenUp.String():
		return name + " was given up: " + x.Note
	case store.Released.String():
		return name + " will be sent again by the next run."
	case store.Begun.String():
		return name + " is on its way to " + x.vendor + ", or was when its run ended without a word."
	}
	if len(x.Runs) > 0 {
		return name + " was " + outcomeText(x.Runs[0].Outcome) + ": " + x.Runs[0].Message
	}
	return name + " is not remembered."
}

// whole reports whether a row takes more than one clause to tell where it is.
func (x story) whole() bool {
	return x.Earlier != nil || x.State == store.Baseline.String() || !x.InModel && x.State != store.Accepted.String()
}

// before says that the row was accepted before it was sent again.
func (x story) before(headline string) string {
	if x.known == nil {
		return ""
	}
	return web.SentBefore(headline, x.known, stateFrom(x.State), x.vendor, x.noun+" ")
}

// acceptance is when the row was accepted, and the vendor's name for it.
func (x story) acceptance() (time.Time, string) {
	if x.Claim != nil && x.Claim.State == store.Accepted.String() {
		return x.Claim.SettledAt, x.Claim.VendorID
	}
	for _, r := range x.Runs {
		if r.Outcome == waybill.Accepted {
			return r.At, r.VendorID
		}
	}
	return time.Time{}, ""
}

func (x story) details() []string {
	var lines []string
	if len(x.Runs) > 0 && x.Runs[0].Unconfirmed {
		lines = append(lines, "Unconfirmed: "+x.Runs[0].Message)
	}
	if x.State == store.InDoubt.String() && x.Note != "" {
		lines = append(lines, "Why: "+x.Note)
	}
	if !x.InModel && !x.whole() {
		lines = append(lines, "It has left the model since.")
	}
	return append(lines, "Sync "+x.Sync+", account "+x.Account+".")
}

func (p *program) tellRunStory(s style, r runStory) {
	text := kindText(r.Kind) + ", " + outcomeText(r.Outcome)
	if r.Attempts > 0 {
		text += " after " + counted(int64(r.Attempts), "attempt")
	}
	if r.Message != "" {
		text += ": " + r.Message
	}
	p.printf("  %s  %s  %s\n", moment(r.At), r.Run, clean(text))
	for _, e := range r.Requests {
		p.tellExchange(s, e)
	}
}

// tellExchange writes a request and its answer, as they were captured.
func (p *program) tellExchange(s style, e waybill.Exchange) {
	e2 := e
	e2.Status = 0 // told below, with the answer
	p.tellRequest(s, e2, "    ")
	answer := statusText(e.Status)
	if e.Status == 0 {
		answer = "no answer: " + e.Error
	}
	p.printf("      %s %s %s\n", s.dim("→"), clean(answer), s.dim("in "+took(e.Took)))
	p.tellBody(e.ResponseBody, "        ")
}

// tellLines writes text behind a label, without its empty lines.
func (p *program) tellLines(label, text string) {
	for line := range strings.SplitSeq(text, "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		p.printf("    %s%s\n", label, clean(line))
		label = strings.Repeat(" ", len(label))
	}
}

func decisionText(v store.Verdict) string {
	switch v {
	case store.Delivered:
		return "declared delivered"
	case store.Resend:
		return "to be sent again"
	}
	return "given up"
}
