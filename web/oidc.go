package web

import "github.com/waybillhq/waybill"

// OIDC is sign-in by OpenID Connect.
type OIDC struct {
	Name         string // as people call it, such as Google
	Issuer       string // its URL
	ClientID     string
	ClientSecret waybill.Secret
}

type provider struct{}
