// Package source reads rows from databases and files. A kind of source is a
// [Kind]: data about its settings and one function that opens it. What every
// source owes its callers, such as the timeout, cancelling, refusing anything
// but one statement that reads, and errors without passwords, is written once,
// in [DB]; a kind adds a small [Driver] and the [Dialect] of its SQL.
//
// To add a source, write a package with a Kind beside the others, run the
// suite of package sourcetest over it, and name it in package all.
package source

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/internal/near"
)

// Kind is a kind of source, such as PostgreSQL.
type Kind struct {
	Name     string // as `type` in the project's file
	Label    string // as people call it
	Doc      string // one paragraph: what it reads
	Settings []waybill.Field

	// Tables is the query that lists what can be read, as schema_name,
	// table_name and is_view (0 or 1), in this order; "" if there is none.
	Tables string

	// Open returns a source. It may connect, but need not: Ping tells
	// whether it works. It is nil for a kind that is known and not active.
	Open func(ctx context.Context, c Config) (waybill.Source, error)
}

// Active reports whether the kind can be opened in this version.
func (k Kind) Active() bool { return k.Open != nil }

// Config is what a kind needs to open one source of a project.
type Config struct {
	Name     string // of the source, for errors
	Dir      string // the project's folder; relative paths start there
	Settings Settings

	// Mask takes out of a message what must not be told; nil: nothing.
	Mask func(message string) string

	// Reach bounds which files queries can read, of kinds that read files; nil:
	// all of the machine's.
	Reach *Reach
}

// Reach is which files queries may read besides a source's own.
type Reach struct {
	Folders []string // absolute; what is below them
	Denied  []string // files that are read in no case
}

// Path returns a setting that names a file, made absolute from the project's
// folder; "" if it is not set.
func (c Config) Path(name string) string {
	path := c.Settings.Text(name)
	if path == "" {
		return ""
	}
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(c.Dir, path)
}

// Allowed refuses a setting that names a file that is denied, by whatever name.
func (c Config) Allowed(name string) error {
	path := c.Path(name)
	if c.Reach == nil || path == "" {
		return nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil //nolint:nilerr // the kind says what is wrong with it
	}
	for _, denied := range c.Reach.Denied {
		if other, err := os.Stat(denied); err == nil && os.SameFile(info, other) {
			return waybill.Errorf(waybill.EInvalid, "the server's own state and keys cannot be a source").At(c.At(name))
		}
	}
	return nil
}

// At returns the place of a setting, for errors.
func (c Config) At(setting string) string {
	return strings.TrimSuffix("sources."+c.Name+"."+setting, ".")
}

// Settings are the values of a source's settings: string, bool, int64 or
// waybill.Secret. They can be printed: secrets show as •••.
type Settings map[string]any

// Text returns a setting as text, revealing it if it is a secret; "" if it is
// not set.
func (s Settings) Text(name string) string {
	if secret, ok := s[name].(waybill.Secret); ok {
		return secret.Reveal()
	}
	text, _ := waybill.Text(s[name])
	return text
}

// DefaultTimeout is how long a query may take, reading its rows included.
const DefaultTimeout = 10 * time.Minute

// Timeout is the setting that every kind has.
var Timeout = waybill.Field{
	Name: "timeout", Label: "Timeout", Type: waybill.String, Default: "10m", Example: "30m",
	Doc: "The longest that one query may take, reading all its rows included, such as 90s, 10m or 2h.",
}

// Timeout returns the setting of that name, or DefaultTimeout.
func (c Config) Timeout() (time.Duration, error) {
	text := c.Settings.Text(Timeout.Name)
	if text == "" {
		return DefaultTimeout, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		return 0, waybill.Errorf(waybill.EInvalid, "%q is not a length of time", text).
			At(c.At(Timeout.Name)).WithHint("write it like 90s, 10m or 2h")
	}
	return d, nil
}

// Open opens a source of the named kind, which is one of kinds.
func Open(ctx context.Context, kinds []Kind, kind string, c Config) (waybill.Source, error) {
	names := make([]string, 0, len(kinds))
	for _, k := range kinds {
		if k.Name != kind {
			names = append(names, k.Name)
			continue
		}
		if !k.Active() {
			return nil, waybill.Errorf(waybill.EInvalid, "%s is known, but cannot be read by this version yet", k.Label).
				At(c.At("type"))
		}
		return k.Open(ctx, c)
	}
	return nil, waybill.Errorf(waybill.EInvalid, "there is no source type %q", kind).
		At(c.At("type")).WithHint("%s", near.Hint(kind, names))
}
