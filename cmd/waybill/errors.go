package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/internal/near"
)

// usage is an error of the person who typed the command.
type usage struct{ error }

// Unwrap returns the error itself.
func (u usage) Unwrap() error { return u.error }

// exit ends the program with a code when all has been said already.
type exit int

// Error says which code it is; it is never shown.
func (e exit) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// ran marks the errors of a command apart from those of its command line.
type ran struct{ error }

// Unwrap returns the error itself.
func (r ran) Unwrap() error { return r.error }

// do makes a command's function one whose errors are not those of its flags.
func do(f func(cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if err := f(cmd, args); err != nil {
			return ran{err}
		}
		return nil
	}
}

// finish prints an error and returns the exit code: the one place that turns
// the one into the other.
func (p *program) finish(err error) int {
	if err == nil {
		return exitOK
	}
	if code, ok := errors.AsType[exit](err); ok {
		return int(code)
	}
	if r, ok := errors.AsType[ran](err); ok {
		err = r.error
	} else if _, ok := errors.AsType[*waybill.Error](err); !ok {
		err = usage{invalid("%s", err)}
	}
	p.printError(err)
	return exitCode(err)
}

func exitCode(err error) int {
	if _, ok := errors.AsType[usage](err); ok {
		return exitUsage
	}
	for _, e := range app.Split(err) {
		if code := exitCodeOf(waybill.ErrorCode(e)); code != exitFailed {
			return code
		}
	}
	return exitFailed
}

func exitCodeOf(c waybill.Code) int {
	if c == waybill.EInvalid {
		return exitUsage
	}
	return exitFailed
}

// fault is an error as people and programs read it.
type fault struct {
	Code    waybill.Code `json:"code"`
	Message string       `json:"message"`
	Path    string       `json:"path"`
	Hint    string       `json:"hint"`
}

// faultOf takes an error apart. What wraps it stays in the message.
func (p *program) faultOf(err error) fault {
	f := fault{Code: waybill.ErrorCode(err), Message: err.Error()}
	e, ok := errors.AsType[*waybill.Error](err)
	if !ok && app.Away(err) {
		f.Code, f.Message = waybill.EUnavailable, "the state cannot be read or written for now: "+f.Message
		f.Hint = "try again in a moment; `waybill doctor` looks for the reason"
	}
	if !ok {
		return f
	}
	bare := *e
	bare.Path = ""
	f.Message, f.Path, f.Hint = strings.Replace(err.Error(), e.Error(), bare.Error(), 1), e.Path, e.Hint
	if p.opened != nil {
		f.Path = p.opened.Place(e.Path)
	}
	return f
}

// printError writes errors, each on its own, to the error output.
func (p *program) printError(err error) {
	for _, e := range app.Split(err) {
		p.printFault(p.faultOf(e))
	}
}

func (p *program) printFault(f fault) {
	if p.json || p.jsonErrors {
		b, _ := json.Marshal(map[string]fault{"error": f}) // texts always encode
		fmt.Fprintf(p.err, "%s\n", b)
		return
	}
	style := p.styleOf(p.err)
	where := ""
	if f.Path != "" {
		where = style.bold(clean(f.Path)) + ": "
	}
	fmt.Fprintf(p.err, "%s %s%s\n", style.red("error:"), where, cleanLines(f.Message))
	if f.Hint != "" {
		fmt.Fprintf(p.err, "  %s %s\n", style.dim("hint:"), cleanLines(f.Hint))
	}
}

// takes returns a check of how many arguments a command gets; most below 0
// means any number.
func takes(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return invalid("%s needs more: %s", cmd.CommandPath(), cmd.Use).WithHint("`%s --help` shows examples", cmd.CommandPath())
		case most >= 0 && len(args) > most:
			return invalid("%s does not take %q", cmd.CommandPath(), args[most]).WithHint("it is used as: waybill %s", cmd.Use)
		}
		return nil
	}
}

// about puts what errors are about before each of them.
func about(name string, err error) error {
	var errs []error
	for _, e := range app.Split(err) {
		errs = append(errs, subject{e, name})
	}
	return errors.Join(errs...)
}

// subject is an error behind what it is about.
type subject struct {
	error
	name string
}

// Error returns the error after its subject.
func (s subject) Error() string { return s.name + ": " + s.error.Error() }

// Unwrap returns the error.
func (s subject) Unwrap() error { return s.error }

func unknownCommand(root *cobra.Command, name string) error {
	var names []string
	for _, c := range root.Commands() {
		if !c.Hidden {
			names = append(names, c.Name())
		}
	}
	return invalid("there is no command %q", name).WithHint("%s", or(near.Names(name, names), "`waybill --help` lists them"))
}

var flagName = regexp.MustCompile(`unknown flag: --(\S+)`)

// unknownFlag names the nearest flag that there is.
func unknownFlag(cmd *cobra.Command, err error) error {
	m := flagName.FindStringSubmatch(err.Error())
	if m == nil {
		return invalid("%s", err).WithHint("`%s --help` lists the flags", cmd.CommandPath())
	}
	if m[1] == "server" || strings.HasPrefix(m[1], "server=") {
		return invalid("%s works on this machine only, and takes no --server", cmd.CommandPath()).
			WithHint("those that speak to a server say so in their --help: run, rows, show and others")
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	slices.Sort(names)
	return invalid("%s has no flag --%s", cmd.CommandPath(), m[1]).
		WithHint("%s", or(near.Names("--"+m[1], names), "`"+cmd.CommandPath()+" --help` lists the flags"))
}

// or proposes names, or says otherwise where to find them.
func or(names []string, otherwise string) string {
	if len(names) == 0 {
		return otherwise
	}
	return "did you mean " + strings.Join(names, " or ") + "?"
}
