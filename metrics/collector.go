package metrics

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/store"
)

// State is what is read of a state.
type State struct {
	Overview store.Overview
	Queue    interface {
		List(ctx context.Context) ([]queue.Item, error)
		Workers(ctx context.Context) ([]string, error)
	}
}

const (
	fresh   = 5 * time.Second  // how long what was read is told again
	patient = 10 * time.Second // how long reading may take
)

func gauge(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(name, help, labels, nil)
}

// What is told of the state.
var (
	up       = gauge("waybill_state_up", "Whether the state could be read: 1, or 0.")
	runs     = gauge("waybill_runs", "Runs that the state knows, by sync and status.", "sync", "status")
	lastRows = gauge("waybill_last_run_rows", "Rows of the last run of each sync, by what became of them.", "sync", "outcome")
	doubt    = gauge("waybill_rows_in_doubt", "Rows that were sent and not answered, and wait for a person.", "account", "sync")
	success  = gauge("waybill_last_success_timestamp_seconds", "When a run of the sync last completed, in seconds since 1970.", "sync")
	waiting  = gauge("waybill_queue_runs", "Runs in the queue: queued, or running.", "status")
	oldest   = gauge("waybill_queue_oldest_seconds", "How long the oldest run has waited in the queue; 0: none waits.")
	workers  = gauge("waybill_workers", "Processes that work on the queue.")
)

// collector reads the state when it is scraped, at most once in a while.
type collector struct {
	state State
	now   func() time.Time

	mu   sync.Mutex
	at   time.Time
	read []prometheus.Metric
}

func newCollector(s State, now func() time.Time) *collector { return &collector{state: s, now: now} }

// Describe says what there may be.
func (c *collector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{up, runs, lastRows, doubt, success, waiting, oldest, workers} {
		ch <- d
	}
}

// Collect tells what was read, by now or a moment ago.
func (c *collector) Collect(ch chan<- prometheus.Metric) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.now(); c.at.IsZero() || now.Sub(c.at) >= fresh {
		c.at, c.read = now, c.look(now)
	}
	for _, m := range c.read {
		ch <- m
	}
}

// look reads the state. Of one that cannot be read it only says that.
func (c *collector) look(now time.Time) []prometheus.Metric {
	ctx, cancel := context.WithTimeout(context.Background(), patient)
	defer cancel()
	f, err := c.state.Overview.Figures(ctx)
	if err != nil {
		return []prometheus.Metric{prometheus.MustNewConstMetric(up, prometheus.GaugeValue, 0)}
	}
	items, err := c.state.Queue.List(ctx)
	if err != nil {
		return []prometheus.Metric{prometheus.MustNewConstMetric(up, prometheus.GaugeValue, 0)}
	}
	alive, err := c.state.Queue.Workers(ctx)
	if err != nil {
		return []prometheus.Metric{prometheus.MustNewConstMetric(up, prometheus.GaugeValue, 0)}
	}
	return append(figures(f), inQueue(items, len(alive), now)...)
}

func figures(f store.Figures) []prometheus.Metric {
	all := list{prometheus.MustNewConstMetric(up, prometheus.GaugeValue, 1)}
	for _, r := range f.Runs {
		all.add(runs, float64(r.Runs), r.Sync, string(r.Status))
	}
	for _, r := range f.Last {
		for _, o := range outcomes(r.Counts) {
			all.add(lastRows, float64(o.rows), r.Sync, o.name)
		}
	}
	for _, d := range f.InDoubt {
		all.add(doubt, float64(d.Rows), d.Scope.Account, d.Scope.Sync)
	}
	for sync, at := range f.Success {
		all.add(success, float64(at.UnixMilli())/1000, sync)
	}
	return all
}

func inQueue(items []queue.Item, alive int, now time.Time) []prometheus.Metric {
	n := map[waybill.Status]int{}
	var first time.Time
	for _, i := range items {
		status := waybill.Running
		if i.Status == waybill.Queued {
			status = waybill.Queued
			if first.IsZero() || i.QueuedAt.Before(first) {
				first = i.QueuedAt
			}
		}
		n[status]++
	}
	age := 0.0
	if !first.IsZero() {
		age = max(now.Sub(first).Seconds(), 0)
	}
	var all list
	all.add(waiting, float64(n[waybill.Queued]), string(waybill.Queued))
	all.add(waiting, float64(n[waybill.Running]), string(waybill.Running))
	all.add(oldest, age)
	all.add(workers, float64(alive))
	return all
}

type list []prometheus.Metric

// add adds a value. Names of syncs and accounts come from a state, which may
// hold any text: what is no label is left out.
func (l *list) add(d *prometheus.Desc, value float64, labels ...string) {
	if m, err := prometheus.NewConstMetric(d, prometheus.GaugeValue, value, labels...); err == nil {
		*l = append(*l, m)
	}
}
