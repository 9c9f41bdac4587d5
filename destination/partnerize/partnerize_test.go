package partnerize_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/destination/destinationtest"
	"github.com/waybillhq/waybill/destination/partnerize"
	"github.com/waybillhq/waybill/transport"
)

func ok(body string) []destinationtest.Reply {
	return []destinationtest.Reply{{Status: 200, Body: body}}
}

// o builds an object out of names and values in turn.
func o(pairs ...any) waybill.Object {
	var out waybill.Object
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, waybill.Member{Name: pairs[i].(string), Value: pairs[i+1]})
	}
	return out
}

// order is a conversion with further fields.
func order(pairs ...any) waybill.Object {
	return append(o("conversion_reference", "O-1042", "click_reference", "1011leDUjnHP"), o(pairs...)...)
}

func config() destination.Settings {
	return destination.Settings{
		"user_application_key": waybill.NewSecret("app0123456789"), "user_api_key": waybill.NewSecret("api9876543210"),
	}
}

const start = "POST /conversion/tracking_mode:api/campaign:10l176/clickref:1011leDUjnHP/conversionref:O-1042"

func TestDestination(t *testing.T) {
	t.Parallel()
	cases := append(requestCases(), answerCases()...)
	cases = append(cases, refusalCases()...)
	for i := range cases {
		cases[i].Op = "conversions"
		cases[i].Settings = map[string]string{"campaign": "10l176"}
		if cases[i].Outcome == "" {
			cases[i].Outcome = waybill.Accepted
		}
		if cases[i].Reply == nil && cases[i].Outcome == waybill.Accepted {
			cases[i].Reply = ok("1011l628")
		}
	}
	destinationtest.Run(t, destinationtest.Suite{Destination: partnerize.New(), Config: config(), Cases: cases})
}

func requestCases() []destinationtest.Case {
	return []destinationtest.Case{{
		Name:   "a single item, its value omitted",
		Record: order("item_category", "shoes", "item_quantity", int64(2)),
		Want:   []string{start + "/[category:shoes/quantity:2]"}, VendorID: "1011l628",
	}, {
		Name: "items win over the single item, and keep their digits and further names",
		Record: order("item_category", "hats", "item_quantity", int64(9), "items", []any{
			o("category", "shoes", "sku", "a/b", "value", json.Number("12.50"), "quantity", int64(1), "size", "42"),
			map[string]any{"quantity": "2", "category": "hats & caps", "colour": "red", "sku": nil},
		}),
		Want: []string{start + "/[category:shoes/sku:a%2Fb/value:12.50/quantity:1/size:42][category:hats%20%26%20caps/quantity:2/colour:red]"},
	}, {
		Name:   "an empty list of items does not win",
		Record: order("items", []any{}, "item_category", "hats", "item_quantity", int64(9)),
		Want:   []string{start + "/[category:hats/quantity:9]"},
	}, {
		Name: "every field, percent-encoded to the last byte",
		Record: order("currency", "USD", "country", "US", "customer_type", "new", "voucher_code", "10% + é:~_.-",
			"customer_reference", "C&1", "fulfilment_date", waybill.Date("2026-01-31"),
			"conversion_time", time.Date(2026, 1, 2, 4, 4, 5, 9, time.FixedZone("", 3600)),
			"advertiser_reference", "a=b", "publisher_reference", "p+q", "traffic_source", "Paid Search",
			"item_category", "shoes", "item_quantity", int64(1), "item_value", json.Number("1e2")),
		Custom: o("check_in_date", waybill.Date("2026-02-01"), "nights", int64(3), "none", nil),
		Want: []string{start + "/currency:USD/country:US/customertype:new/voucher:10%25%20%2B%20%C3%A9%3A~_.-/custref:C%261" +
			"/fulfilment_date:2026-01-31/conversion_time:2026-01-02%2003%3A04%3A05/adref:a%3Db/pubref:p%2Bq/tsource:Paid%20Search" +
			"/check_in_date:2026-02-01/nights:3/[category:shoes/value:100/quantity:1]"},
	}, {
		Name:   "empty texts count as null",
		Record: order("currency", "", "voucher_code", "", "item_category", "shoes", "item_quantity", "1", "item_value", "", "item_sku", ""),
		Want:   []string{start + "/[category:shoes/quantity:1]"},
	}, {
		Name:   "a time without a zone is in UTC",
		Record: order("conversion_time", waybill.LocalTime("2026-01-02T03:04:05.123"), "item_category", "shoes", "item_quantity", int64(1)),
		Want:   []string{start + "/conversion_time:2026-01-02%2003%3A04%3A05/[category:shoes/quantity:1]"},
	}, {
		Name:   "a refund's value may be negative",
		Record: order("item_category", "shoes", "item_quantity", int64(1), "item_value", json.Number("-12.5000")),
		Want:   []string{start + "/[category:shoes/value:-12.5000/quantity:1]"},
	}}
}

func answerCases() []destinationtest.Case {
	record := order("item_category", "shoes", "item_quantity", int64(1))
	return []destinationtest.Case{
		{Name: "the id may have a line break after it", Record: record, Reply: ok("111111l3919676\n"), VendorID: "111111l3919676"},
		{Name: "an empty answer is unconfirmed", Record: record, Reply: ok(""), Unconfirmed: true, Message: "check that click reference 1011leDUjnHP is that of a real click of campaign 10l176"},
		{Name: "so is a web page", Record: record, Reply: ok("<html>1011l628</html>"), Unconfirmed: true},
		{
			Name: "a project can ask for the id", Record: record, Config: destination.Settings{"require_conversion_id": true},
			Reply: ok(""), Outcome: waybill.InDoubt, Message: "without a conversion ID",
		},
	}
}

func refusalCases() []destinationtest.Case {
	const (
		noPart = "Conversion item is missing required field(s): "
		noItem = "Each conversion must include at least one item with a category and quantity."
	)
	one := []any{"item_category", "shoes", "item_quantity", int64(1)}
	item := func(pairs ...any) waybill.Object {
		return order("items", []any{o("category", "x", "quantity", int64(1)), o(pairs...)})
	}
	refused := map[string]struct {
		record, custom waybill.Object
		message        string
	}{
		"no reference":          {o("click_reference", "c"), nil, "A conversion reference (order ID) is required for every Partnerize conversion."},
		"an empty reference":    {o("conversion_reference", "", "click_reference", "c"), nil, "A conversion reference (order ID) is required for every Partnerize conversion."},
		"no click":              {o("conversion_reference", "O-1"), nil, "A click reference is required to attribute a Partnerize conversion."},
		"no item":               {order(), nil, noItem},
		"an item of nothing":    {order("item_category", nil, "item_quantity", ""), nil, noItem},
		"no quantity":           {order("item_category", "shoes"), nil, noPart + "quantity"},
		"no category":           {order("item_quantity", int64(1)), nil, noPart + "category"},
		"neither":               {order("item_value", "1"), nil, noPart + "category, quantity"},
		"second item":           {item("category", ""), nil, noPart + "category, quantity"},
		"bracket":               {order(append(one, "voucher_code", "a]b")...), nil, "voucher_code has a ']'"},
		"control character":     {order(append(one, "customer_reference", "a\nb")...), nil, "customer_reference has a control character"},
		"bracket in an item":    {item("category", "a[b", "quantity", int64(1)), nil, "item 2: category has a '['"},
		"bracket in an extra":   {item("category", "a", "quantity", int64(1), "size", "[S]"), nil, "item 2: size has a '['"},
		"fraction of a unit":    {item("category", "a", "quantity", json.Number("1.5")), nil, `item 2: quantity "1.5" is not a positive whole number`},
		"no unit":               {item("category", "a", "quantity", int64(0)), nil, "not a positive whole number"},
		"too many decimals":     {item("category", "a", "quantity", int64(1), "value", json.Number("1.00001")), nil, "item 2: value 1.00001 has more than 4 decimals"},
		"too large":             {item("category", "a", "quantity", int64(1), "value", json.Number("-100000000")), nil, "is beyond 99999999.9999"},
		"no number":             {item("category", "a", "quantity", int64(1), "value", "cheap"), nil, `value "cheap" is not a number`},
		"no object":             {order("items", []any{"shoes"}), nil, "item 1 is not an object"},
		"no list":               {order("items", "shoes"), nil, "items is not a list"},
		"custom name":           {order(one...), o("check in", "x"), "letters, digits and _ only"},
		"custom name of theirs": {order(one...), o("ClickRef", "x"), "has the name of a parameter"},
		"item name of theirs":   {item("category", "a", "quantity", int64(1), "campaign", "9l9"), nil, "item 2: the custom field campaign has the name"},
		"nested custom":         {order(one...), o("x", []any{"a"}), "is not a single value"},
	}
	var cases []destinationtest.Case
	for name, r := range refused {
		cases = append(cases, destinationtest.Case{
			Name: "refused: " + name, Record: r.record, Custom: r.custom,
			Outcome: waybill.Rejected, Message: r.message, Want: []string{},
		})
	}
	return cases
}

func TestMessagesToTheLetter(t *testing.T) {
	t.Parallel()
	d := partnerize.New()
	op, _ := d.Operation("conversions")
	err := op.Validate(waybill.Record{Fields: order("item_value", "1")}, destination.Sync{})
	if err == nil || err.Error() != "Conversion item is missing required field(s): category, quantity" {
		t.Errorf("got %v", err)
	}
	for field, want := range map[string]string{
		"conversion_reference": "A conversion reference (order ID) is required for every Partnerize conversion.",
		"click_reference":      "A click reference is required to attribute a Partnerize conversion.",
	} {
		if f, _ := op.Field(field); f.Missing != want || !f.Required {
			t.Errorf("%s: %q", field, f.Missing)
		}
	}
}

func TestCheckAndCampaigns(t *testing.T) {
	t.Parallel()
	replies := make(chan string, 1)
	status := make(chan int, 1)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); r.URL.Path != "/v3/brand/campaigns" || user != "app0123456789" || password != "api9876543210" {
			t.Errorf("asked %s as %s", r.URL, user)
		}
		w.WriteHeader(<-status)
		_, _ = w.Write([]byte(<-replies))
	}))
	defer srv.Close()
	settings := config()
	settings["api_url"] = srv.URL
	d := partnerize.New()
	chain := transport.New(transport.Options{})
	client := destination.NewClient(&d, nil, destination.Sync{Config: settings}, chain)
	defer func() { _ = errors.Join(client.Close(), chain.Close()) }()
	status <- 200
	replies <- `{"data":[{"id":"10l176","title":"Demo"},{"id":"10l177"}]}`
	campaigns, err := d.Choices(t.Context(), client, "campaign")
	if err != nil || len(campaigns) != 2 || campaigns[0] != (destination.Choice{Value: "10l176", Label: "Demo"}) {
		t.Errorf("got %v, %v", campaigns, err)
	}
	status <- 401
	replies <- `{"error":{"errors":[{"message":"Your combination is invalid."}],"message":"Unauthorized","code":"401"}}`
	_, err = d.Check(t.Context(), client, nil)
	for _, want := range []string{"Your combination is invalid.", "Verify your User Application Key and User API Key", "has access to the campaigns"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q in it", err, want)
		}
	}
	status <- 200
	replies <- "<html>"
	if _, err = d.Check(t.Context(), client, nil); err == nil || !strings.Contains(err.Error(), "check api_url") {
		t.Errorf("got %v", err)
	}
}
