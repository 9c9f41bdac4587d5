package app

import (
	"context"
	"slices"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/web"
)

// Check tries what goes by one of the names, or everything.
func (l *Live) Check(ctx context.Context, names []string, report func(web.Finding)) error {
	return l.turn(ctx, thorough, nil, func(ctx context.Context, a *App) error {
		err := a.Check(ctx, names, func(f Finding) { report(findingOf(f)) })
		if err == nil {
			err = ctx.Err()
		}
		return err
	})
}

func findingOf(f Finding) web.Finding {
	out := web.Finding{Subject: f.Subject, Level: string(f.Level), Message: f.Text}
	if f.Err != nil {
		n := noteOf(out.Level, f.Err)
		out.Message, out.Path, out.Hint, out.Code = n.Message, n.Path, n.Hint, waybill.ErrorCode(f.Err)
	}
	return out
}

// RunTests runs unit tests of syncs.
func (l *Live) RunTests(ctx context.Context, names []string, drafts ...web.Draft) ([]web.UnitTest, error) {
	results := []web.UnitTest{}
	err := l.turn(ctx, quick, drafts, func(ctx context.Context, a *App) error {
		kept, _, err := l.resources.ListResources(ctx, store.KindTest)
		if err != nil {
			return err
		}
		for _, t := range a.Project.Tests {
			if len(names) > 0 && !slices.Contains(names, t.Name) {
				continue
			}
			got, err := a.Test(ctx, t)
			result := web.UnitTest{Name: t.Name, Sync: t.Sync, Passed: err == nil && got.Passed(), Diff: []string{}}
			for _, line := range got.Diff {
				result.Diff = append(result.Diff, a.Project.Mask(line))
			}
			if err != nil {
				result.Error = a.Project.Mask(err.Error())
			}
			if i := slices.IndexFunc(kept, func(r store.Resource) bool { return r.Name == t.Name }); i >= 0 {
				result.Place = kept[i].Place
			}
			results = append(results, result)
		}
		return ctx.Err()
	})
	return results, err
}
