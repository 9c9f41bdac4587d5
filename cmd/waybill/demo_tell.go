package main

import (
	"context"
	"errors"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/store"
)

// tellRefused says of each row that was refused or unconfirmed why.
func (d *demo) tellRefused(ctx context.Context, runs []waybill.Run) (err error) {
	if d.json || d.quiet {
		return nil
	}
	a, err := d.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	state, err := a.State(ctx)
	if err != nil {
		return err
	}
	s := d.styleOf(d.out)
	refused, open := &table{header: make([]string, 4)}, &table{header: make([]string, 3)}
	for _, run := range runs {
		for r, err := range state.Results(ctx, run.ID, store.ResultFilter{}) {
			switch {
			case err != nil:
				return err
			case r.Outcome == waybill.Rejected && r.Invalid:
				refused.add(run.Sync, shownKey(r), "before sending", clean(clip(r.Message, 110)))
			case r.Outcome == waybill.Rejected:
				refused.add(run.Sync, shownKey(r), "by the vendor", clean(clip(r.Message, 110)))
			case r.Unconfirmed:
				open.add(run.Sync, shownKey(r), clean(clip(r.Message, 150)))
			}
		}
	}
	d.printf("%s\n", s.bold("Refused, and why. They are tried again by later runs, and never forgotten"))
	refused.write(d.out, "  ", s)
	if len(open.rows) > 0 {
		d.printf("\n%s\n", s.bold("Accepted, but the vendor's answer lacked what it answers on success"))
		open.write(d.out, "  ", s)
	}
	d.printf("\n")
	return nil
}

// tellProof shows what the second run sent and the story of one row.
func (d *demo) tellProof(ctx context.Context, runs []waybill.Run, total time.Duration) (err error) {
	if d.json || d.quiet {
		return nil
	}
	a, err := d.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	s := d.styleOf(d.out)
	if len(runs) > 0 {
		d.printf("%s\n", s.bold("What the second run sent for C-1002: one update, never who referred the customer"))
		if err := d.tellSent(ctx, a, runs[0].ID, `["C-1002"]`); err != nil {
			return err
		}
		d.printf("\n")
	}
	d.printf("%s\n", s.bold("\"Did order O-9001 reach Partnerize?\""))
	story, err := readStory(ctx, &local{a, d.program}, "orders-to-partnerize", "O-9001")
	if err != nil {
		return err
	}
	d.printf("  %s\n\n", clean(story.Sentence))
	d.printf("Both runs, over real HTTP, took %s in all.\n\n", took(total))
	return nil
}

// tellSent prints what was sent for a row, look-ups left out.
func (d *demo) tellSent(ctx context.Context, a *app.App, run, key string) error {
	state, err := a.State(ctx)
	if err != nil {
		return err
	}
	exchanges, err := state.Captures(ctx, run, key)
	if err != nil {
		return err
	}
	s := d.styleOf(d.out)
	for _, e := range exchanges {
		d.printf("  %s %s %s %s\n", s.bold(e.Method), clean(e.URL), clean(e.RequestBody), s.dim("→ "+statusText(e.Status)))
	}
	return nil
}

// next says where to look next. s is nil if nothing stays up.
func (d *demo) next(s *demoServer, keep bool) {
	style := d.styleOf(d.out)
	d.printf("%s\n", style.bold("Where to look next"))
	if s != nil {
		d.printf("  %s\n    the web interface: this link works once; choose any e-mail address and password there\n", s.link)
		for _, name := range []string{"partnerstack", "partnerize"} {
			d.printf("  %s/_sandbox   what %s recorded\n", d.urls[name], name)
		}
		_ = d.maybeJSON(map[string]string{"url": s.url, "link": s.link}) // the output is gone
	} else {
		d.printf("  waybill demo --serve      the same, and opens the web interface on it\n")
	}
	d.printf("  waybill init shop         this project, to play with: waybill.yaml tells how it works\n" +
		"  waybill --help            all commands\n")
	if keep || s != nil {
		d.printf("  The project is in %s: cd there and try\n", d.dir)
		d.printf("    PARTNERSTACK_URL=%s PARTNERIZE_URL=%s waybill run --all\n", d.urls["partnerstack"], d.urls["partnerize"])
		d.printf("    waybill runs\n    waybill show orders-to-partnerize O-9007\n")
	}
	if s != nil {
		d.printf("\nCtrl-C ends the demo.\n")
	}
}
