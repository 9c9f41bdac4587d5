package testserver

import (
	"errors"
	"testing"
)

// Without a server, tests are skipped with the reason; see the package comment.
func TestMissingServerSkips(t *testing.T) {
	t.Setenv("WAYBILL_REQUIRE_SERVERS", "")
	s := server{variable: "WAYBILL_TEST_NONE", binary: func() (string, error) { return "", errors.New("none is not installed") }}
	var skipped bool
	t.Run("a test", func(t *testing.T) {
		defer func() { skipped = t.Skipped() }()
		s.start(t)
	})
	if !skipped {
		t.Error("the test was not skipped")
	}
}

func TestNamedServerIsUsed(t *testing.T) {
	t.Setenv("WAYBILL_TEST_NONE", "postgres://db")
	s := server{variable: "WAYBILL_TEST_NONE"}
	if got := s.start(t); got != "postgres://db" {
		t.Errorf("got %s", got)
	}
}
