package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// Match is embedded into the input of what changes something that has a
// version: it says which version the change was made to.
type Match struct {
	IfMatch     string `header:"If-Match" doc:"The ETag of what was read and is to be changed, or * for whatever is there." example:"\"42\""`
	IfNoneMatch string `header:"If-None-Match" doc:"* to create what must not be there yet; it goes before If-Match." example:"*"`
}

// ETag is embedded into the output of what has a version.
type ETag struct {
	ETag string `header:"ETag" doc:"The version, for If-Match and If-None-Match."`
}

// etag returns a version as a tag.
func etag(version int64) ETag { return ETag{strconv.Quote(strconv.FormatInt(version, 10))} }

// expect returns the version that is expected: 0 of what must not be there,
// store.AnyVersion if it does not matter.
func (m Match) expect() (int64, error) {
	switch {
	case m.IfNoneMatch == "*":
		return 0, nil
	case m.IfMatch == "*":
		return store.AnyVersion, nil
	case m.IfMatch == "":
		return 0, withStatus(http.StatusPreconditionRequired, waybill.Errorf(waybill.EInvalid, "the request does not say which version it changes").
			WithHint("Send If-Match with the ETag of what you read, or If-None-Match: * to create it."))
	}
	v, err := strconv.ParseInt(strings.Trim(m.IfMatch, `"`), 10, 64)
	if err != nil || v < 0 {
		return 0, stale()
	}
	return v, nil
}

// guard carries out a change to the version that the caller has read. version
// tells the one that is there, 0 for none; it is asked only when the change
// failed by a conflict, to tell whether the version was the reason (412) or
// something else (409).
func (m Match) guard(ctx context.Context, version func(context.Context) (int64, error), change func(expect int64) error) error {
	expect, err := m.expect()
	if err != nil {
		return err
	}
	err = change(expect)
	if waybill.ErrorCode(err) != waybill.EConflict || expect == store.AnyVersion {
		return err
	}
	now, missing := version(ctx)
	if waybill.ErrorCode(missing) == waybill.ENotFound {
		now, missing = 0, nil
	}
	if missing == nil && now != expect {
		return stale()
	}
	return err
}

// stale refuses a change to a version that is not there any more.
func stale() error {
	return withStatus(http.StatusPreconditionFailed, waybill.Errorf(waybill.EConflict, "somebody else has changed it meanwhile").
		WithHint("Read it again, and make the change to what is there now."))
}

// whatever reports whether any version will do, but for none.
func (m Match) whatever() bool { return m.IfMatch == "*" && m.IfNoneMatch != "*" }

// absent refuses to change what is not there.
func absent(err error) error {
	if waybill.ErrorCode(err) != waybill.ENotFound {
		return err
	}
	return withStatus(http.StatusPreconditionFailed, waybill.Errorf(waybill.EConflict, "there is nothing to change").
		WithHint("Send If-None-Match: * to create it."))
}
