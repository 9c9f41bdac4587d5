package template

import (
	"errors"
	"regexp"
	"strings"

	"github.com/osteele/liquid"
	"github.com/osteele/liquid/render"

	"github.com/waybillhq/waybill"
)

// newEngine returns Liquid with the standard filters and tags, less what reads
// files and what computes in binary floating point.
func newEngine() *liquid.Engine {
	e := liquid.NewEngine()
	e.RegisterTag("include", func(render.Context) (string, error) {
		return "", errors.New("include is not available: templates cannot read files")
	})
	e.RegisterFilter("json", jsonText)
	e.RegisterFilter("inspect", jsonText)
	e.RegisterFilter(pathFilter, pathValue)
	e.RegisterFilter(queryFilter, queryValue)
	registerArithmetic(e)
	return e
}

func jsonText(v any) (string, error) {
	b, err := waybill.AppendJSON(nil, fromLiquid(v))
	return string(b), err
}

var (
	// verbatim is what Liquid does not evaluate.
	verbatim = regexp.MustCompile(`(?s)\{%-?\s*(raw|comment)\s*-?%\}.*?\{%-?\s*end(?:raw|comment)\s*-?%\}`)
	markup   = regexp.MustCompile(`(?s)\{\{.*?\}\}|\{%.*?%\}`)
	quoted   = regexp.MustCompile(`"[^"]*"|'[^']*'`)
	filter   = regexp.MustCompile(`\|\s*([A-Za-z_][A-Za-z0-9_]*)`)
)

// knownFilters refuses names of filters that do not exist, in every branch:
// the library would notice only when a row reaches them.
func knownFilters(e *liquid.Engine, src string) error {
	for _, part := range markup.FindAllString(verbatim.ReplaceAllString(src, ""), -1) {
		for _, m := range filter.FindAllStringSubmatch(quoted.ReplaceAllString(part, "''"), -1) {
			if !exists(e, m[1]) {
				return waybill.Errorf(waybill.EInvalid, "the template uses the filter %q, which does not exist", m[1]).
					WithHint("Filters are those of Liquid: https://shopify.github.io/liquid/")
			}
		}
	}
	return nil
}

// exists tries a filter; any complaint but that it is unknown will do.
func exists(e *liquid.Engine, name string) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = true
		}
	}()
	_, err := e.ParseAndRenderString("{{ '' | "+name+" }}", nil)
	return err == nil || !strings.Contains(err.Error(), "undefined filter")
}
