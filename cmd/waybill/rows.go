package main

import (
	"context"
	"encoding/csv"
	"errors"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/store"
)

// shownRows is how many rows a person sees unless they ask for more.
const shownRows = 50

func (p *program) rowsCommand() *cobra.Command {
	var filter store.ResultFilter
	var outcome, kind string
	var asCSV bool
	c := &cobra.Command{
		Use: "rows RUN", Short: "List what became of the rows of a run",
		Long:    "Lists what became of the rows of a run. RUN is its id, or the beginning of it.",
		Example: "  waybill rows 01KE3Z --outcome rejected\n  waybill rows 01KE3Z --csv > rows.csv",
		Args:    takes(1, 1),
		RunE: do(func(cmd *cobra.Command, args []string) (err error) {
			if filter.Unconfirmed = strings.EqualFold(outcome, unconfirmed); filter.Unconfirmed {
				outcome = ""
			}
			if filter.Outcome, err = parseOutcome(outcome); err != nil {
				return err
			}
			if filter.Kind, err = parseKind(kind); err != nil {
				return err
			}
			s, err := p.site(cmd, true)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			run, err := s.Run(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			switch {
			case p.json:
				return p.resultsJSON(cmd.Context(), s, run.ID, filter)
			case asCSV:
				return p.resultsCSV(cmd.Context(), s, run.ID, filter)
			}
			if !cmd.Flags().Changed("limit") {
				filter.Limit = shownRows
			}
			return p.resultsTable(cmd.Context(), s, run, filter)
		}),
	}
	p.addServer(c)
	f := c.Flags()
	f.StringVar(&outcome, "outcome", "", "only accepted, unconfirmed, rejected, deferred, in_doubt or deleted")
	f.StringVar(&kind, "kind", "", "only added, changed or removed")
	f.StringVar(&filter.Key, "key", "", "only the row with that primary or business key")
	f.StringVar(&filter.Message, "message", "", "only rows whose message has that text")
	f.IntVar(&filter.Limit, "limit", 0, "how many rows; 0: all (default 50 on the screen, all with --json and --csv)")
	f.BoolVar(&asCSV, "csv", false, "print CSV")
	_ = c.RegisterFlagCompletionFunc("outcome", cobra.FixedCompletions(outcomes(), cobra.ShellCompDirectiveNoFileComp)) // fails only for a flag that is not there
	_ = c.RegisterFlagCompletionFunc("kind", cobra.FixedCompletions(kinds(), cobra.ShellCompDirectiveNoFileComp))
	return c
}

// unconfirmed selects accepted rows whose answer lacked what the vendor answers.
const unconfirmed = "unconfirmed"

func outcomes() []string {
	return []string{string(waybill.Accepted), unconfirmed, string(waybill.Rejected), string(waybill.Deferred), string(waybill.InDoubt), string(waybill.Deleted)}
}

func parseOutcome(text string) (waybill.Outcome, error) {
	name := strings.ReplaceAll(strings.ToLower(text), "-", "_")
	if name == "refused" {
		name = string(waybill.Rejected)
	}
	if name != "" && !contains(outcomes(), name) {
		return "", usage{invalid("there is no outcome %q", text).WithHint("it is one of %s", strings.Join(outcomes(), ", "))}
	}
	return waybill.Outcome(name), nil
}

func kinds() (names []string) {
	for _, k := range waybill.Kinds {
		names = append(names, string(k))
	}
	return names
}

func parseKind(text string) (waybill.Kind, error) {
	name := strings.ToLower(text)
	if name != "" && !contains(kinds(), name) {
		return "", usage{invalid("there is no kind %q", text).WithHint("it is one of %s", strings.Join(kinds(), ", "))}
	}
	return waybill.Kind(name), nil
}

// resultRow is a row as programs read it; docs/cli.md promises this shape.
type resultRow struct {
	Key         string          `json:"key"`
	BusinessKey string          `json:"business_key"`
	Kind        waybill.Kind    `json:"kind"`
	Outcome     waybill.Outcome `json:"outcome"`
	Message     string          `json:"message"`
	Attempts    int             `json:"attempts"`
	VendorID    string          `json:"vendor_id"`
}

func rowOf(r waybill.Result) resultRow {
	return resultRow{mapping.Display(r.Key), r.BusinessKey, r.Kind, r.Outcome, r.Message, r.Attempts, r.VendorID}
}

func (p *program) resultsJSON(ctx context.Context, from reader, run string, f store.ResultFilter) error {
	for r, err := range from.Results(ctx, run, f) {
		if err != nil {
			return err
		}
		if err := p.printJSON(rowOf(r)); err != nil {
			return err
		}
	}
	return nil
}

func (p *program) resultsCSV(ctx context.Context, from reader, run string, f store.ResultFilter) error {
	w := csv.NewWriter(p.out)
	_ = w.Write([]string{"key", "business_key", "kind", "outcome", "message", "attempts", "vendor_id"}) // Error tells
	for r, err := range from.Results(ctx, run, f) {
		if err != nil {
			return err
		}
		x := rowOf(r)
		cells := []string{x.Key, x.BusinessKey, string(x.Kind), string(x.Outcome), x.Message, strconv.Itoa(x.Attempts), x.VendorID}
		for i := range cells {
			cells[i] = inert(cells[i])
		}
		if err := w.Write(cells); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// inert keeps a spreadsheet from taking text of a row or a vendor for a formula
// (https://owasp.org/www-community/attacks/CSV_Injection). Numbers stay.
func inert(cell string) string {
	if cell == "" || !strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return cell
	}
	if _, err := strconv.ParseFloat(cell, 64); err == nil {
		return cell
	}
	return "'" + cell
}

func (p *program) resultsTable(ctx context.Context, from reader, run waybill.Run, f store.ResultFilter) error {
	t := &table{header: []string{"key", "business key", "kind", "outcome", "tries", "vendor id", "message"}, right: map[int]bool{4: true}}
	limit := f.Limit
	if limit > 0 {
		f.Limit++ // to see whether there are more
	}
	more := false
	for r, err := range from.Results(ctx, run.ID, f) {
		if err != nil {
			return err
		}
		if limit > 0 && len(t.rows) == limit {
			more = true
			break
		}
		x := rowOf(r)
		t.add(clip(clean(x.Key), cellWidth), clip(clean(x.BusinessKey), cellWidth), kindText(x.Kind), outcomeText(x.Outcome),
			strconv.Itoa(x.Attempts), clip(clean(x.VendorID), cellWidth), clip(clean(x.Message), 160))
	}
	if p.quiet {
		return nil
	}
	if len(t.rows) == 0 {
		p.printf("no such rows: rows that were unchanged or skipped have no result\n")
		return nil
	}
	s := p.styleOf(p.out)
	t.write(p.out, "", s)
	if more {
		p.printf("%s\n", s.dim("there are more: --limit"))
	}
	p.printf("%s\n", s.dim("a row's whole story: "+p.command("show", run.Sync, "KEY")))
	return nil
}
