package web

import "github.com/waybillhq/waybill/store"

// unsure says of a claim that counts as accepted if it was not confirmed.
func unsure(c *store.Claim) string {
	if !c.Unsure {
		return ""
	}
	return ", and not confirmed"
}

// calledNow says of a row in doubt that it has another business key now than the one
// that it was sent with.
func (k knowledge) calledNow() string {
	if k.state() != store.InDoubt || k.entry == nil || k.entry.NewKey == "" {
		return ""
	}
	return " It is " + k.entry.NewKey + " in the model now: sent again, it would be sent as that."
}
