package source

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/waybillhq/waybill"
)

// explain turns an error of a driver into one for people: it tells a timeout
// and a cancelled query from a failed one, says which source it was, and
// carries no password.
func (db *DB) explain(ctx context.Context, err error) error {
	cause := context.Cause(ctx)
	if errors.Is(cause, errTimeout) || (cause == nil && errors.Is(err, ErrTimeout)) {
		e := waybill.Errorf(waybill.EUnavailable, "the query took longer than %s", db.timeout).At(db.path).
			WithHint("raise `timeout` on the source, or make the query faster")
		e.Err = context.DeadlineExceeded
		return e
	}
	if cause != nil {
		e := waybill.Errorf(waybill.EUnavailable, "the query was cancelled").At(db.path)
		e.Err = cause
		return e
	}
	e, ok := errors.AsType[*waybill.Error](err)
	if !ok {
		e = &waybill.Error{Code: waybill.EInvalid, Message: "the query failed", Err: err}
	}
	return db.redact(e)
}

// ErrTimeout is wrapped by a driver's error when the server ended a statement
// because of its timeout.
var ErrTimeout = errors.New("the statement timed out")

// ErrParameters returns the error of a driver about a query with parameters,
// which nobody would set.
func ErrParameters() error {
	return waybill.Errorf(waybill.EInvalid, "the query has parameters, such as ? or $1, and a model has none")
}

// redact returns e with its place, and without secrets.
func (db *DB) redact(e *waybill.Error) error {
	clean := *e
	if clean.Path == "" {
		clean.Path = db.path
	}
	clean.Message = db.mask(e.Message)
	clean.Hint = db.mask(e.Hint)
	if e.Err != nil {
		if text := e.Err.Error(); text != db.mask(text) {
			clean.Err = errors.New(db.mask(text))
		}
	}
	return &clean
}

func (db *DB) mask(text string) string {
	text = Redact(text, db.secrets)
	if db.hide != nil {
		text = db.hide(text)
	}
	return text
}

// Redact returns text with every secret replaced by •••, but for those of less
// than four characters, which would mask parts of ordinary words.
func Redact(text string, secrets []string) string {
	for _, s := range secrets {
		if len(s) >= leastSecret {
			text = strings.ReplaceAll(text, s, "•••")
		}
	}
	return text
}

// leastSecret is the length in bytes from which a secret is searched for. A
// shorter password is masked between the : and the @ of a URL.
const leastSecret = 4

// secretsOf returns the texts to keep out of errors because of a secret
// setting, which may be a URL with a password in it.
func secretsOf(text string) []string {
	secrets := []string{text}
	u, err := url.Parse(text)
	if err != nil || u.User == nil {
		return secrets
	}
	password, ok := u.User.Password()
	if !ok {
		return secrets
	}
	_, raw, _ := strings.Cut(u.User.String(), ":")
	for _, p := range []string{password, raw} {
		secrets = append(secrets, p, ":"+p+"@")
	}
	return secrets
}
