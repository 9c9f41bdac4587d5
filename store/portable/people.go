package portable

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

const personColumns = `SELECT id, email, name, role, password_hash, subject, disabled, created_at, seen_at, version FROM people`

func scanPerson(row func(...any) error) (store.Person, error) {
	var p store.Person
	var subject sql.NullString
	var disabled, created, seen int64
	err := row(&p.ID, &p.Email, &p.Name, &p.Role, &p.PasswordHash, &subject, &disabled, &created, &seen, &p.Version)
	p.Subject, p.Disabled, p.CreatedAt, p.SeenAt = subject.String, disabled != 0, fromMicros(created), fromMicros(seen)
	return p, err
}

// fold makes e-mails that are the same equal.
func fold(email string) string { return strings.ToLower(email) }

func noPerson() *waybill.Error { return missing("there is no such person") }

// ListPeople implements store.People.
func (o *Office) ListPeople(ctx context.Context) ([]store.Person, error) {
	return list(ctx, o.read, scanPerson, personColumns+` ORDER BY folded`)
}

// Person implements store.People.
func (o *Office) Person(ctx context.Context, id string) (store.Person, error) {
	return must[store.Person](noPerson())(one(ctx, o.read, scanPerson, personColumns+` WHERE id = $1`, id))
}

// PersonByEmail implements store.People.
func (o *Office) PersonByEmail(ctx context.Context, email string) (store.Person, error) {
	return must[store.Person](noPerson())(one(ctx, o.read, scanPerson, personColumns+` WHERE folded = $1`, fold(email)))
}

// PersonBySubject implements store.People.
func (o *Office) PersonBySubject(ctx context.Context, subject string) (store.Person, error) {
	return must[store.Person](noPerson())(one(ctx, o.read, scanPerson, personColumns+` WHERE subject = $1`, subject))
}

// SavePerson implements store.People.
func (o *Office) SavePerson(ctx context.Context, p store.Person, by store.Author) (store.Person, error) {
	err := o.behind(ctx, people, func(tx *sql.Tx) (err error) {
		p, err = savePerson(ctx, tx, p, by)
		return err
	})
	if err != nil {
		return store.Person{}, err
	}
	return p, nil
}

// savePerson saves a person behind all other writers of people.
func savePerson(ctx context.Context, tx *sql.Tx, p store.Person, by store.Author) (store.Person, error) {
	was, there, err := one(ctx, tx, scanPerson, personColumns+` WHERE id = $1`, p.ID)
	if err != nil {
		return p, err
	}
	if was.Version != p.Version {
		return p, changedPerson(p.Email, there)
	}
	if err := unclaimed(ctx, tx, p); err != nil {
		return p, err
	}
	p.Version++
	if err := writePerson(ctx, tx, p, there); err != nil {
		return p, err
	}
	if p.Disabled && !was.Disabled {
		if _, err := exec(ctx, tx, `DELETE FROM sessions WHERE person = $1`, p.ID); err != nil {
			return p, err
		}
	}
	if err := adminLeft(ctx, tx); err != nil {
		return p, err
	}
	if !there {
		return p, audit(ctx, tx, by, "create", "person", p.Email, nil, told(p, was))
	}
	return p, audit(ctx, tx, by, "change", "person", p.Email, told(was, was), told(p, was))
}

func changedPerson(email string, there bool) error {
	if !there {
		return noPerson()
	}
	return waybill.Errorf(waybill.EConflict, "%s was changed in the meantime", email).WithHint("Look at what is there now, and change it again.")
}

// unclaimed refuses an e-mail or a subject that somebody else has.
func unclaimed(ctx context.Context, tx *sql.Tx, p store.Person) error {
	other, taken, err := one(ctx, tx, scanPerson, personColumns+` WHERE id <> $1 AND (folded = $2 OR subject = $3)`, p.ID, fold(p.Email), nullText(p.Subject))
	if err != nil || !taken {
		return err
	}
	if fold(other.Email) == fold(p.Email) {
		return waybill.Errorf(waybill.EConflict, "there is somebody with the e-mail %s already", p.Email).At("email")
	}
	return waybill.Errorf(waybill.EConflict, "%s signs in as that subject already", other.Email).At("subject")
}

func writePerson(ctx context.Context, tx *sql.Tx, p store.Person, there bool) error {
	args := []any{
		p.ID, p.Email, fold(p.Email), p.Name, string(p.Role), p.PasswordHash, nullText(p.Subject),
		number(p.Disabled), micros(p.CreatedAt), micros(p.SeenAt), p.Version,
	}
	query := `INSERT INTO people (id, email, folded, name, role, password_hash, subject, disabled, created_at, seen_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`
	if there {
		args = append(args[:9], args[10]) // when they were seen is SeePerson's
		query = `UPDATE people SET email = $2, folded = $3, name = $4, role = $5, password_hash = $6, subject = $7,
			disabled = $8, created_at = $9, version = $10 WHERE id = $1`
	}
	_, err := exec(ctx, tx, query, args...)
	return err
}

// adminLeft refuses a change after which nobody could manage the server: an
// admin who has neither a password nor an account at a provider yet cannot sign
// in.
func adminLeft(ctx context.Context, tx *sql.Tx) error {
	n, _, err := one(ctx, tx, scanInt, `SELECT count(*) FROM people
		WHERE role = $1 AND disabled = 0 AND (password_hash <> '' OR coalesce(subject, '') <> '')`, string(store.Admin))
	if err == nil && n == 0 {
		err = waybill.Errorf(waybill.EConflict, "there must be an admin who can sign in").
			WithHint("Make somebody else an admin first, who has a password or has signed in before.")
	}
	return err
}

// told is what an audit record tells of a person.
func told(p, was store.Person) any {
	password := "none"
	switch {
	case p.PasswordHash != "" && p.PasswordHash != was.PasswordHash:
		password = "new"
	case p.PasswordHash != "":
		password = "set"
	}
	return struct {
		ID       string     `json:"id"`
		Email    string     `json:"email"`
		Name     string     `json:"name"`
		Role     store.Role `json:"role"`
		Password string     `json:"password"`
		Subject  string     `json:"subject,omitempty"`
		Disabled bool       `json:"disabled"`
	}{p.ID, p.Email, p.Name, p.Role, password, p.Subject, p.Disabled}
}

// RemovePerson implements store.People.
func (o *Office) RemovePerson(ctx context.Context, id string, version int64, by store.Author) error {
	return o.behind(ctx, people, func(tx *sql.Tx) error {
		was, err := must[store.Person](noPerson())(one(ctx, tx, scanPerson, personColumns+` WHERE id = $1`, id))
		if err != nil {
			return err
		}
		if version != store.AnyVersion && version != was.Version {
			return changedPerson(was.Email, true)
		}
		for _, query := range []string{`DELETE FROM people WHERE id = $1`, `DELETE FROM sessions WHERE person = $1`, `DELETE FROM links WHERE person = $1`} {
			if _, err := exec(ctx, tx, query, id); err != nil {
				return err
			}
		}
		if _, err := exec(ctx, tx, `UPDATE tokens SET revoked_at = $1 WHERE person = $2 AND revoked_at = 0`, micros(by.At), id); err != nil {
			return err
		}
		if err := adminLeft(ctx, tx); err != nil {
			return err
		}
		return audit(ctx, tx, by, "delete", "person", was.Email, told(was, was), nil)
	})
}

// SeePerson implements store.People.
func (o *Office) SeePerson(ctx context.Context, id string, at time.Time) error {
	return o.write(ctx, `UPDATE people SET seen_at = $1 WHERE id = $2`, micros(at), id)
}

func nullText(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func number(flag bool) int64 {
	if flag {
		return 1
	}
	return 0
}
