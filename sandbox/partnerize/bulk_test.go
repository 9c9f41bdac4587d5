package partnerize_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill/sandbox/partnerize"
)

const bulk = "POST /v3/brand/campaigns/10l176/conversions/bulk"

func TestBulkUpdateRunsToItsEnd(t *testing.T) {
	t.Parallel()
	a := open(t)
	id := a.must(200, order+bag+"[category:pin/value:1/quantity:1]", "").text
	got := a.must(202, bulk, `{"conversion_references":{"O-1":{"status":"rejected","reason":"cancelled order"},"O-9":{"status":"approved"}}}`)
	job := got.get(t, "hypermedia", "links", "self").(string)
	if got.get(t, "data", "status") != "created" || a.conversions()[0].Status != "pending" {
		t.Errorf("answered %s: nothing may have changed yet", got.text)
	}
	for _, want := range []string{"active", "complete", "complete"} {
		if got = a.must(200, "GET "+job, ""); got.get(t, "data", "status") != want {
			t.Errorf("the job is %s, want %s", got.text, want)
		}
	}
	if got.get(t, "data", "item_success_count") != 1.0 || got.get(t, "data", "item_error_count") != 1.0 || got.get(t, "data", "item_total_count") != 2.0 {
		t.Errorf("the job ended as %s", got.text)
	}
	if tasks := a.must(200, "GET "+job+"/tasks", ""); tasks.get(t, "data", 1, "status") != "failed" {
		t.Errorf("the tasks are %s", tasks.text)
	}
	c := a.conversions()[0]
	if c.Status != "rejected" || c.Items[1].Reason != "cancelled order" {
		t.Errorf("recorded %+v", c)
	}

	a.must(202, bulk, fmt.Sprintf(`{"conversion_items":{%q:{"status":"approved","item_value":12.34}}}`, c.Items[0].ID))
	a.now.Add(int64(2 * time.Second)) // a job also ends by itself
	if c := a.conversions()[0]; c.Status != "mixed" || c.Items[0].Value != "12.34" || c.Items[0].Approved.IsZero() {
		t.Errorf("recorded %+v", c)
	}
	a.must(202, bulk, fmt.Sprintf(`{"conversions":{%q:{"status":"approved","conversion_reference":"O-7"}}}`, id))
	a.now.Add(int64(2 * time.Second))
	if got := a.must(200, report+"&conversion_reference=O-7&statuses[]=approved", ""); got.get(t, "count") != 1.0 {
		t.Errorf("the report shows %s", got.text)
	}
	if got := a.must(200, "GET /v3/jobs", ""); len(got.get(t, "data").([]any)) != 3 {
		t.Errorf("the jobs are %s", got.text)
	}
}

func TestBulkUpdateKeepsToItsCampaign(t *testing.T) {
	t.Parallel()
	a := open(t)
	id := a.must(200, order+bag, "").text
	item := a.conversions()[0].Items[0].ID
	other := strings.Replace(bulk, "10l176", "10l177", 1)
	for i, body := range []string{
		fmt.Sprintf(`{"conversions":{%q:{"status":"approved"}}}`, id),
		fmt.Sprintf(`{"conversion_items":{%q:{"status":"approved"}}}`, item),
		`{"conversion_references":{"O-1":{"status":"approved"}}}`,
	} {
		a.must(202, other, body)
		a.now.Add(int64(2 * time.Second))
		if got := partnerize.Records(a.Sandbox); got.Conversions[0].Status != "pending" || got.Jobs[i].Errors != 1 {
			t.Errorf("%s left %+v and %+v", body, got.Conversions[0], got.Jobs[i])
		}
	}
}

func TestBulkUpdateIsValidated(t *testing.T) {
	t.Parallel()
	a := open(t)
	for body, want := range map[string]string{
		`{}`: "2572f7f9-e87e-4aa7-98cf-6f53c9ed5584",
		`{"conversions":{"10l1":{"status":"approved"}},"conversion_items":{"10l1":{"status":"approved"}}}`: "2572f7f9-e87e-4aa7-98cf-6f53c9ed5584",
		`{"conversion":{}}`:                                                      "7703c766-b5d5-4cef-ace7-ae0dd82304e9",
		`{"conversions":[]}`:                                                     "ba785a8c-82cb-4283-967c-3cf342181b40",
		`{"conversions":{"10l1":{"state":"approved"}}}`:                          "7703c766-b5d5-4cef-ace7-ae0dd82304e9",
		`{"conversions":{"10l1":{"status":"great"}}}`:                            "de1e3db3-5ed4-4941-aae4-59f3667cc3a3",
		`{"conversions":{"10l1":{"reason":"a/b"}}}`:                              "de1e3db3-5ed4-4941-aae4-59f3667cc3a3",
		`{"conversions":{"10l1":{"reason":"` + strings.Repeat("x", 256) + `"}}}`: "d94b19cc-114f-4f44-9cc4-4138e80a87b9",
		`{"conversions":{"10l1":{"item_value":1}}}`:                              "7703c766-b5d5-4cef-ace7-ae0dd82304e9",
		`{"conversions":{"O-1":{"status":"approved"}}}`:                          "99B4BC14-8401-4A45-9AF5-CB79E4989C2E",
		`{"conversion_references":{"10l1":{"status":"approved"}}}`:               "99B4BC14-8401-4A45-9AF5-CB79E4989C2E",
		`{"conversion_references":{"a/b":{"status":"approved"}}}`:                "de1e3db3-5ed4-4941-aae4-59f3667cc3a3",
		`{"conversion_items":{"10l1":{"item_value":"1"}}}`:                       "ba785a8c-82cb-4283-967c-3cf342181b40",
		`{"conversion_items":{"10l1":{"item_value":1.23456}}}`:                   "de1e3db3-5ed4-4941-aae4-59f3667cc3a3",
		`{"conversion_items":{"10l1":{"item_value":-1}}}`:                        "de1e3db3-5ed4-4941-aae4-59f3667cc3a3",
		`oops`: "ba785a8c-82cb-4283-967c-3cf342181b40",
	} {
		if got := a.must(400, bulk, body); got.get(t, "error", "errors", 0, "code") != want {
			t.Errorf("%s answered %s, want %s", body, got.text, want)
		}
	}
	a.must(404, strings.Replace(bulk, "10l176", "1l1", 1), `{}`)
	a.must(404, "GET /v3/jobs/1l1", "")
	a.key = "noaccess_sandbox"
	a.must(403, bulk, `{}`)
}
