package app_test

import "fmt"

// edit adds a row or replaces one: as it can be sent, as the vendor refuses it, or
// as it is refused before.
func (w *walk) edit(model string) {
	w.Helper()
	key, note := w.key(model), fmt.Sprintf("note %d", w.steps)
	if w.rand.IntN(4) == 0 {
		note = "as ever" // comes back
	}
	switch model {
	case "orders":
		w.editOrder(key, note)
	case "customers":
		w.editCustomer(key, note)
	default:
		if w.rand.IntN(4) == 0 {
			note = "bad " + note
		}
		w.did("thing %s is %s", key, note)
		w.exec(`INSERT OR REPLACE INTO things (id, name) VALUES (?, ?)`, key, note)
	}
}

func (w *walk) editOrder(key, note string) {
	w.Helper()
	ref, click, currency := "ref-"+key, any("10lsandbox01"), "USD"
	switch w.rand.IntN(12) {
	case 0, 1:
		click = nil
	case 2, 3:
		currency = "usd"
	case 4:
		ref += "-new"
	case 5:
		ref = "ref-" + w.key("orders") // another's, it may be
	}
	w.did("order %s is %s, click %v, %s, %s", key, ref, click, currency, note)
	w.exec(`INSERT OR REPLACE INTO orders (id, ref, click, currency, note) VALUES (?, ?, ?, ?, ?)`, key, ref, click, currency, note)
}

func (w *walk) editCustomer(key, note string) {
	w.Helper()
	email, partner := any(key+"@example.com"), "bertram"
	switch w.rand.IntN(8) {
	case 0, 1:
		email = nil
	case 2, 3:
		partner = "gavin"
	}
	w.did("customer %s is %v, of %s, %s", key, email, partner, note)
	w.exec(`INSERT OR REPLACE INTO customers (id, email, note, partner) VALUES (?, ?, ?, ?)`, key, email, note, partner)
}

// exec changes the shop.
func (w *walk) exec(query string, args ...any) {
	w.Helper()
	_, err := w.shop.ExecContext(w.Context(), query, args...)
	w.must(err)
}

// drop has a row leave its model.
func (w *walk) drop(model string) {
	w.Helper()
	key := w.key(model)
	w.did("%s leaves", key)
	w.exec(`DELETE FROM `+model+` WHERE id = ?`, key)
}
