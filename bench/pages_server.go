package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/configuration"
	reception "github.com/waybillhq/waybill/people"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/vault"
	"github.com/waybillhq/waybill/web"
)

const pagesToken = "wb_bench"

func askPage(ctx context.Context, url string) (time.Duration, int, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, 0, err
	}
	r.Header.Set("Authorization", "Bearer "+pagesToken)
	began := time.Now()
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, 0, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	took := time.Since(began)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("answered %d: %s", res.StatusCode, b)
	}
	return took, len(b), err
}

// pageServer is the API over a state, with a project of one sync.
func pageServer(state *app.State, dir string) (*web.Server, error) {
	ctx, office := context.Background(), state.Office
	if err := os.WriteFile(filepath.Join(dir, project.File), []byte(pagesProject), 0o600); err != nil {
		return nil, err
	}
	v, err := vault.New(office, nil)
	if err != nil {
		return nil, err
	}
	c := configuration.New(office, v, app.Catalogue(), dir)
	set, err := configuration.FromProject(dir, app.Catalogue())
	if err != nil {
		return nil, err
	}
	by := store.Author{Who: "bench", Via: "cli", At: time.Now()}
	if _, err := c.Apply(ctx, set, store.AnyVersion, by); err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(pagesToken))
	if _, err := office.SavePerson(ctx, store.Person{ID: "1", Email: "bench@example.com", Role: store.Admin, Subject: "bench", CreatedAt: time.Now()}, by); err != nil {
		return nil, err
	}
	if err := office.CreateToken(ctx, store.Token{ID: "1", Name: "bench", Person: "1", Hash: sum[:], Scopes: []string{"read"}, CreatedAt: time.Now()}, by); err != nil {
		return nil, err
	}
	return web.New(web.Options{
		Store: state.Store, Office: office, People: reception.New(office, time.Now), Vault: v, Configuration: c, Queue: state.Queue, PublicURL: "http://localhost",
		Engine: app.NewLive(c, office, state.Store, app.LiveOptions{Env: os.LookupEnv, Catalogue: app.Catalogue()}),
	})
}

const pagesProject = `version: 1
sources: {shop: {type: sqlite, path: shop.db}}
models: {orders: {source: shop, table: orders, primary_key: id}}
destinations: {receiver: {type: http_request, url: "http://127.0.0.1:1"}}
syncs: {` + pagesSync + `: {model: orders, destination: receiver, mode: insert, match: {reference: reference}, custom: {reference: reference}, schedule: {every: 1h}}}
`
