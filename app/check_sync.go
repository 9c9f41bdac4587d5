package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/internal/near"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/project"
)

// trial is the mapping of sample rows, offline.
type trial struct {
	sync     *project.Sync
	target   destination.Sync
	compiled *mapping.Compiled
	client   *destination.Client // shows requests and sends none; nil if settings are missing

	reasons  []string       // in the order they were met
	refused  map[string]int // reason → rows
	total    int            // rows refused
	null     int            // rows without a primary key
	external int            // values of customer_key that are not PartnerStack's own

	stop error // why a run would stop at the first row
}

// sync compiles a mapping against the real columns and tries sample rows.
func (c *check) sync(ctx context.Context, named *project.Sync) {
	subject := "sync " + named.Name
	s, _, err := c.app.resolved(named.Name, c.app.options.Env)
	if err != nil {
		c.fail(subject, err)
		return
	}
	src, err := c.app.OpenSource(ctx, s.Model.Source)
	if err != nil {
		c.fail(subject, err)
		return
	}
	defer src.Close() //nolint:errcheck // it was only read
	cols, rows, err := sample(ctx, src, s.Model, SampleRows)
	if err != nil {
		c.fail(subject, err)
		return
	}
	compiled, err := mapping.Compile(&s.Operation.Operation, s.Sync, cols)
	if err != nil {
		c.fail(subject, err)
		return
	}
	t := &trial{sync: s, compiled: compiled, target: c.offline(s), refused: map[string]int{}}
	if d, err := c.app.Project.Destination(s.Destination); err == nil && t.target.Config != nil {
		chain := newChain(destination.Limit{}, t.target.Config, Offline, vendor{}, shared{})
		defer chain.Close() //nolint:errcheck // nothing was sent
		t.client = destination.NewClient(d.Type, s.Operation, t.target, chain)
		defer t.client.Close() //nolint:errcheck // it holds nothing
	}
	for _, row := range rows {
		t.try(ctx, row)
	}
	if t.stop != nil {
		c.fail(subject, t.stop)
		return
	}
	c.tell(subject, t, len(rows))
}

// offline is what the destination knows of a sync where its settings may not
// be known.
func (c *check) offline(s *project.Sync) destination.Sync {
	var settings destination.Settings
	if d, err := c.app.Project.Destination(s.Destination); err == nil {
		settings, _ = d.Settings(c.app.options.Env) // what is wrong with them is told with the destination
	}
	return targetOf(s, settings)
}

// targetOf is what a destination may know of a sync.
func targetOf(s *project.Sync, settings destination.Settings) destination.Sync {
	t := destination.Sync{
		Operation: s.Operation.Name, Mode: s.Mode, Rename: s.Rename, Settings: s.Settings, Config: settings,
	}
	if s.Match != nil {
		t.Match = s.Match.Field
	}
	return t
}

// try maps one row and builds its request, as a run would.
func (t *trial) try(ctx context.Context, row waybill.Row) {
	m := t.compiled.Map(row, mapping.Vars{
		RunID: "00000000000000000000000000", RunStartedAt: time.Unix(0, 0).UTC(), Sync: t.sync.Name, Model: t.sync.Model.Name,
	})
	if m.NullKey {
		t.null++
		return
	}
	if key := m.Record.Fields.Text("customer_key"); key != "" && !strings.HasPrefix(key, "cus_") {
		t.external++
	}
	reason := m.Refusal
	if reason == "" {
		reason = t.validate(m.Record)
	}
	if reason == "" && t.client != nil && t.sync.Operation.Send != nil {
		switch a := t.sync.Operation.Attempt(ctx, t.client, m.Record); {
		case a.Planned:
		case a.Stop != nil:
			t.stop = a.Stop
		case a.Outcome == waybill.Rejected:
			reason = a.Message
		}
	}
	if reason == "" {
		return
	}
	if t.refused[reason]++; t.refused[reason] == 1 {
		t.reasons = append(t.reasons, reason)
	}
	t.total++
}

// validate returns why the vendor's own checks refuse a record, or "".
func (t *trial) validate(r waybill.Record) string {
	if t.sync.Operation.Validate == nil {
		return ""
	}
	if err := t.sync.Operation.Validate(r, t.target); err != nil {
		return err.Error()
	}
	return ""
}

// tell reports what became of the sample.
func (c *check) tell(subject string, t *trial, rows int) {
	for _, w := range t.compiled.Warnings() {
		c.warn(subject, "%s", w)
	}
	d, err := c.app.Project.Destination(t.sync.Destination)
	if err == nil && d.Type.Name == "partnerstack" && t.sync.Operation.Name == "transactions" && t.external > 0 {
		c.warn(subject, "customer_key is PartnerStack's own key and begins with cus_; %s sampled %s not. Your own keys belong in customer_external_key",
			counted(t.external, "value"), does(t.external))
	}
	if t.null > 0 {
		c.warn(subject, "%s sampled %s no primary key and would be skipped", counted(t.null, "row"), has(t.null))
	}
	if t.total == 0 {
		c.ok(subject, "the mapping fits; %s tried, none refused", sampled(rows))
		return
	}
	c.warn(subject, "%d of %s would be refused:", t.total, sampled(rows))
	slices.SortStableFunc(t.reasons, func(a, b string) int { return t.refused[b] - t.refused[a] })
	for _, reason := range t.reasons[:min(len(t.reasons), 5)] {
		c.warn(subject, "  %d × %s", t.refused[reason], reason)
	}
}

func (c *check) warn(subject, format string, args ...any) {
	c.report(Finding{Subject: subject, Level: Warning, Text: fmt.Sprintf(format, args...)})
}

func sampled(n int) string {
	if n == SampleRows {
		return fmt.Sprintf("the first %d rows", n)
	}
	return counted(n, "row")
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func does(n int) string {
	if n == 1 {
		return "does"
	}
	return "do"
}

func has(n int) string {
	if n == 1 {
		return "has"
	}
	return "have"
}

func nearest(name string, known []string) string { return near.Hint(name, known) }
