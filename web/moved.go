package web

import (
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// moved says of a row that the vendor may have that it would be sent to another place
// there than it was, such as another campaign; "" if it would not.
func (k knowledge) moved(w words) string {
	c, was, now := k.claim, k.row.Claims, w.claims
	if c == nil || !c.Matters() || now == (store.ClaimScope{}) || was == now || was.Account != now.Account || strings.Contains(now.Scope, "${") {
		return ""
	}
	both := ": " + w.vendor + " may then have it in both."
	if was.Operation != now.Operation {
		return "It was sent as one of the " + was.Operation + ", and would be sent as one of the " + now.Operation + strings.Replace(both, " in both", " as both", 1)
	}
	return "It was sent in " + w.place(was) + ", and would be sent in " + w.place(now) + both
}

// place is where business keys are unique, in words: campaign 10l176.
func (w words) place(c store.ClaimScope) string {
	if w.op != nil && w.op.Key != nil {
		if setting, ok := strings.CutPrefix(string(w.op.Key.Scope), waybill.ScopeSetting); ok {
			return setting + " " + c.Scope
		}
	}
	return c.Scope
}
