package app

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
)

// identity is who an account is: its hosts and public keys, which are compared
// from run to run. Of a secret only a fingerprint is kept.
func identity(d *destination.Destination, s destination.Settings) map[string]string {
	id := map[string]string{}
	for _, f := range d.Settings {
		text := s.Text(f.Name)
		switch {
		case !f.Identity || text == "":
		case f.Secret:
			id[f.Name] = fingerprint(text)
		case f.Type == waybill.URL || strings.Contains(text, "://"):
			id[f.Name] = host(text)
		default:
			id[f.Name] = text
		}
	}
	return id
}

func fingerprint(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return "fingerprint " + hex.EncodeToString(sum[:4])
}

// host reduces a URL, which may be a template, to scheme://host[:port].
func host(text string) string {
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok {
		return text
	}
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		rest = rest[:end]
	}
	return strings.ToLower(scheme + "://" + rest)
}
