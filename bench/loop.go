package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver
)

// query reads the model that all arms send.
const query = `SELECT id, email, name, country, plan, amount, created_at, note FROM people`

// person is one row of the model.
type person struct {
	ID         int64          `json:"id"`
	Email      string         `json:"email"`
	Properties map[string]any `json:"properties"`
}

// loop is the minimal program: it reads, posts and forgets. There is nothing to
// remove from it that would still deliver every row.
func loop(args []string) error {
	f := flag.NewFlagSet("loop", flag.ContinueOnError)
	db := f.String("db", "", "the SQLite file of the model")
	url := f.String("url", "", "the receiver")
	slots := f.Int("slots", 64, "requests in flight")
	if err := f.Parse(args); err != nil {
		return err
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: *slots, MaxIdleConns: *slots}}
	bodies := make(chan []byte, *slots)
	var wg sync.WaitGroup
	for range *slots {
		wg.Go(func() {
			for b := range bodies {
				post(client, *url+"/rows", b)
			}
		})
	}
	err := people(*db, func(p person) error {
		b, err := json.Marshal(p)
		bodies <- b
		return err
	})
	close(bodies)
	wg.Wait()
	return err
}

// post sends a row until it is taken or refused, as naively as can be.
func post(client *http.Client, url string, body []byte) {
	for range 1000 {
		req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, url, bytes.NewReader(body))
		if err != nil {
			return
		}
		req.Header.Set("Content-Type", "application/json")
		resp, err := client.Do(req)
		if err != nil {
			continue
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		switch {
		case resp.StatusCode == http.StatusTooManyRequests:
			time.Sleep(time.Second)
		case resp.StatusCode < http.StatusInternalServerError:
			return
		default:
			time.Sleep(500 * time.Millisecond)
		}
	}
}

// people reads the model with the bare driver.
func people(path string, each func(person) error) error {
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		return err
	}
	defer db.Close()
	rows, err := db.Query(query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var p person
		var name, country, plan, at, note sql.NullString
		var amount any
		if err := rows.Scan(&p.ID, &p.Email, &name, &country, &plan, &amount, &at, &note); err != nil {
			return err
		}
		p.Email = strings.ToLower(p.Email)
		p.Properties = map[string]any{"name": name.String, "country": country.String, "plan": plan.String, "amount": amount, "created_at": at.String, "note": note.String}
		if err := each(p); err != nil {
			return err
		}
	}
	return rows.Err()
}

// bareRead reads and hashes the model with the bare driver: what a run in which
// nothing changed cannot do without.
func bareRead(args []string) error {
	f := flag.NewFlagSet("read", flag.ContinueOnError)
	path := f.String("db", "", "the SQLite file of the model")
	if err := f.Parse(args); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", "file:"+*path+"?mode=ro")
	if err != nil {
		return err
	}
	defer db.Close()
	rows, err := db.Query(query)
	if err != nil {
		return err
	}
	defer rows.Close()
	var sum uint64
	vals := make([]any, 8)
	dest := make([]any, 8)
	for i := range vals {
		dest[i] = &vals[i]
	}
	var buf []byte
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		buf = buf[:0]
		for _, v := range vals {
			buf = appendValue(buf, v)
		}
		digest := sha256.Sum256(buf)
		sum += uint64(digest[0])
	}
	fmt.Println(sum)
	return rows.Err()
}

func appendValue(b []byte, v any) []byte {
	switch v := v.(type) {
	case int64:
		return strconv.AppendInt(b, v, 10)
	case float64:
		return strconv.AppendFloat(b, v, 'g', -1, 64)
	case string:
		return append(b, v...)
	case []byte:
		return append(b, v...)
	}
	return append(b, 0)
}
