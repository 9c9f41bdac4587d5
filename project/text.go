package project

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/waybillhq/waybill"
)

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

// SecretName is the name of the secret of a setting, such as
// destinations.partnerize.user_api_key: it can be used there and nowhere else
// (invariant 15).
func SecretName(path ...string) string {
	parts := make([]string, len(path))
	for i, p := range path {
		parts[i] = component(p)
	}
	return strings.Join(parts, ".")
}

// base is where what a project refers to is found.
type base struct {
	dir     string // the project's folder
	secrets Secrets
	denied  []string // files that no reference may read
	sealed  bool     // there are no files: errors name settings, and not lines
	seen    *masks   // what references stood for; nil: nobody keeps it
	open    *masks   // of those, what files hold of settings that are not secret
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

// resolve replaces variables. place is the name of the secret that the text may
// be, see [SecretName]; "" if it is no setting that is secret.
func (t text) resolve(from base, env Env, place string) (string, error) {
	var failed error
	out := reference.ReplaceAllStringFunc(t.raw, func(ref string) string {
		if strings.HasPrefix(ref, "$$") {
			return ref[1:]
		}
		value, err := t.lookUp(strings.TrimSuffix(ref[2:], "}"), from, env, place)
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

func (t text) lookUp(ref string, from base, env Env, place string) (string, error) {
	if path, ok := strings.CutPrefix(ref, "file:"); ok {
		value, err := t.read(path, from)
		from.seen.add(value)
		if place == "" {
			from.open.add(value)
		}
		return value, err
	}
	if name, ok := strings.CutPrefix(ref, "secret:"); ok {
		if name != place || t.raw != SecretReference(name) {
			return "", Misplaced(name).At(t.at.String())
		}
		value, err := t.secret(name, from.secrets)
		from.seen.add(value)
		return value, err
	}
	name, otherwise, hasDefault := strings.Cut(ref, ":-")
	value, ok := "", false
	if env != nil {
		value, ok = env(name)
	}
	if place != "" {
		from.seen.add(value)
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

// Misplaced is the error of a secret that is used elsewhere than at its place,
// or with text around it, which could be another host.
func Misplaced(name string) *waybill.Error {
	return waybill.Errorf(waybill.EInvalid, "the secret %s belongs to the setting of that name, and can be used only there, alone", name).
		WithHint("Write the secret itself into the setting that needs it: it is kept encrypted, and a reference takes its place.")
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
			name := strings.TrimSuffix(ref[2:], "}")
			if !strings.HasPrefix(name, "file:") { // a path has no default
				name, _, _ = strings.Cut(name, ":-")
			}
			names = append(names, name)
		}
	}
	return names
}
