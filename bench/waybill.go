package main

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/destination/httprequest"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/internal/headroom"
	"github.com/waybillhq/waybill/source"
	sqlitesource "github.com/waybillhq/waybill/source/sqlite"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/postgres"
	"github.com/waybillhq/waybill/store/sqlite"
	"github.com/waybillhq/waybill/transport"
)

// waybillRun is one run of the product: the real engine, the real store on
// disk with the ledger durable and captures on, the real source.
func waybillRun(args []string) error {
	f := flag.NewFlagSet("waybill", flag.ContinueOnError)
	db := f.String("db", "", "the SQLite file of the model")
	state := f.String("state", "", "the state: a file, or postgres://…")
	url := f.String("url", "", "the receiver")
	slots := f.Int("slots", 64, "requests in flight")
	rate := f.Int("rate", 0, "requests a second")
	upsert := f.Bool("upsert", false, "send as upserts, which may be repeated")
	profile := f.String("profile", "", "where to write a CPU profile")
	plain := f.Bool("plain", false, "map columns only, without a template")
	references := f.Bool("references", false, "have people look for rows by two of their fields")
	skip := f.Bool("skip", false, "remember every row without sending")
	if err := f.Parse(args); err != nil {
		return err
	}
	if *profile != "" {
		file, err := os.Create(*profile)
		if err != nil {
			return err
		}
		defer file.Close()
		if err := pprof.StartCPUProfile(file); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	defer headroom.Keep()() // as the command does
	ctx := context.Background()
	kept, err := openState(ctx, *state)
	if err != nil {
		return err
	}
	src, err := sqlitesource.Kind.Open(ctx, source.Config{Name: "people", Dir: filepath.Dir(*db), Settings: source.Settings{"path": *db}})
	if err != nil {
		return err
	}
	job, chain := peopleJob(src, *url, *slots, *rate)
	if *plain {
		job.Sync.Custom[1] = waybill.Assign{To: "email", Column: "email"}
	}
	if *references {
		referring(job)
	}
	if *upsert {
		job.Sync.Mode = waybill.Upsert
	}
	e := &engine.Engine{Store: kept}
	run, err := e.Run(ctx, job, engine.Options{Reset: *skip})
	if err != nil {
		return err
	}
	fmt.Printf("%s in %.2f s: %+v\n", run.Status, run.FinishedAt.Sub(run.StartedAt).Seconds(), run.Counts)
	if err := chain.Close(); err != nil {
		return err
	}
	if err := src.Close(); err != nil {
		return err
	}
	return kept.Close()
}

// openState opens a state of one machine or of many.
func openState(ctx context.Context, name string) (store.Store, error) {
	if strings.HasPrefix(name, "postgres://") {
		return postgres.Open(ctx, name)
	}
	return sqlite.Open(ctx, name)
}

// peopleJob sends people to the receiver, each with its properties nested.
func peopleJob(src waybill.Source, url string, slots, rate int) (*engine.Job, *transport.Chain) {
	d := httprequest.New()
	op, _ := d.Operation("requests")
	config := destination.Settings{"method": "POST", "url": url + "/rows"}
	chain := transport.New(transport.Options{Concurrency: slots, Requests: rate, Per: time.Second, Timeout: 30 * time.Second})
	var properties waybill.Mapping
	for _, c := range []string{"name", "country", "plan", "amount", "created_at", "note"} {
		properties = append(properties, waybill.Assign{To: c, Column: c})
	}
	return &engine.Job{
		Source: src, Destination: &d, Operation: op, Config: config, Transport: chain, Concurrency: slots,
		Identity: map[string]string{"url": "bench"},
		Sync: waybill.Sync{
			Name: "people", Destination: "receiver", Account: "receiver", Operation: "requests", Mode: waybill.Insert, Retry: waybill.DefaultRetryRefused,
			Model: waybill.Model{Name: "people", Source: "people", SQL: query, PrimaryKey: []string{"id"}},
			Custom: waybill.Mapping{
				{To: "id", Column: "id"},
				{To: "email", Template: "{{ row.email | downcase }}"},
				{To: "properties", Map: properties},
			},
		},
	}, chain
}

// referring makes references of two fields, as destinations declare them.
func referring(job *engine.Job) {
	op := *job.Operation
	op.Fields = []waybill.Field{{Name: "email", Type: waybill.String, Reference: true}, {Name: "click", Type: waybill.String, Reference: true}}
	job.Operation = &op
	job.Sync.Mapping = waybill.Mapping{job.Sync.Custom[1], {To: "click", Column: "name"}}
	job.Sync.Custom = append(job.Sync.Custom[:1:1], job.Sync.Custom[2:]...)
}

// makePeople writes a model of n rows.
func makePeople(path string, n int) error {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return err
	}
	defer db.Close()
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT, name TEXT, country TEXT, plan TEXT, amount DECIMAL(12,2), created_at TEXT, note TEXT)`); err != nil {
		return err
	}
	stmt, err := tx.Prepare(`INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	plans := []string{"free", "team", "business"}
	for i := range n {
		_, err := stmt.Exec(i, fmt.Sprintf("Person.%d@Example.com", i), fmt.Sprintf("Person Number %d", i), "GB", plans[i%3],
			float64(i%9973)/100, "2026-05-03T09:14:00Z", "a note of some length, as people write them")
		if err != nil {
			return err
		}
	}
	return tx.Commit()
}
