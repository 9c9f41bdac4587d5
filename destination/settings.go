package destination

import (
	"encoding/base64"
	"maps"
	"net/http"
	"slices"

	"github.com/waybillhq/waybill"
)

// Settings are the values of a destination's settings: string, bool, int64,
// waybill.Secret, or a map or list of those. They have been validated, and
// defaults filled in, before a destination sees them. They can be printed:
// secrets show as •••.
type Settings map[string]any

// Text returns a setting as text, revealing it if it is a secret; "" if it is
// not set.
func (s Settings) Text(name string) string {
	if secret, ok := s[name].(waybill.Secret); ok {
		return secret.Reveal()
	}
	text, _ := waybill.Text(s[name])
	return text
}

// Bool returns a setting that is true or false; false if it is not set.
func (s Settings) Bool(name string) bool {
	b, _ := s[name].(bool)
	return b
}

// Secrets returns the text of every secret in s, for redaction, and what basic
// authentication makes of each with every other setting as the user's name.
func (s Settings) Secrets() []string {
	texts := s.secrets()
	for _, secret := range slices.Clone(texts) {
		for name := range s {
			if user := s.Text(name); user != "" && user != secret {
				texts = append(texts, base64.StdEncoding.EncodeToString([]byte(user+":"+secret)))
			}
		}
	}
	return texts
}

// Hiding returns settings whose Secrets are also these texts.
func (s Settings) Hiding(texts []string) Settings {
	if len(texts) == 0 {
		return s
	}
	out, hidden := maps.Clone(s), make([]any, len(texts))
	for i, t := range texts {
		hidden[i] = waybill.NewSecret(t)
	}
	out[""] = hidden // no setting is called so
	return out
}

func (s Settings) secrets() []string {
	var texts []string
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case waybill.Secret:
			if v.Reveal() != "" {
				texts = append(texts, v.Reveal())
			}
		case map[string]any:
			for _, e := range v {
				walk(e)
			}
		case []any:
			for _, e := range v {
				walk(e)
			}
		}
	}
	walk(map[string]any(s))
	return texts
}

// Auth signs a request.
type Auth func(r *http.Request, s Settings)

// Basic signs requests with two settings as user name and password.
func Basic(user, password string) Auth {
	return func(r *http.Request, s Settings) { r.SetBasicAuth(s.Text(user), s.Text(password)) }
}

// Bearer signs requests with a setting as bearer token.
func Bearer(token string) Auth {
	return func(r *http.Request, s Settings) { r.Header.Set("Authorization", "Bearer "+s.Text(token)) }
}
