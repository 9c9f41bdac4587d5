package sandbox

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/waybillhq/waybill"
)

// root is where the sandbox's own page and controls are.
const root = "/_sandbox"

// crossOrigin keeps other sites that a person visits from using the controls.
var crossOrigin = http.NewCrossOriginProtection()

// control serves the page, the JSON view and the controls.
func (s *Sandbox) control(w http.ResponseWriter, r *http.Request) {
	if err := crossOrigin.Check(r); err != nil {
		fail(w, http.StatusForbidden, waybill.Errorf(waybill.EInvalid, "%v", err))
		return
	}
	what := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, root), "/")
	switch r.Method + " " + what {
	case "GET ", "HEAD ":
		s.page(w)
	case "GET recorded":
		w.Header().Set("Content-Type", "application/json")
		_ = s.WriteJSON(w) // the client has gone away: nothing is left to tell it
	case "GET faults":
		reply(w, http.StatusOK, s.faultTexts())
	case "POST faults":
		s.postFaults(w, r)
	case "DELETE faults":
		s.SetFaults()
		reply(w, http.StatusOK, s.faultTexts())
	case "GET assumptions":
		reply(w, http.StatusOK, s.Assumptions())
	case "POST assumptions":
		s.postAssumptions(w, r)
	case "POST reset":
		s.Reset()
		w.WriteHeader(http.StatusNoContent)
	default:
		fail(w, http.StatusNotFound, waybill.Errorf(waybill.ENotFound, "there is no %s %s", r.Method, r.URL.Path).
			WithHint("GET /_sandbox, GET /_sandbox/recorded, GET|POST|DELETE /_sandbox/faults, GET|POST /_sandbox/assumptions, POST /_sandbox/reset"))
	}
}

type faultTexts struct {
	Faults []string `json:"faults"`
}

func (s *Sandbox) faultTexts() faultTexts {
	out := faultTexts{Faults: []string{}}
	for _, f := range s.Faults() {
		out.Faults = append(out.Faults, f.String())
	}
	return out
}

// postFaults replaces the faults with those of a body {"faults":["slow=2s"]}.
func (s *Sandbox) postFaults(w http.ResponseWriter, r *http.Request) {
	var body faultTexts
	if err := read(w, r, &body); err != nil {
		fail(w, http.StatusBadRequest, err)
		return
	}
	faults, err := ParseFaults(body.Faults...)
	if err != nil {
		fail(w, http.StatusBadRequest, err)
		return
	}
	s.SetFaults(faults...)
	reply(w, http.StatusOK, s.faultTexts())
}

// ParseFaults reads several faults, as [ParseFault] does.
func ParseFaults(texts ...string) ([]Fault, error) {
	faults := make([]Fault, len(texts))
	for i, text := range texts {
		f, err := ParseFault(text)
		if err != nil {
			return nil, err
		}
		faults[i] = f
	}
	return faults, nil
}

// postAssumptions switches the assumptions of a body {"name":"option"}.
func (s *Sandbox) postAssumptions(w http.ResponseWriter, r *http.Request) {
	var body map[string]string
	err := read(w, r, &body)
	if err == nil {
		err = s.Assume(body)
	}
	if err != nil {
		fail(w, http.StatusBadRequest, err)
		return
	}
	reply(w, http.StatusOK, s.Assumptions())
}

func read(w http.ResponseWriter, r *http.Request, into any) error {
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return waybill.Errorf(waybill.EInvalid, "the body is not as expected: %v", err)
	}
	return nil
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client has gone away
}

// fail writes an error of the sandbox itself as problem+json (RFC 9457).
func fail(w http.ResponseWriter, status int, err error) {
	problem := map[string]any{"title": err.Error(), "status": status}
	if e, ok := err.(*waybill.Error); ok && e.Hint != "" { //nolint:errorlint // made here, never wrapped
		problem["detail"] = e.Hint
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(problem)
}
