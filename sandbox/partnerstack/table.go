package partnerstack

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/waybillhq/waybill/sandbox"
)

// Tables shows the newest records to people.
func (v *Vendor) Tables(limit int) []sandbox.Table {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return []sandbox.Table{
		table("customers", "Customers", limit, v.customers, []string{"Key", "Customer key", "Email", "Partner", "Custom fields", "Updated", "State"}, customerRow),
		table("transactions", "Transactions", limit, v.transactions, []string{"Key", "Customer", "Amount (minor units)", "Currency", "Metadata", "Created", "State"}, transactionRow),
		table("conversions", "Conversions", limit, v.conversions, []string{"#", "Click id", "Customer key", "Result", "Time"}, conversionRow),
		table("actions", "Actions", limit, v.actions, []string{"Key", "Type", "Value", "Target", "Time"}, actionRow),
		table("partnerships", "Partnerships", limit, v.partners, []string{"Key", "Partner key", "Email", "Group"}, partnerRow),
	}
}

// table shows the newest items first.
func table[T any](name, title string, limit int, items []*T, columns []string, row func(*T) []string) sandbox.Table {
	t := sandbox.Table{Name: name, Title: title, Total: len(items), Columns: columns}
	for i := len(items) - 1; i >= 0 && len(t.Rows) < limit; i-- {
		t.Rows = append(t.Rows, row(items[i]))
	}
	return t
}

func customerRow(c *Customer) []string {
	return []string{c.Key, c.CustomerKey, c.Email, c.PartnerKey, show(c.Meta), clock(c.UpdatedAt), standing(c.Archived)}
}

func transactionRow(t *Transaction) []string {
	return []string{t.Key, first(t.ExternalKey, t.Customer), strconv.FormatInt(t.Amount, 10), t.Currency, show(t.Metadata), clock(t.CreatedAt), standing(t.Archived)}
}

func conversionRow(c *Conversion) []string {
	return []string{strconv.Itoa(c.Number), c.Xid, c.CustomerKey, c.Result, clock(c.CreatedAt)}
}

func actionRow(a *Action) []string {
	return []string{a.Key, a.Type, strconv.FormatInt(a.Value, 10), a.TargetType + " " + a.TargetKey, clock(a.CreatedAt)}
}

func partnerRow(p *Partner) []string { return []string{p.Key, p.PartnerKey, p.Email, p.Group} }

func standing(archived bool) string {
	if archived {
		return "deleted"
	}
	return "recorded"
}

func clock(t time.Time) string { return t.UTC().Format(time.DateTime) }

func show(m map[string]any) string {
	if len(m) == 0 {
		return ""
	}
	b, err := json.Marshal(m)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
