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

func (db *DB) mask(text string) string { return Redact(text, db.secrets) }

// Redact returns text with every secret replaced by •••.
func Redact(text string, secrets []string) string {
	for _, s := range secrets {
		if s != "" {
			text = strings.ReplaceAll(text, s, "•••")
		}
	}
	return text
}

// leastSecret is the length from which a password is searched for on its own;
// shorter ones would mask parts of ordinary words.
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
		secrets = append(secrets, ":"+p+"@")
		if len(p) >= leastSecret {
			secrets = append(secrets, p)
		}
	}
	return secrets
}
