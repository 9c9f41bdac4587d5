package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill/web"
)

func (p *program) searchCommand() *cobra.Command {
	var limit int
	c := &cobra.Command{
		Use: "search TEXT", Short: "Find where an order is, by any key or reference",
		Long: "Finds rows of all syncs by their primary key, business key, the vendor's id, or a reference that their record has,\n" +
			"such as a click or a customer; and says of each in a sentence where it is. TEXT is the whole of it; capitals count,\n" +
			"except in e-mail addresses. Which fields are references is in the pages about destinations.",
		Example: "  waybill search O-9001\n  waybill search 1011leDUjnHP\n  waybill search ada@example.com --json",
		Args:    takes(1, 1),
		RunE: do(func(cmd *cobra.Command, args []string) (err error) {
			if limit < 1 || limit > mostFound {
				return usage{invalid("--limit is between 1 and %d", mostFound)}
			}
			s, err := p.site(cmd, true)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			found, err := s.Search(cmd.Context(), args[0], limit)
			if err != nil {
				return err
			}
			return p.tellHits(args[0], found)
		}),
	}
	p.addServer(c)
	c.Flags().IntVar(&limit, "limit", 20, "how many rows to tell of, 100 at most")
	return c
}

// mostFound is how many rows a server tells of.
const mostFound = 100

func (p *program) tellHits(text string, found web.Hits) error {
	if p.json {
		for _, h := range found.Items {
			if err := p.printJSON(h); err != nil {
				return err
			}
		}
		return nil
	}
	if p.quiet {
		return nil
	}
	if len(found.Items) == 0 {
		p.printf("nothing goes by %s: a row is known once a run has worked on it\n", clean(text))
		return nil
	}
	s := p.styleOf(p.out)
	for _, h := range found.Items {
		p.printf("%s\n  %s\n", clean(h.Sentence), s.dim("found as "+clean(h.FoundAs)+"; "+p.command("show", quoted(h.Sync), quoted(h.Key))))
	}
	if found.More {
		p.printf("There are more than %d: search for something that fewer rows have.\n", len(found.Items))
	}
	return nil
}

func (l *local) Search(ctx context.Context, text string, limit int) (web.Hits, error) {
	state, err := l.State(ctx)
	if err != nil {
		return web.Hits{}, err
	}
	return web.Find(ctx, state, l.place(), text, limit)
}
