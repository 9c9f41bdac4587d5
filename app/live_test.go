package app_test

import (
	"context"
	"crypto/sha256"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/configuration"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/source"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/sqlite"
	"github.com/waybillhq/waybill/vault"
	"github.com/waybillhq/waybill/web"
)

// server is the sample project as a server has it.
type server struct {
	live  *app.Live
	conf  *configuration.Configuration
	state *sqlite.Store
	path  string
}

var author = store.Author{Who: "ada@example.com", Via: "cli"}

// serve applies the sample project to a new state. With reading, plans open the
// state so that they cannot change it.
func serve(t *testing.T, catalogue func() []source.Kind, reading bool) server {
	t.Helper()
	dir, path := sampleProject(t), filepath.Join(t.TempDir(), "server.db")
	state, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = state.Close() })
	v, err := vault.New(state.Office(), nil)
	if err != nil {
		t.Fatal(err)
	}
	known := app.Catalogue(catalogue()...)
	set, err := configuration.FromProject(dir, known)
	if err != nil {
		t.Fatal(err)
	}
	c := configuration.New(state.Office(), v, known, dir)
	if _, err := c.Apply(t.Context(), set, store.AnyVersion, author); err != nil {
		t.Fatal(err)
	}
	o := app.LiveOptions{Env: func(string) (string, bool) { return "", false }, Catalogue: known, SlotWait: 100 * time.Millisecond}
	if reading {
		o.Reading = func(ctx context.Context) (store.Store, error) { return sqlite.OpenReadOnly(ctx, path) }
	}
	return server{app.NewLive(c, state.Office(), state, o), c, state, path}
}

func none() []source.Kind { return nil }

func TestLiveFollowsTheConfiguration(t *testing.T) {
	t.Parallel()
	s := serve(t, none, false)
	first, revision, err := s.live.Project(t.Context())
	if err != nil || len(first.Syncs) != 4 {
		t.Fatalf("%+v, %v", first, err)
	}
	if same, _, err := s.live.Project(t.Context()); same != first || err != nil {
		t.Errorf("nothing has changed, and it was loaded again: %v", err)
	}
	edit := configuration.Edit{Kind: store.KindModel, Name: "more", Spec: []byte(`{"source":"shop","table":"orders","primary_key":"order_id"}`)}
	if _, err := s.conf.Change(t.Context(), []configuration.Edit{edit}, false, author); err != nil {
		t.Fatal(err)
	}
	next, newer, err := s.live.Project(t.Context())
	if err != nil || newer <= revision || len(next.Models) != len(first.Models)+1 {
		t.Errorf("revision %d after %d: %v", newer, revision, err)
	}
}

func TestAPlanOfAServerChangesNoByte(t *testing.T) {
	t.Parallel()
	s := serve(t, none, true)
	sum := func() (all [32]byte) {
		t.Helper()
		var b []byte
		for _, suffix := range []string{"", "-wal"} {
			part, err := os.ReadFile(s.path + suffix)
			if err != nil {
				t.Fatal(err)
			}
			b = append(b, part...)
		}
		return sha256.Sum256(b)
	}
	before := sum()
	plan, err := s.live.Plan(t.Context(), "payments-to-partnerstack", engine.Options{}, 3, false)
	if err != nil || plan.Sends == 0 || len(plan.Rows) != 3 || len(plan.Rows[0].Requests) == 0 {
		t.Errorf("plan %+v, %v", plan, err)
	}
	if sum() != before {
		t.Error("the state has changed")
	}
}

// patient is a source that answers nothing until it is told to.
func patient(asked chan<- struct{}) source.Kind {
	return source.Kind{
		Name: "patient", Label: "Patient", Settings: []waybill.Field{source.Timeout},
		Open: func(ctx context.Context, _ source.Config) (waybill.Source, error) {
			asked <- struct{}{}
			<-ctx.Done()
			return nil, ctx.Err()
		},
	}
}

func TestFourAreAnsweredAtATime(t *testing.T) {
	t.Parallel()
	asked := make(chan struct{}, 10)
	s := serve(t, func() []source.Kind { return []source.Kind{patient(asked)} }, false)
	drafts := []web.Draft{
		{Kind: store.KindSource, Name: "slow", Spec: []byte(`{"type":"patient"}`)},
		{Kind: store.KindModel, Name: "slow", Spec: []byte(`{"source":"slow","table":"t"}`)},
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 4)
	for range 4 {
		go func() {
			_, err := s.live.Preview(ctx, "slow", 1, drafts...)
			ended <- err
		}()
		<-asked
	}
	_, err := s.live.Preview(t.Context(), "slow", 1, drafts...)
	if waybill.ErrorCode(err) != waybill.ETooMany {
		t.Errorf("the fifth is told %v", err)
	}
	stop()
	for range 4 {
		if err := <-ended; err == nil || !strings.Contains(err.Error(), "canceled") {
			t.Errorf("one that was cancelled is told %v", err)
		}
	}
	if _, err := s.live.Preview(t.Context(), "orders", 1); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}
