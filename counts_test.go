package waybill_test

import (
	"reflect"
	"testing"

	"github.com/waybillhq/waybill"
)

func TestCountsAddEveryField(t *testing.T) {
	t.Parallel()
	var a, b waybill.Counts
	av, bv := reflect.ValueOf(&a).Elem(), reflect.ValueOf(&b).Elem()
	for i := range av.NumField() {
		av.Field(i).SetInt(int64(i))
		bv.Field(i).SetInt(100)
	}
	a.Add(b)
	for i := range av.NumField() {
		if got := av.Field(i).Int(); got != int64(100+i) {
			t.Errorf("%s is %d", av.Type().Field(i).Name, got)
		}
	}
}
