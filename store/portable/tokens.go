package portable

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

const tokenColumns = `SELECT id, name, hash, person, scopes, created_at, expires_at, used_at, revoked_at FROM tokens`

func noToken() *waybill.Error { return missing("there is no such token") }

func scanToken(row func(...any) error) (store.Token, error) {
	var t store.Token
	var scopes string
	var created, expires, used, revoked int64
	err := row(&t.ID, &t.Name, &t.Hash, &t.Person, &scopes, &created, &expires, &used, &revoked)
	if err == nil {
		err = json.Unmarshal([]byte(scopes), &t.Scopes)
	}
	t.CreatedAt, t.ExpiresAt, t.UsedAt, t.RevokedAt = fromMicros(created), fromMicros(expires), fromMicros(used), fromMicros(revoked)
	return t, err
}

// CreateToken implements store.Tokens.
func (o *Office) CreateToken(ctx context.Context, t store.Token, by store.Author) error {
	scopes, err := json.Marshal(t.Scopes)
	if err != nil {
		return err
	}
	return o.tx(ctx, func(tx *sql.Tx) error {
		_, err := exec(ctx, tx, `INSERT INTO tokens (id, name, hash, person, scopes, created_at, expires_at, used_at, revoked_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, t.ID, t.Name, t.Hash, t.Person, string(scopes),
			micros(t.CreatedAt), micros(t.ExpiresAt), micros(t.UsedAt), micros(t.RevokedAt))
		if err != nil {
			return err
		}
		return audit(ctx, tx, by, "create", "token", t.Name, nil, toldToken(t))
	})
}

// toldToken is what an audit record tells of a token.
func toldToken(t store.Token) any {
	return struct {
		ID      string    `json:"id"`
		Person  string    `json:"person"`
		Scopes  []string  `json:"scopes"`
		Expires time.Time `json:"expires,omitzero"`
	}{t.ID, t.Person, t.Scopes, t.ExpiresAt}
}

// TokenByHash implements store.Tokens.
func (o *Office) TokenByHash(ctx context.Context, hash []byte) (store.Token, error) {
	return must[store.Token](noToken())(one(ctx, o.read, scanToken, tokenColumns+` WHERE hash = $1`, hash))
}

// Token implements store.Tokens.
func (o *Office) Token(ctx context.Context, id string) (store.Token, error) {
	return must[store.Token](noToken())(one(ctx, o.read, scanToken, tokenColumns+` WHERE id = $1`, id))
}

// ListTokens implements store.Tokens.
func (o *Office) ListTokens(ctx context.Context, person string) ([]store.Token, error) {
	return list(ctx, o.read, scanToken, tokenColumns+` WHERE person = $1 OR $1 = '' ORDER BY created_at DESC, id DESC`, person)
}

// RevokeToken implements store.Tokens.
func (o *Office) RevokeToken(ctx context.Context, id string, by store.Author) error {
	return o.tx(ctx, func(tx *sql.Tx) error {
		n, err := exec(ctx, tx, `UPDATE tokens SET revoked_at = $1 WHERE id = $2 AND revoked_at = 0`, micros(by.At), id)
		if err != nil {
			return err
		}
		t, err := must[store.Token](noToken())(one(ctx, tx, scanToken, tokenColumns+` WHERE id = $1`, id))
		if err != nil || n == 0 {
			return err
		}
		return audit(ctx, tx, by, "revoke", "token", t.Name, toldToken(t), nil)
	})
}

// SeeToken implements store.Tokens.
func (o *Office) SeeToken(ctx context.Context, id string, at time.Time) error {
	return o.write(ctx, `UPDATE tokens SET used_at = $1 WHERE id = $2`, micros(at), id)
}
