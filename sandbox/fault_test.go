package sandbox_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/sandbox"
)

func TestParseFault(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]sandbox.Fault{
		"slow=250ms":                     {Kind: sandbox.Slow, For: 250 * time.Millisecond, Wait: -1, Record: true},
		"reset-after:every=50":           {Kind: sandbox.ResetAfter, Wait: -1, Record: true, Every: 50},
		"reset-before:p=0.25":            {Kind: sandbox.ResetBefore, Wait: -1, Chance: 0.25},
		"429:3":                          {Kind: sandbox.Status429, First: 3, Wait: time.Second},
		"429:first=3,wait=7":             {Kind: sandbox.Status429, First: 3, Wait: 7 * time.Second},
		"429:wait=none":                  {Kind: sandbox.Status429, Wait: -1},
		"503:wait=5":                     {Kind: sandbox.Status503, Wait: 5 * time.Second},
		"500:record=yes,method=post":     {Kind: sandbox.Status500, Wait: -1, Record: true, Method: "POST"},
		"empty:match=ORDER-1,path=/conv": {Kind: sandbox.Empty, Wait: -1, Match: "ORDER-1", Path: "/conv"},
		"silence=30s:record=no,first=1":  {Kind: sandbox.Silence, For: 30 * time.Second, Wait: -1, First: 1},
		"garbage":                        {Kind: sandbox.Garbage, Wait: -1},
	} {
		got, err := sandbox.ParseFault(text)
		if err != nil || got != want {
			t.Errorf("ParseFault(%q) = %+v, %v; want %+v", text, got, err, want)
		}
		again, err := sandbox.ParseFault(got.String())
		if err != nil || again != got {
			t.Errorf("ParseFault(%q) = %+v, %v after String; want %+v", got.String(), again, err, got)
		}
	}
}

func TestParseFaultErrors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"slo=2s":                `there is no fault "slo"`,
		"":                      `there is no fault ""`,
		"500=2s":                "500 takes no duration",
		"slow=fast":             `"fast" is not a duration`,
		"slow=-1s":              `"-1s" is not a duration`,
		"429:evry=3":            `there is no option "evry"`,
		"429:every=0":           `"0" is not a number of requests`,
		"429:p=2":               `"2" is not a share`,
		"429:p=NaN":             `"NaN" is not a share`,
		"500:wait=1":            "only 429 and 503 tell how long to wait",
		"429:wait=soon":         `"soon" is neither none nor seconds`,
		"reset-after:record=no": "reset-after says it already",
	} {
		_, err := sandbox.ParseFault(text)
		if err == nil || !strings.Contains(err.Error(), want) || waybill.ErrorCode(err) != waybill.EInvalid {
			t.Errorf("ParseFault(%q) = %v, want an error with %q", text, err, want)
		}
	}
}

func TestParseFaultNamesTheNearest(t *testing.T) {
	t.Parallel()
	_, err := sandbox.ParseFault("reset-afer")
	if e, ok := errors.AsType[*waybill.Error](err); !ok || !strings.Contains(e.Hint, "did you mean reset-after?") {
		t.Errorf("the hint is %v, want it to name reset-after", err)
	}
}
