package web_test

import (
	"regexp"
	"slices"
	"strings"

	"github.com/waybillhq/waybill/people"
	"github.com/waybillhq/waybill/store"
)

// storeAuditLast asks for the newest audit record.
var storeAuditLast = store.AuditFilter{Limit: 1}

// shaped is what looks like a secret, whatever it is: tokens of the API and
// hashes of passwords.
var shaped = regexp.MustCompile(`wb_[0-9A-Za-z]{43}|argon2id|wbkey_`)

// planted are the secrets that are in every world.
func planted() map[string]string {
	all := map[string]string{"password": password, "client secret": clientSecret, "vault": kept}
	for _, role := range roles {
		all["session of "+role] = sessionText(role)
		all["csrf of "+role] = people.CSRF(sessionText(role))
		all["token of "+role] = tokenText(role)
	}
	return all
}

// checkSecrets looks for secrets in an answer, but for those that it may show,
// and in the log, which may show none.
func (w *world) checkSecrets(a answer, shows []string) {
	w.t.Helper()
	headers := a.Header.Clone()
	headers.Del("Set-Cookie") // is where a session belongs
	var text strings.Builder
	_ = headers.Write(&text)
	text.WriteString(a.body)
	for name, secret := range planted() {
		if strings.Contains(w.log.String(), secret) {
			w.t.Errorf("the log shows the %s", name)
		}
		if strings.Contains(text.String(), secret) && !slices.ContainsFunc(shows, func(s string) bool { return strings.HasPrefix(name, s) }) {
			w.t.Errorf("the answer shows the %s", name)
		}
	}
	if found := shaped.FindString(w.log.String()); found != "" {
		w.t.Errorf("the log shows %s", found)
	}
	if found := shaped.FindString(text.String()); found != "" && !slices.Contains(shows, "new token") {
		w.t.Errorf("the answer shows %s", found)
	}
}
