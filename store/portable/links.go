package portable

import (
	"context"
	"database/sql"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

const linkColumns = `hash, purpose, email, role, person, created_at, expires_at, created_by`

func scanLink(row func(...any) error) (store.Link, error) {
	var l store.Link
	var created, expires int64
	err := row(&l.Hash, &l.Purpose, &l.Email, &l.Role, &l.Person, &created, &expires, &l.CreatedBy)
	l.CreatedAt, l.ExpiresAt = fromMicros(created), fromMicros(expires)
	return l, err
}

func noLink() *waybill.Error {
	return missing("this link does not work any more").WithHint("A link works once, for a limited time, and until an admin withdraws it or makes another. Ask for a new one.")
}

// CreateLink implements store.Links.
func (o *Office) CreateLink(ctx context.Context, l store.Link, by store.Author) error {
	return o.behind(ctx, people, func(tx *sql.Tx) error {
		if _, err := exec(ctx, tx, `DELETE FROM links WHERE purpose = $1 AND email = $2`, string(l.Purpose), fold(l.Email)); err != nil {
			return err
		}
		_, err := exec(ctx, tx, `INSERT INTO links (`+linkColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, l.Hash, string(l.Purpose),
			fold(l.Email), string(l.Role), l.Person, micros(l.CreatedAt), micros(l.ExpiresAt), l.CreatedBy)
		if err != nil {
			return err
		}
		return audit(ctx, tx, by, "create", "link", fold(l.Email), nil, toldLink(l))
	})
}

// toldLink is what an audit record tells of a link.
func toldLink(l store.Link) any {
	return struct {
		Purpose store.Purpose `json:"purpose"`
		Role    store.Role    `json:"role,omitempty"`
		Expires time.Time     `json:"expires"`
	}{l.Purpose, l.Role, l.ExpiresAt}
}

// Link implements store.Links.
func (o *Office) Link(ctx context.Context, hash []byte, now time.Time) (store.Link, error) {
	return must[store.Link](noLink())(one(ctx, o.read, scanLink,
		`SELECT `+linkColumns+` FROM links WHERE hash = $1 AND expires_at > $2`, hash, micros(now)))
}

// LinkOf implements store.Links.
func (o *Office) LinkOf(ctx context.Context, purpose store.Purpose, email string, now time.Time) (store.Link, error) {
	return must[store.Link](noLink())(one(ctx, o.read, scanLink,
		`SELECT `+linkColumns+` FROM links WHERE purpose = $1 AND email = $2 AND expires_at > $3`, string(purpose), fold(email), micros(now)))
}

// ListLinks implements store.Links.
func (o *Office) ListLinks(ctx context.Context, purpose store.Purpose, now time.Time) ([]store.Link, error) {
	return list(ctx, o.read, scanLink, `SELECT `+linkColumns+` FROM links WHERE purpose = $1 AND expires_at > $2 ORDER BY email`, string(purpose), micros(now))
}

// take deletes a link and returns it, or ENotFound.
func take(ctx context.Context, tx *sql.Tx, hash []byte, now time.Time) (store.Link, error) {
	return must[store.Link](noLink())(one(ctx, tx, scanLink,
		`DELETE FROM links WHERE hash = $1 AND expires_at > $2 RETURNING `+linkColumns, hash, micros(now)))
}

// WithdrawLink implements store.Links.
func (o *Office) WithdrawLink(ctx context.Context, hash []byte, by store.Author) error {
	return o.behind(ctx, people, func(tx *sql.Tx) error {
		l, err := take(ctx, tx, hash, by.At)
		if err != nil {
			return err
		}
		return audit(ctx, tx, by, "withdraw", "link", l.Email, toldLink(l), nil)
	})
}

// UseLink implements store.Links.
func (o *Office) UseLink(ctx context.Context, hash []byte, by store.Author, makePerson func(store.Link, store.Person) (store.Person, error)) (store.Person, error) {
	var saved store.Person
	err := o.behind(ctx, people, func(tx *sql.Tx) error {
		l, err := take(ctx, tx, hash, by.At)
		if err != nil {
			return err
		}
		was, err := linked(ctx, tx, l)
		if err != nil {
			return err
		}
		p, err := makePerson(l, was)
		if err != nil {
			return err
		}
		if l.Purpose == store.Reset {
			if _, err := exec(ctx, tx, `DELETE FROM sessions WHERE person = $1`, l.Person); err != nil {
				return err
			}
		}
		saved, err = savePerson(ctx, tx, p, by)
		return err
	})
	if err != nil {
		return store.Person{}, err
	}
	return saved, nil
}

// linked returns the person a link is about, if there is to be one.
func linked(ctx context.Context, tx *sql.Tx, l store.Link) (store.Person, error) {
	switch l.Purpose {
	case store.Reset:
		return must[store.Person](noPerson())(one(ctx, tx, scanPerson, personColumns+` WHERE id = $1`, l.Person))
	case store.Setup:
		_, there, err := one(ctx, tx, scanInt, `SELECT count(*) FROM people HAVING count(*) > 0`)
		if err == nil && there {
			err = waybill.Errorf(waybill.EConflict, "this server is set up already").WithHint("Sign in, or ask an admin for an invitation.")
		}
		return store.Person{}, err
	}
	return store.Person{}, nil
}
