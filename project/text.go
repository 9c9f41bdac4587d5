package project

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/waybillhq/waybill"
)

// maxFile bounds what ${file:…} reads, in bytes.
const maxFile = 1 << 20

// text is text that may name variables: ${NAME}, ${NAME:-default},
// ${file:PATH} and ${secret:NAME}; $${ is a plain ${.
type text struct {
	raw string
	at  Position
}

var (
	reference    = regexp.MustCompile(`\$?\$\{[^}]*\}?`)
	variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	secretName   = regexp.MustCompile(`^[^\s{}$]+$`)
)

// Secrets looks up what a server keeps encrypted.
type Secrets func(name string) (waybill.Secret, error)

// SecretReference returns ${secret:NAME}, which stands for a secret that a
// server keeps. A name has no spaces, no braces and no $.
func SecretReference(name string) string { return "${secret:" + name + "}" }

// base is where what a project refers to is found.
type base struct {
	dir     string // the project's folder
	secrets Secrets
}

// varies reports whether the text is not simply what is written.
func (t text) varies() bool { return strings.Contains(t.raw, "${") }

// check reports a reference that cannot be read.
func (t text) check() error {
	for _, ref := range reference.FindAllString(t.raw, -1) {
		if strings.HasPrefix(ref, "$$") {
			continue
		}
		name, _, hasDefault := strings.Cut(strings.TrimSuffix(ref[2:], "}"), ":-")
		path, file := strings.CutPrefix(name, "file:")
		secret, kept := strings.CutPrefix(name, "secret:")
		valid := file && path != "" || kept && !hasDefault && secretName.MatchString(secret) || variableName.MatchString(name)
		if !strings.HasSuffix(ref, "}") || !valid {
			return waybill.Errorf(waybill.EInvalid, "%s cannot be read as a variable", ref).At(t.at.String()).
				WithHint("Write ${NAME}, ${NAME:-default} or ${file:PATH}; $${ stands for ${ itself.")
		}
	}
	return nil
}

// resolve replaces variables.
func (t text) resolve(from base, env Env) (string, error) {
	var failed error
	out := reference.ReplaceAllStringFunc(t.raw, func(ref string) string {
		if strings.HasPrefix(ref, "$$") {
			return ref[1:]
		}
		value, err := t.lookUp(strings.TrimSuffix(ref[2:], "}"), from, env)
		if err != nil && failed == nil {
			failed = err
		}
		return value
	})
	if failed != nil {
		return "", failed
	}
	return out, nil
}

func (t text) lookUp(ref string, from base, env Env) (string, error) {
	if path, ok := strings.CutPrefix(ref, "file:"); ok {
		return t.read(path, from.dir)
	}
	if name, ok := strings.CutPrefix(ref, "secret:"); ok {
		return t.secret(name, from.secrets)
	}
	name, otherwise, hasDefault := strings.Cut(ref, ":-")
	value, ok := "", false
	if env != nil {
		value, ok = env(name)
	}
	switch {
	case hasDefault && value == "":
		return otherwise, nil
	case !ok:
		return "", waybill.Errorf(waybill.EInvalid, "the environment variable %s is not set", name).At(t.at.String()).
			WithHint("Set %s, or give it a default: ${%s:-…}.", name, name)
	}
	return value, nil
}

// secret returns what a server keeps under a name.
func (t text) secret(name string, secrets Secrets) (string, error) {
	if secrets == nil {
		return "", waybill.Errorf(waybill.EInvalid, "the secret %s is kept by a server, and cannot be read here", name).At(t.at.String()).
			WithHint("Name a variable instead, ${NAME}, to run this project without the server.")
	}
	s, err := secrets(name)
	if err == nil {
		return s.Reveal(), nil
	}
	if cause, ok := errors.AsType[*waybill.Error](err); ok {
		told := *cause
		return "", told.At(t.at.String())
	}
	return "", fmt.Errorf("reading the secret %s: %w", name, err)
}

// references returns what the text refers to, such as NAME, file:PATH and
// secret:NAME.
func (t text) references() []string {
	var names []string
	for _, ref := range reference.FindAllString(t.raw, -1) {
		if !strings.HasPrefix(ref, "$$") {
			name, _, _ := strings.Cut(strings.TrimSuffix(ref[2:], "}"), ":-")
			names = append(names, name)
		}
	}
	return names
}

// read returns the content of a file without the newline at its end.
func (t text) read(path, dir string) (string, error) {
	full := path
	if !filepath.IsAbs(path) {
		full = filepath.Join(dir, path)
	}
	fail := func(err error) error {
		return &waybill.Error{
			Code: waybill.EInvalid, Message: "${file:" + path + "} cannot be read", Path: t.at.String(), Err: err,
			Hint: "The path starts at the project's folder.",
		}
	}
	f, err := os.Open(full) //nolint:gosec // the project names it
	if err != nil {
		return "", fail(err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return "", fail(err)
	}
	if len(b) > maxFile {
		return "", fail(fmt.Errorf("it is larger than %d bytes", maxFile))
	}
	return strings.TrimSuffix(strings.TrimSuffix(string(b), "\n"), "\r"), nil
}
