package main

import (
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// tellStory writes a row's story in plain sentences.
func (p *program) tellStory(x story) {
	s := p.styleOf(p.out)
	p.printf("%s\n", s.bold(clean(x.Sentence)))
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

func (x story) details() []string {
	var lines []string
	if len(x.Runs) > 0 && x.Runs[0].Unconfirmed {
		lines = append(lines, "Unconfirmed: "+x.Runs[0].Message)
	}
	if x.State == store.InDoubt.String() && x.Note != "" {
		lines = append(lines, "Why: "+x.Note)
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
