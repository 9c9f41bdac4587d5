package project_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/project"
)

// TestErrors loads the projects of testdata/errors.txtar. Each is a file
// NAME/waybill.yaml, perhaps with others, and NAME/want: the errors, hints
// after a bar.
func TestErrors(t *testing.T) {
	t.Parallel()
	archive, err := txtar.ParseFile("testdata/errors.txtar")
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]map[string]string{}
	for _, f := range archive.Files {
		name, file, _ := strings.Cut(f.Name, "/")
		if cases[name] == nil {
			cases[name] = map[string]string{}
		}
		cases[name][file] = string(f.Data)
	}
	for name, files := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := files["want"]
			delete(files, "want")
			_, err := project.Load(write(t, files), catalogue())
			if got := lines(err); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func lines(err error) string {
	var b strings.Builder
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return "no joined errors\n"
	}
	for _, e := range joined.Unwrap() {
		w, _ := errors.AsType[*waybill.Error](e)
		b.WriteString(e.Error())
		if w != nil && w.Hint != "" {
			b.WriteString(" | " + w.Hint)
		}
		b.WriteString("\n")
	}
	return b.String()
}
