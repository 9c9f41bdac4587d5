package web

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/store"
)

// secretOperations are what is kept encrypted.
func (s *Server) secretOperations() {
	register(s, op{
		ID: "list-secrets", Method: http.MethodGet, Path: "/secrets", Tag: "secrets", Who: editor,
		Summary: "List the names of secrets", Description: "By name. The secrets themselves are never shown.",
	}, s.listSecrets)
	register(s, op{
		ID: "put-secret", Method: http.MethodPut, Path: "/secrets/{name}", Tag: "secrets", Who: editor, Trail: byStore, Blind: "nobody can read what it overwrites",
		Summary: "Set a secret", Description: "The configuration refers to it as `${secret:NAME}`, in the setting of that name and nowhere else. A secret that is written into the configuration itself is moved here.",
	}, s.putSecret)
	register(s, op{
		ID: "delete-secret", Method: http.MethodDelete, Path: "/secrets/{name}", Tag: "secrets", Who: editor, Trail: byStore, Blind: "nobody can read what it deletes",
		Summary: "Delete a secret", Description: "The answer is 409 while the configuration refers to it.",
	}, s.deleteSecret)
}

// Secret is a secret, but for what it is.
type Secret struct {
	Name      string    `json:"name" doc:"What the configuration refers to it by." example:"destinations.partnerize.user_api_key"`
	KeyID     string    `json:"key_id" doc:"The key that it is encrypted with."`
	UpdatedAt time.Time `json:"updated_at" doc:"When it was last set."`
	UpdatedBy string    `json:"updated_by" doc:"By whom."`
}

type listSecretsInput struct{ Page }

type listSecretsOutput struct{ Body PageOf[Secret] }

func (s *Server) listSecrets(ctx context.Context, _ caller, in *listSecretsInput) (*listSecretsOutput, error) {
	all, err := s.Office.ListSecrets(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Secret, len(all))
	for i, k := range all {
		out[i] = Secret{k.Name, k.KeyID, k.UpdatedAt, k.UpdatedBy}
	}
	return &listSecretsOutput{pageOver(in.Page, out, func(k Secret) string { return k.Name }, func(a, b string) bool { return a < b })}, nil
}

type putSecretInput struct {
	Name string `path:"name" minLength:"1" maxLength:"300" pattern:"^[^\\s\\x00-\\x1f\"\\\\<>&{}$]+$" doc:"What the configuration refers to it by."`
	Body struct {
		Value string `json:"value" minLength:"1" maxLength:"65536" doc:"The secret."`
	}
}

func (s *Server) putSecret(ctx context.Context, c caller, in *putSecretInput) (*struct{}, error) {
	return nil, s.Vault.Put(ctx, in.Name, waybill.NewSecret(in.Body.Value), s.author(c))
}

type deleteSecretInput struct {
	Name string `path:"name" maxLength:"300" doc:"The secret's."`
}

func (s *Server) deleteSecret(ctx context.Context, c caller, in *deleteSecretInput) (*struct{}, error) {
	if err := s.unused(ctx, in.Name); err != nil {
		return nil, err
	}
	return nil, s.Office.DeleteSecret(ctx, in.Name, s.author(c))
}

// unused refuses to delete a secret that the configuration refers to. Who refers
// to it just then finds it missing when they save.
func (s *Server) unused(ctx context.Context, name string) error {
	all, _, err := s.Office.ListResources(ctx, "")
	if err != nil {
		return err
	}
	for _, r := range all {
		if strings.Contains(string(r.Spec), project.SecretReference(name)) {
			return inUse(name, r)
		}
	}
	return nil
}

func inUse(name string, r store.Resource) error {
	return waybill.Errorf(waybill.EConflict, "the secret %s is in use by %s %s", name, r.Kind, r.Name).WithHint("Change what refers to it first.")
}
