package web

import (
	"context"
	"net/http"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/people"
	"github.com/waybillhq/waybill/store"
)

// tokenOperations are access for programs.
func (s *Server) tokenOperations() {
	register(s, op{
		ID: "list-tokens", Method: http.MethodGet, Path: "/tokens", Tag: "tokens", Who: reader,
		Summary: "List tokens", Description: "One's own, newest first; admins can list everybody's. The tokens themselves are not shown.",
	}, s.listTokens)
	register(s, op{
		ID: "create-token", Method: http.MethodPost, Path: "/tokens", Tag: "tokens", Who: themselves, Trail: byStore, Status: http.StatusCreated,
		Summary: "Make a token", Description: "The answer shows it this once. Its scopes include the lesser ones, and none can exceed what its person may do, now or later.",
	}, s.createToken)
	register(s, op{
		ID: "revoke-token", Method: http.MethodDelete, Path: "/tokens/{id}", Tag: "tokens", Who: themselves, Trail: byStore, Blind: "the only change of a token is its end",
		Summary: "Revoke a token", Description: "One's own; admins can revoke anybody's. It stays in the list.",
	}, s.revokeToken)
}

// Token is a token of the API, but for what it is.
type Token struct {
	ID        string         `json:"id" doc:"Never changes."`
	Name      string         `json:"name" doc:"What uses it." example:"ci"`
	Person    string         `json:"person" doc:"The id of whose it is."`
	Scopes    []people.Right `json:"scopes" enum:"read,run,write,admin" doc:"What it may do. Each includes those before it."`
	CreatedAt time.Time      `json:"created_at" doc:"When it was made."`
	ExpiresAt *time.Time     `json:"expires_at,omitempty" doc:"It works until then; absent: until it is revoked."`
	UsedAt    *time.Time     `json:"used_at,omitempty" doc:"When it was last used, to the minute; absent: never."`
	RevokedAt *time.Time     `json:"revoked_at,omitempty" doc:"When it was revoked; absent: it was not."`
}

func tokenOf(t store.Token) Token {
	out := Token{
		ID: t.ID, Name: t.Name, Person: t.Person, Scopes: []people.Right{}, CreatedAt: t.CreatedAt,
		ExpiresAt: moment(t.ExpiresAt), UsedAt: moment(t.UsedAt), RevokedAt: moment(t.RevokedAt),
	}
	for _, scope := range t.Scopes {
		out.Scopes = append(out.Scopes, people.Right(scope))
	}
	return out
}

type listTokensInput struct {
	Page
	Everybody bool `query:"everybody" doc:"Whether to list the tokens of everybody. Needs the right admin."`
}

type listTokensOutput struct{ Body PageOf[Token] }

func (s *Server) listTokens(ctx context.Context, c caller, in *listTokensInput) (*listTokensOutput, error) {
	person := c.Person.ID
	if in.Everybody {
		if err := c.May(people.Admin); err != nil {
			return nil, err
		}
		person = ""
	}
	all, err := s.Office.ListTokens(ctx, person)
	if err != nil {
		return nil, err
	}
	tokens := make([]Token, len(all))
	for i, t := range all {
		tokens[i] = tokenOf(t)
	}
	key := func(t Token) string { return t.CreatedAt.UTC().Format(sortable) + " " + t.ID }
	return &listTokensOutput{pageOver(in.Page, tokens, key, func(a, b string) bool { return a > b })}, nil
}

// sortable is a time that sorts as text.
const sortable = "2006-01-02T15:04:05.000000Z"

type createTokenInput struct {
	Body struct {
		Name      string         `json:"name" minLength:"1" maxLength:"100" doc:"What will use it." example:"ci"`
		Scopes    []people.Right `json:"scopes" minItems:"1" uniqueItems:"true" enum:"read,run,write,admin" doc:"What it may do. Each includes those before it."`
		ExpiresAt *time.Time     `json:"expires_at,omitempty" doc:"It works until then; absent: until it is revoked."`
	}
}

// NewToken is a token with what it is.
type NewToken struct {
	Token
	Secret string `json:"token" doc:"Shown this once." example:"wb_…"`
}

type newTokenOutput struct{ Body NewToken }

func (s *Server) createToken(ctx context.Context, c caller, in *createTokenInput) (*newTokenOutput, error) {
	var expires time.Time
	if in.Body.ExpiresAt != nil {
		expires = in.Body.ExpiresAt.UTC()
	}
	secret, t, err := s.People.CreateToken(ctx, c.Identity, in.Body.Name, in.Body.Scopes, expires)
	if err != nil {
		return nil, err
	}
	return &newTokenOutput{NewToken{tokenOf(t), secret.Reveal()}}, nil
}

type revokeTokenInput struct {
	ID string `path:"id" maxLength:"64" doc:"The token's."`
}

func (s *Server) revokeToken(ctx context.Context, c caller, in *revokeTokenInput) (*struct{}, error) {
	err := s.People.RevokeToken(ctx, c.Identity, in.ID)
	if waybill.ErrorCode(err) == waybill.EForbidden {
		return nil, waybill.Errorf(waybill.ENotFound, "there is no token %s", in.ID) // of one's own; others' are not told
	}
	return nil, err
}
