package main

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/store"
)

// tellRun prints what became of a run.
func (p *program) tellRun(ctx context.Context, s site, r waybill.Run, failure error) error {
	goesOn := r.Status == waybill.Running || r.Status == waybill.Queued // without us
	if p.json && !goesOn {
		return p.printJSON(r)
	}
	if failure != nil {
		p.printError(about(r.Sync, failure))
	}
	if p.json {
		return p.printJSON(r)
	}
	if p.quiet || goesOn {
		return nil
	}
	style := p.styleOf(p.out)
	p.printf("%s  %s  %s\n", style.bold(r.Sync), style.status(r.Status), style.dim("in "+took(r.FinishedAt.Sub(r.StartedAt))))
	if r.Status == waybill.Held {
		p.tellHeld(r)
		return nil
	}
	if r.Status == waybill.Failed && r.Counts.Read == 0 {
		return nil
	}
	p.tellCounts(r.Counts)
	if r.Status == waybill.Cancelled {
		p.printf("  %s\n", "It was stopped: the next run goes on where this one ended.")
	}
	for _, w := range r.Warnings {
		p.printf("  %s %s\n", style.yellow("warning:"), clean(w))
	}
	return p.tellReasons(ctx, s, r)
}

func (s style) status(status waybill.Status) string {
	text := statusWords(status)
	switch status {
	case waybill.Completed:
		return s.green(text)
	case waybill.Failed:
		return s.red(text)
	}
	return s.yellow(text)
}

// tellHeld says why a run is held and how to pass.
func (p *program) tellHeld(r waybill.Run) {
	p.printf("  %s\n", clean(r.Error))
	p.printf("  nothing was sent\n")
	if c := r.Counts; c.Read > 0 {
		p.printf("  read %s: %s\n", number(c.Read), foundText(c))
	}
	p.printf("  look at it:  %s\n", p.command("plan", r.Sync))
	if pass := passing(r.Error); pass != "" {
		p.printf("  let it pass: %s\n", p.command("run", r.Sync, pass))
	}
}

// passing is the flag that lets a held run pass; "" if its reason names one
// with a number.
func passing(reason string) string {
	switch {
	case strings.Contains(reason, "--same-account"):
		return "--same-account"
	case strings.Contains(reason, "--resend-accepted"):
		return ""
	}
	return "--yes"
}

// tellCounts writes the counts in words, those of zero left out.
func (p *program) tellCounts(c waybill.Counts) {
	p.printf("  read %s: %s\n", number(c.Read), foundText(c))
	if sent := sentText(c); sent != "" {
		p.printf("  %s\n", sent)
	}
}

func foundText(c waybill.Counts) string {
	text := phrase(
		part{c.Added, "new"}, part{c.Changed, "changed"}, part{c.Unchanged, "unchanged"},
		part{c.AlreadySent, "already sent"}, part{c.Skipped, "skipped"}, part{c.Removed, "left the model"},
	)
	if text == "" {
		return "no rows"
	}
	return text
}

func sentText(c waybill.Counts) string {
	if c.Accepted+c.Rejected+c.Undeleted+c.Deferred+c.InDoubt+c.Deleted == 0 {
		return "nothing to send"
	}
	accepted, rejected := "accepted", "refused"
	if c.Unconfirmed > 0 {
		accepted += fmt.Sprintf(" (%s unconfirmed)", number(c.Unconfirmed))
	}
	if c.Invalid > 0 {
		rejected += fmt.Sprintf(" (%s before sending)", number(c.Invalid))
	}
	return phrase(part{c.Accepted, accepted}, part{c.Rejected, rejected}, part{c.Deferred, "deferred"},
		part{c.InDoubt, "in doubt"}, part{c.Deleted, "deleted at the vendor"}, part{c.Undeleted, "refused to be deleted there"})
}

// part is a count and what it counts.
type part struct {
	n    int64
	what string
}

// phrase joins the counts that are not zero.
func phrase(parts ...part) string {
	var texts []string
	for _, x := range parts {
		if x.n > 0 {
			texts = append(texts, number(x.n)+" "+x.what)
		}
	}
	return strings.Join(texts, ", ")
}

// tellReasons groups what was not accepted by reason and says where to look.
func (p *program) tellReasons(ctx context.Context, s reader, r waybill.Run) error {
	for _, x := range []struct {
		n       int64
		outcome waybill.Outcome
		title   string
	}{
		{r.Counts.Rejected + r.Counts.Undeleted, waybill.Rejected, "refused"},
		{r.Counts.Deferred, waybill.Deferred, "deferred: the next run tries again by itself"},
		{r.Counts.InDoubt, waybill.InDoubt, "in doubt: sent, unanswered, and sending again could pay twice"},
	} {
		if x.n == 0 {
			continue
		}
		found, err := reasons(ctx, s, r.ID, x.outcome)
		if err != nil {
			return err
		}
		p.printf("  %s:\n", x.title)
		p.printReasons(found)
		p.printf("  %s\n", p.styleOf(p.out).dim("see "+p.command("rows", r.ID, "--outcome", string(x.outcome))))
		if x.outcome == waybill.InDoubt {
			p.printf("  ask the vendor, then: %s\n", p.command("resolve", r.Sync, "KEY", "--delivered|--resend|--give-up", "--reason", "…"))
		}
	}
	return nil
}

// topReasons is how many reasons a summary shows.
const topReasons = 5

func (p *program) printReasons(found []reason) {
	for _, x := range found[:min(len(found), topReasons)] {
		p.printf("    %s × %s  %s\n", number(x.rows), clean(clip(x.message, 200)), p.styleOf(p.out).dim("e.g. "+clean(x.example)))
	}
	if more := len(found) - topReasons; more > 0 {
		p.printf("    and %s\n", counted(int64(more), "further reason"))
	}
}

// reason is a message that several rows share.
type reason struct {
	message, example string
	rows             int64
}

// ports is what differs between connections that broke in the same way.
var ports = regexp.MustCompile(`(read|write) tcp \S+->\S+: `)

// maxReasons bounds how many different messages are counted.
const maxReasons = 1000

// reasons groups a run's results by message, the most frequent first.
func reasons(ctx context.Context, from reader, run string, outcome waybill.Outcome) ([]reason, error) {
	at := map[string]int{}
	var found []reason
	for r, err := range from.Results(ctx, run, store.ResultFilter{Outcome: outcome}) {
		if err != nil {
			return nil, err
		}
		message := ports.ReplaceAllString(r.Message, "")
		i, ok := at[message]
		if !ok && len(found) == maxReasons {
			continue
		}
		if !ok {
			i = len(found)
			at[message], found = i, append(found, reason{message: message, example: shownKey(r)})
		}
		found[i].rows++
	}
	slices.SortStableFunc(found, func(a, b reason) int { return int(b.rows - a.rows) })
	return found, nil
}

// shownKey is the key that a person knows the row by.
func shownKey(r waybill.Result) string {
	if r.BusinessKey != "" {
		return r.BusinessKey
	}
	return mapping.Display(r.Key)
}
