package partnerstack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/template"
)

// pageSize is the most that a list answers at once,
// https://docs.partnerstack.com/docs/partner-api.
const pageSize = 250

// maxNamed bounds how many customers a refusal names.
const maxNamed = 10

// customer is what updating needs to know of a customer at PartnerStack.
type customer struct {
	Key         string // PartnerStack's own
	CustomerKey string // yours; the records show it as customer_key or external_key
	PartnerKey  string
}

func (cu customer) name() string {
	if cu.CustomerKey != "" {
		return cu.CustomerKey
	}
	return cu.Key
}

func customerOf(data map[string]any) customer {
	e := envelope{data: data}
	cu := customer{Key: e.text("key"), CustomerKey: e.text("customer_key"), PartnerKey: e.text("partner_key")}
	if cu.CustomerKey == "" {
		cu.CustomerKey = e.text("external_key")
	}
	return cu
}

// find looks the record's customer up by the match field; nil if there is none.
// The key is looked up directly. No other field can be asked for, so for those
// all customers are listed once.
func find(ctx context.Context, c *destination.Client, r waybill.Record) (*customer, error) {
	if matchField(c.Sync) == "customer_key" {
		return get(ctx, c, matchText(r, c.Sync))
	}
	index, err := c.Index(ctx, func(ctx context.Context, add func(value, entry string) error) error {
		return list(ctx, c, func(data map[string]any) error { return enter(data, matchField(c.Sync), add) })
	})
	if err != nil {
		return nil, err
	}
	entries, err := index.Find(matchKey(r, c.Sync))
	if err != nil {
		return nil, destination.Retry(0, err)
	}
	return only(entries, matchField(c.Sync), matchText(r, c.Sync))
}

// get reads a customer by its key; nil if there is none.
func get(ctx context.Context, c *destination.Client, key string) (*customer, error) {
	resp, err := c.Do(ctx, destination.Request{Method: http.MethodGet, Path: customer{CustomerKey: key}.path()})
	if destination.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, sure(err)
	}
	e := open(resp)
	if e.data == nil {
		return nil, destination.Retry(0, errors.New("PartnerStack answered a look-up without the customer"))
	}
	found := customerOf(e.data)
	if found.CustomerKey == "" {
		found.CustomerKey = key
	}
	return &found, nil
}

// sure says that a failed look-up recorded nothing, whatever became of it.
func sure(err error) error {
	if e, ok := errors.AsType[*destination.Error](err); ok {
		certain := *e
		certain.Unsure = false
		return &certain
	}
	return err
}

// list reads every customer, a page at a time.
func list(ctx context.Context, c *destination.Client, each func(data map[string]any) error) error {
	after := ""
	for {
		path := fmt.Sprintf("/customers?limit=%d", pageSize)
		if after != "" {
			path += "&starting_after=" + template.PercentEncode(after)
		}
		resp, err := c.Do(ctx, destination.Request{Method: http.MethodGet, Path: path})
		if resp.Offline {
			return nil // a plan shows how a customer would be created
		}
		if err != nil {
			return sure(err)
		}
		e := open(resp)
		items, ok := e.data["items"].([]any)
		if !ok {
			return destination.Retry(0, errors.New("PartnerStack answered a list of customers without its items"))
		}
		last := after
		for _, item := range items {
			data, _ := item.(map[string]any)
			if err := each(data); err != nil {
				return err
			}
			last = customerOf(data).Key
		}
		if more, _ := e.data["has_more"].(bool); !more || len(items) == 0 {
			return nil
		}
		if last == "" || last == after {
			return destination.Retry(0, errors.New("PartnerStack's list of customers does not advance"))
		}
		after = last
	}
}

// enter adds a customer to the index, under its value of a field.
func enter(data map[string]any, field string, add func(value, entry string) error) error {
	value, ok := waybill.Text(data[field])
	if !ok {
		value, ok = waybill.Text(customFields(data)[field])
	}
	if !ok || value == "" {
		return nil
	}
	entry, err := json.Marshal(customerOf(data))
	if err != nil {
		return err
	}
	return add(fold(field, value), string(entry))
}

// only returns the single customer of entries. Several refuse the row by name.
func only(entries []string, field, value string) (*customer, error) {
	var found []customer
	for _, entry := range entries {
		var cu customer
		if err := json.Unmarshal([]byte(entry), &cu); err != nil {
			return nil, destination.Retry(0, fmt.Errorf("reading the index: %w", err))
		}
		found = append(found, cu)
	}
	switch len(found) {
	case 0:
		return nil, nil
	case 1:
		return &found[0], nil
	}
	names := make([]string, 0, maxNamed)
	for _, cu := range found[:min(len(found), maxNamed)] {
		names = append(names, cu.name())
	}
	return nil, destination.Reject("%d customers at PartnerStack have the %s %s: %s", len(found), field, value, strings.Join(names, ", "))
}

// customFields gathers a customer's custom values. PartnerStack takes them as
// meta and has been seen to show them as mdata, field_data and fields instead.
func customFields(data map[string]any) map[string]any {
	values := map[string]any{}
	for _, name := range []string{"fields", "field_data", "mdata", "meta"} {
		switch v := data[name].(type) {
		case map[string]any:
			for k, e := range v {
				values[k] = e
			}
		case []any:
			for _, e := range v {
				f, _ := e.(map[string]any)
				if k, ok := f["api_name"].(string); ok {
					values[k] = f["value"]
				}
			}
		}
	}
	return values
}
