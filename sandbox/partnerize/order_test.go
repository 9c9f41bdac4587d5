package partnerize_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/waybillhq/waybill/sandbox/partnerize"
)

// TestIDsDoNotDependOnTheOrder sends the same conversions twice, from several
// clients at once and backwards, and wants the same ids.
func TestIDsDoNotDependOnTheOrder(t *testing.T) {
	t.Parallel()
	const n = 60
	send := func(clients int, nth func(i int) int) map[string]string {
		a := open(t)
		var wg sync.WaitGroup
		for c := range clients {
			wg.Go(func() {
				for i := c; i < n; i += clients {
					a.call(strings.Replace(order, "O-1", fmt.Sprintf("O-%d", nth(i)), 1)+bag, "")
					_ = a.Recorded() // reading meanwhile is allowed
				}
			})
		}
		wg.Wait()
		ids := map[string]string{}
		for _, c := range partnerize.Records(a.Sandbox).Conversions {
			ids[c.Ref] = c.ID + c.Items[0].ID
		}
		return ids
	}
	one := send(1, func(i int) int { return i })
	two := send(6, func(i int) int { return n - 1 - i })
	if len(one) != n {
		t.Fatalf("%d were recorded, want %d", len(one), n)
	}
	for ref, id := range one {
		if two[ref] != id {
			t.Errorf("%s has the ids %s and %s", ref, id, two[ref])
		}
	}
}
