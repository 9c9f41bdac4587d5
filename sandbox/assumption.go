package sandbox

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/waybillhq/waybill"
)

// Assumption is something that is not known of a vendor, and what the sandbox
// does about it. Its default is the careful one: that under which a careless
// client is found out.
type Assumption struct {
	Name    string   `json:"name"` // kind.what, e.g. partnerstack.unknown_meta
	Doc     string   `json:"doc"`
	Options []string `json:"options"`
	Default string   `json:"default"`

	// Value is the option in force; empty where nothing runs.
	Value string `json:"value,omitempty"`
}

// ParseAssumption splits the text NAME=OPTION of a command line.
func ParseAssumption(text string) (name, option string, err error) {
	name, option, ok := strings.Cut(text, "=")
	if !ok || name == "" || option == "" {
		return "", "", waybill.Errorf(waybill.EInvalid, "%q is not an assumption", text).
			WithHint("write NAME=OPTION, e.g. partnerstack.unknown_meta=keep")
	}
	return name, option, nil
}

// assumed are the options in force. Reading them costs no lock.
type assumed struct {
	known []Assumption
	mu    sync.Mutex // held to change
	now   atomic.Pointer[map[string]string]
}

func newAssumed(known []Assumption, options map[string]string) (*assumed, error) {
	a := &assumed{known: known}
	defaults := make(map[string]string, len(known))
	for _, k := range known {
		defaults[k.Name] = k.Default
	}
	a.now.Store(&defaults)
	return a, a.set(options)
}

func (a *assumed) get(name string) string { return (*a.now.Load())[name] }

func (a *assumed) set(options map[string]string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	next := maps.Clone(*a.now.Load())
	for _, name := range slices.Sorted(maps.Keys(options)) {
		k, err := a.find(name)
		if err != nil {
			return err
		}
		if !slices.Contains(k.Options, options[name]) {
			return waybill.Errorf(waybill.EInvalid, "%q is not an option of %s", options[name], k.Name).
				WithHint("%s", suggest(options[name], k.Options))
		}
		next[k.Name] = options[name]
	}
	a.now.Store(&next)
	return nil
}

// find takes the full name or the part after the kind.
func (a *assumed) find(name string) (Assumption, error) {
	names := make([]string, len(a.known))
	for i, k := range a.known {
		_, short, _ := strings.Cut(k.Name, ".")
		if name == k.Name || name == short {
			return k, nil
		}
		names[i] = k.Name
	}
	return Assumption{}, waybill.Errorf(waybill.EInvalid, "there is no assumption %q", name).
		WithHint("%s", suggest(name, names))
}

func (a *assumed) list() []Assumption {
	now := *a.now.Load()
	out := slices.Clone(a.known)
	for i := range out {
		out[i].Value = now[out[i].Name]
	}
	return out
}

// AssumptionsTable writes assumptions as a table in Markdown, for the
// documentation.
func AssumptionsTable(as []Assumption) string {
	var b strings.Builder
	b.WriteString("| assumption | what is not known | options (the default first) |\n|---|---|---|\n")
	for _, a := range as {
		options := []string{"**`" + a.Default + "`**"}
		for _, o := range a.Options {
			if o != a.Default {
				options = append(options, "`"+o+"`")
			}
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", a.Name, a.Doc, strings.Join(options, ", "))
	}
	return b.String()
}
