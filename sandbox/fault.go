package sandbox

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
)

// FaultKind says what goes wrong.
type FaultKind string

// The kinds of faults.
const (
	Slow        FaultKind = "slow"         // answers after a while
	Status429   FaultKind = "429"          // too many requests
	Status500   FaultKind = "500"          // an error of the vendor
	Status503   FaultKind = "503"          // not available
	ResetBefore FaultKind = "reset-before" // the connection breaks, nothing is recorded
	ResetAfter  FaultKind = "reset-after"  // it is recorded, then the connection breaks
	Empty       FaultKind = "empty"        // 200 without a body
	Garbage     FaultKind = "garbage"      // 200 with a page of HTML
	Silence     FaultKind = "silence"      // no answer for a while, then the connection breaks
)

var faultKinds = []string{
	string(Slow), string(Status429), string(Status500), string(Status503), string(ResetBefore),
	string(ResetAfter), string(Empty), string(Garbage), string(Silence),
}

var faultOptions = []string{"every", "first", "p", "match", "method", "path", "wait", "record"}

// Header is the request header that asks for one fault, in the text form.
const Header = "X-Sandbox-Fault"

// Fault is something that goes wrong with some of the requests. All conditions
// that are set must hold.
type Fault struct {
	Kind FaultKind
	For  time.Duration // of Slow and Silence

	// Wait is what 429 and 503 tell the client to wait, in whole seconds;
	// below 0 they say nothing.
	Wait time.Duration

	// Record says whether the request takes effect all the same.
	Record bool

	Every  int     // strikes each so many matching requests
	First  int     // strikes only the first so many matching requests
	Chance float64 // strikes this share of the matching requests, by the seed
	Match  string  // a word in the path or the body, e.g. a key
	Method string
	Path   string // the beginning of the path
}

// ParseFault reads KIND[=DURATION][:OPTION=VALUE,…], for example slow=2s,
// reset-after:every=50 or 429:first=3,wait=1. After 429 a bare number is first.
func ParseFault(text string) (Fault, error) {
	head, options, _ := strings.Cut(text, ":")
	name, duration, timed := strings.Cut(head, "=")
	if !slices.Contains(faultKinds, name) {
		return Fault{}, badFault(text, "there is no fault %q", name).WithHint("%s", suggest(name, faultKinds))
	}
	f := defaultFault(FaultKind(name))
	if timed {
		if f.For == 0 {
			return Fault{}, badFault(text, "%s takes no duration", name)
		}
		d, err := time.ParseDuration(duration)
		if err != nil || d <= 0 {
			return Fault{}, badFault(text, "%q is not a duration", duration).WithHint("for example %s=2s", name)
		}
		f.For = d
	}
	for option := range strings.SplitSeq(options, ",") {
		if option == "" {
			continue
		}
		if err := f.set(text, option); err != nil {
			return Fault{}, err
		}
	}
	return f, nil
}

func badFault(text, format string, args ...any) *waybill.Error {
	return waybill.Errorf(waybill.EInvalid, "fault %q: %s", text, fmt.Sprintf(format, args...))
}

// defaultFault is a fault as its kind alone means it. A time-out is most
// dangerous when the request was recorded; errors and odd answers mean, as
// vendors document them, that nothing was.
func defaultFault(k FaultKind) Fault {
	f := Fault{Kind: k, Wait: -1, Record: k == Slow || k == ResetAfter || k == Silence}
	switch k {
	case Slow:
		f.For = 2 * time.Second
	case Silence:
		f.For = 30 * time.Second
	case Status429:
		f.Wait = time.Second
	}
	return f
}

// set applies one option; text is the whole fault, for the error.
func (f *Fault) set(text, option string) error {
	name, value, ok := strings.Cut(option, "=")
	if !ok {
		name, value = "first", option
	}
	var err error
	switch name {
	case "every":
		f.Every, err = count(value)
	case "first":
		f.First, err = count(value)
	case "p":
		f.Chance, err = chance(value)
	case "match":
		f.Match = value
	case "method":
		f.Method = strings.ToUpper(value)
	case "path":
		f.Path = value
	case "wait":
		err = f.setWait(value)
	case "record":
		err = f.setRecord(value)
	default:
		return badFault(text, "there is no option %q", name).WithHint("%s", suggest(name, faultOptions))
	}
	if err != nil {
		return badFault(text, "%s: %v", name, err)
	}
	return nil
}

func (f *Fault) setWait(value string) error {
	if f.Kind != Status429 && f.Kind != Status503 {
		return fmt.Errorf("only 429 and 503 tell how long to wait")
	}
	if value == "none" {
		f.Wait = -1
		return nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 || n > 86_400 {
		return fmt.Errorf("%q is neither none nor seconds, 0 to 86400", value)
	}
	f.Wait = time.Duration(n) * time.Second
	return nil
}

func (f *Fault) setRecord(value string) error {
	switch {
	case f.Kind == Slow || f.Kind == ResetBefore || f.Kind == ResetAfter:
		return fmt.Errorf("%s says it already", f.Kind)
	case value == "yes":
		f.Record = true
	case value == "no":
		f.Record = false
	default:
		return fmt.Errorf("%q is neither yes nor no", value)
	}
	return nil
}

func count(value string) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%q is not a number of requests, 1 or more", value)
	}
	return n, nil
}

func chance(value string) (float64, error) {
	p, err := strconv.ParseFloat(value, 64)
	if err != nil || !(p > 0 && p <= 1) {
		return 0, fmt.Errorf("%q is not a share above 0 and up to 1", value)
	}
	return p, nil
}

// String writes the fault in the form that [ParseFault] reads.
func (f Fault) String() string {
	d, out := defaultFault(f.Kind), string(f.Kind)
	if f.For != 0 {
		out += "=" + f.For.String()
	}
	var options []string
	add := func(set bool, name string, value any) {
		if set {
			options = append(options, fmt.Sprintf("%s=%v", name, value))
		}
	}
	add(f.First > 0, "first", f.First)
	add(f.Every > 0, "every", f.Every)
	add(f.Chance > 0, "p", f.Chance)
	add(f.Match != "", "match", f.Match)
	add(f.Method != "", "method", f.Method)
	add(f.Path != "", "path", f.Path)
	add(f.Wait != d.Wait && f.Wait < 0, "wait", "none")
	add(f.Wait != d.Wait && f.Wait >= 0, "wait", int(f.Wait/time.Second))
	add(f.Record != d.Record, "record", map[bool]string{true: "yes", false: "no"}[f.Record])
	if len(options) > 0 {
		out += ":" + strings.Join(options, ",")
	}
	return out
}
