// Package deploy_test holds what is deployed against the program: the dashboard
// asks for metrics that exist, the chart renders to YAML.
package deploy_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"text/template"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/metrics"
	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/queue/local"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/sqlite"
)

// told are the metrics that a process with a bit of everything tells.
func told(t *testing.T) string {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "waybill.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	now, q := time.Now(), local.New(s)
	run := waybill.Run{ID: "R1", Sync: "orders", Account: "shop", Status: waybill.Completed, StartedAt: now, FinishedAt: now}
	_, failed := q.Trigger(t.Context(), queue.Request{Sync: "orders"})
	err = errors.Join(failed, s.SaveRun(t.Context(), run, 0))
	if err != nil {
		t.Fatal(err)
	}
	doubt := []store.Entry{{Key: `["a"]`, State: store.InDoubt}}
	if _, err := s.Commit(t.Context(), store.Batch{Run: "R1", Scope: store.Scope{Account: "shop", Sync: "orders"}, Entries: doubt}); err != nil {
		t.Fatal(err)
	}
	m := metrics.New(metrics.State{Overview: s, Queue: q}, time.Now)
	m.Request("get-run", 200, time.Second)
	m.Run(run, time.Second)
	m.Vendor("shop", 200, time.Second)
	answer := httptest.NewRecorder()
	m.Handler().ServeHTTP(answer, httptest.NewRequest("GET", "/metrics", nil))
	return answer.Body.String()
}

var (
	sample = regexp.MustCompile(`(?m)^(waybill_\w+)(?:\{(.*)\})? `)
	asked  = regexp.MustCompile(`\b(waybill_\w+)(?:\{([^}]*)\})?`)
	label  = regexp.MustCompile(`(\w+)(?:=~|!~|!=|=)"`)
	by     = regexp.MustCompile(`by \(([^)]*)\)`)
)

func TestTheDashboardAsksForMetricsThatExist(t *testing.T) {
	t.Parallel()
	labels := map[string]map[string]bool{}
	for _, m := range sample.FindAllStringSubmatch(told(t), -1) {
		labels[m[1]] = map[string]bool{}
		for _, l := range label.FindAllStringSubmatch(m[2], -1) {
			labels[m[1]][l[1]] = true
		}
	}
	text, err := os.ReadFile("grafana/waybill.json")
	if err != nil {
		t.Fatal(err)
	}
	var dashboard struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(text, &dashboard); err != nil || len(dashboard.Panels) < 10 {
		t.Fatalf("%d panels, %v", len(dashboard.Panels), err)
	}
	shown := map[string]bool{}
	for _, p := range dashboard.Panels {
		for _, target := range p.Targets {
			m := asked.FindStringSubmatch(target.Expr)
			if m == nil || labels[m[1]] == nil {
				t.Errorf("%s: no metric is called so: %s", p.Title, target.Expr)
				continue
			}
			shown[strings.TrimSuffix(strings.TrimSuffix(m[1], "_bucket"), "_count")] = true
			var used []string
			for _, l := range label.FindAllStringSubmatch(m[2], -1) {
				used = append(used, l[1])
			}
			for _, b := range by.FindAllStringSubmatch(target.Expr, -1) {
				used = append(used, strings.Split(b[1], ", ")...)
			}
			for _, l := range used {
				if !labels[m[1]][l] {
					t.Errorf("%s: %s has no label %s", p.Title, m[1], l)
				}
			}
		}
	}
	page, err := os.ReadFile("../docs/server/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	for name := range labels {
		name = regexp.MustCompile(`_(bucket|sum|count)$`).ReplaceAllString(name, "")
		if !shown[name] {
			t.Errorf("no panel shows %s", name)
		}
		if !strings.Contains(string(page), "`"+name+"`") {
			t.Errorf("docs/server/operations.md does not tell of %s", name)
		}
	}
}

// render renders the chart by Go's templates with those of helm's functions that
// it uses. It is no helm: it shows mistakes of templates and of YAML.
func render(t *testing.T, change func(values map[string]any)) []map[string]any {
	t.Helper()
	root := template.New("")
	root.Option("missingkey=error").Funcs(template.FuncMap{
		"include": func(name string, data any) (string, error) {
			var b bytes.Buffer
			err := root.ExecuteTemplate(&b, name, data)
			return b.String(), err
		},
		"nindent": func(n int, s string) string {
			pad := "\n" + strings.Repeat(" ", n)
			return pad + strings.ReplaceAll(s, "\n", pad)
		},
		"quote": func(v any) string { return fmt.Sprintf("%q", fmt.Sprint(v)) },
		"toYaml": func(v any) (string, error) {
			b, err := yaml.Marshal(v)
			return strings.TrimSuffix(string(b), "\n"), err
		},
		"required": func(why string, v any) (any, error) {
			if v == nil || v == "" {
				return nil, errors.New(why)
			}
			return v, nil
		},
	})
	if _, err := root.ParseGlob("helm/waybill/templates/*"); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("helm/waybill/values.yaml")
	values := map[string]any{}
	if err := errors.Join(err, yaml.Unmarshal(text, &values)); err != nil {
		t.Fatal(err)
	}
	change(values)
	var objects []map[string]any
	for _, name := range []string{"server.yaml", "worker.yaml", "service.yaml", "ingress.yaml", "servicemonitor.yaml"} {
		var b bytes.Buffer
		if err := root.ExecuteTemplate(&b, name, map[string]any{"Values": values, "Release": map[string]any{"Name": "w"}}); err != nil {
			t.Fatal(err)
		}
		for d := yaml.NewDecoder(&b); ; {
			var o map[string]any
			if err := d.Decode(&o); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if o != nil {
				objects = append(objects, o)
			}
		}
	}
	return objects
}

func TestTheChartRenders(t *testing.T) {
	t.Parallel()
	few := render(t, func(v map[string]any) { v["publicURL"] = "https://waybill.example.com" })
	all := render(t, func(v map[string]any) {
		v["publicURL"], v["variables"] = "https://waybill.example.com", []any{"vendors"}
		v["ingress"].(map[string]any)["enabled"] = true
		v["ingress"].(map[string]any)["tlsSecret"] = "tls"
		v["serviceMonitor"].(map[string]any)["enabled"] = true
	})
	if len(few) != 4 || len(all) != 6 {
		t.Fatalf("%d and %d objects", len(few), len(all))
	}
	for _, o := range all {
		if o["kind"] == nil || o["apiVersion"] == nil || o["metadata"].(map[string]any)["name"] == nil {
			t.Errorf("no object: %v", o)
		}
		if o["kind"] != "Deployment" {
			continue
		}
		text := fmt.Sprint(o)
		for _, want := range []string{"WAYBILL_STATE", "WAYBILL_KEY", "livenessProbe", "runAsNonRoot:true", "readOnlyRootFilesystem:true", "vendors"} {
			if !strings.Contains(text, want) {
				t.Errorf("%v has no %s", o["metadata"], want)
			}
		}
	}
}

func TestComposeIsYAML(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("compose.yaml")
	var file struct{ Services map[string]map[string]any }
	if err := errors.Join(err, yaml.Unmarshal(text, &file)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"db", "server", "worker"} {
		if file.Services[name]["image"] == nil {
			t.Errorf("%s: %v", name, file.Services[name])
		}
	}
}
