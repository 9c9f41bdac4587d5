package partnerstack_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill/sandbox/partnerstack"
)

func TestConversions(t *testing.T) {
	t.Parallel()
	const call = `{"xid":"xidsandbox01","customer_key":"C-1","email":"ada@example.com","sub_ids":["a"],"meta":{"plan":"pro"}}`
	a := open(t)
	for range 2 { // the second counts no second time
		if got := a.must(200, "POST /conversion/xid", call); got.text != "" {
			t.Errorf("the body is %q, want none", got.text)
		}
	}
	if got := a.must(200, "GET /customers/C-1", ""); got.get(t, "partner_key") != "bertram" || got.get(t, "source_key") != "xidsandbox01" {
		t.Errorf("the customer is %s", got.text)
	}
	a.must(200, "POST /conversion/xid", strings.NewReplacer("xidsandbox01", "unheard-of", "C-1", "C-2").Replace(call))
	a.must(404, "GET /customers/C-2", "")
	a.must(400, "POST /conversion/xid", `{"customer_key":"C-3"}`)
	a.must(400, "POST /conversion/xid", `{"xid":"xidsandbox01"}`)
	a.must(405, "GET /conversion/xid", "")
	var results []string
	for _, c := range partnerstack.Records(a.Sandbox).Conversions {
		results = append(results, c.Result)
	}
	if want := []string{"created", "repeated", "unknown_xid"}; !slices.Equal(results, want) {
		t.Errorf("the results are %v, want %v", results, want)
	}
}

func TestConversionAssumptions(t *testing.T) {
	t.Parallel()
	const unknown = `{"xid":"unheard-of","customer_key":"C-1"}`
	open(t, "unknown_xid", "refuse_400").must(400, "POST /conversion/xid", unknown)
	a := open(t, "unknown_xid", "create", "repeat_conversion", "refuse_400", "conversion_delay", "2m")
	a.must(200, "POST /conversion/xid", unknown)
	a.must(400, "POST /conversion/xid", unknown)
	a.must(404, "GET /customers/C-1", "")
	a.now.Add(int64(2 * time.Minute))
	a.must(200, "GET /customers/C-1", "")
}

func TestLinksMakeClicks(t *testing.T) {
	t.Parallel()
	a := open(t)
	to := a.must(302, "GET /l/dinesh", "").header.Get("Location")
	_, xid, _ := strings.Cut(to, "ps_xid=")
	a.must(200, "POST /conversion/xid", fmt.Sprintf(`{"xid":%q,"customer_key":"C-1"}`, xid))
	if got := a.must(200, "GET /customers/C-1", ""); got.get(t, "partner_key") != "dinesh" {
		t.Errorf("%s led to %s", to, got.text)
	}
	a.must(404, "GET /l/nobody", "")
}

func TestActions(t *testing.T) {
	t.Parallel()
	a := open(t)
	a.must(200, "POST /customers", ada)
	const action = `{"type":"qualified_demo","value":1,"target_type":"customer","target_key":"C-1"}`
	got := a.must(200, "POST /actions", action)
	if got.Message != "Action tracked successfully" || !strings.HasPrefix(got.get(t, "key").(string), "act_") {
		t.Errorf("answered %s", got.text)
	}
	if got := a.must(400, "POST /actions", `{"customer_key":"C-1","type":"x","value":1}`); got.Message != "'target_type' is a required property" {
		t.Errorf("answered %s", got.text)
	}
	a.must(400, "POST /actions", strings.Replace(action, `:1`, `:0`, 1))
	a.must(400, "POST /actions", strings.Replace(action, `"customer"`, `"deal"`, 1))
	a.must(404, "POST /actions", strings.Replace(action, "C-1", "C-9", 1))
	a.must(200, "DELETE /actions/"+got.get(t, "key").(string), "")
	if got := a.must(200, "GET /actions", ""); got.get(t, "total") != 0.0 {
		t.Errorf("listed %s", got.text)
	}
}
