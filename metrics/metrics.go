// Package metrics tells Prometheus how the server does: what the state says, as
// it is when somebody asks, and what this process did since it began.
//
// Labels are names out of the configuration, statuses, outcomes and ids of
// operations: nothing of a person, a row or a request is in them, so that their
// number stays small and nothing is told. docs/server/operations.md lists all
// names; they are API: add, never rename.
package metrics

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/waybillhq/waybill"
)

// Metrics are those of one process. They may be used by several goroutines. A
// nil *Metrics counts nothing.
type Metrics struct {
	registry *prometheus.Registry

	requests *prometheus.CounterVec
	answered *prometheus.HistogramVec
	runs     *prometheus.HistogramVec
	rows     *prometheus.CounterVec
	vendor   *prometheus.HistogramVec
}

// New returns metrics over a state. Reading it is what a scrape costs, at most
// once in five seconds by now, which is time.Now outside of tests.
func New(state State, now func() time.Time) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "waybill_http_requests_total", Help: "Requests of the API that were answered.",
		}, []string{"operation", "status"}),
		answered: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "waybill_http_request_duration_seconds", Help: "How long answers of the API took.",
			Buckets: []float64{.005, .02, .1, .5, 2, 10},
		}, []string{"operation"}),
		runs: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "waybill_run_duration_seconds", Help: "How long runs took that ended in this process.",
			Buckets: []float64{1, 5, 30, 120, 600, 3600, 21600},
		}, []string{"sync", "status"}),
		rows: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "waybill_rows_total", Help: "Rows of runs that ended in this process, by what became of them.",
		}, []string{"sync", "outcome"}),
		vendor: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "waybill_vendor_request_duration_seconds", Help: "How long vendors took to answer, by the class of the status; none: no answer.",
			Buckets: []float64{.02, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}, []string{"account", "status"}),
	}
	m.registry.MustRegister(newCollector(state, now), m.requests, m.answered, m.runs, m.rows, m.vendor,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Handler answers scrapes. It asks for no credential: it is for an address that
// only Prometheus reaches, or behind a check of the caller's.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError})
}

// Request counts a request of the API by the id of its operation; "" is one that
// none is there for.
func (m *Metrics) Request(operation string, status int, took time.Duration) {
	if m == nil {
		return
	}
	if operation == "" {
		operation = "none"
	}
	m.requests.WithLabelValues(operation, strconv.Itoa(status)).Inc()
	m.answered.WithLabelValues(operation).Observe(took.Seconds())
}

// Run counts a run that ended, with its rows.
func (m *Metrics) Run(run waybill.Run, took time.Duration) {
	if m == nil {
		return
	}
	m.runs.WithLabelValues(run.Sync, string(run.Status)).Observe(took.Seconds())
	for _, o := range outcomes(run.Counts) {
		m.rows.WithLabelValues(run.Sync, o.name).Add(float64(max(o.rows, 0)))
	}
}

// Vendor counts a request that was sent to a vendor's account; status 0 means
// that there was no answer.
func (m *Metrics) Vendor(account string, status int, took time.Duration) {
	if m == nil {
		return
	}
	class := "none"
	if status > 0 {
		class = strconv.Itoa(status/100) + "xx"
	}
	m.vendor.WithLabelValues(account, class).Observe(took.Seconds())
}

type outcome struct {
	name string
	rows int64
}

// outcomes are what became of the rows of a run, by names that stay.
func outcomes(c waybill.Counts) []outcome {
	return []outcome{
		{string(waybill.Accepted), c.Accepted},
		{string(waybill.Rejected), c.Rejected + c.Undeleted},
		{string(waybill.Deferred), c.Deferred},
		{string(waybill.InDoubt), c.InDoubt},
		{string(waybill.Deleted), c.Deleted},
	}
}
