package partnerstack

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/sandbox"
)

// maxBody bounds a request's body; the vendor's own bound is not known.
const maxBody = 1 << 20

// answer is what a handler decided: an envelope for success or refusal.
type answer struct {
	status  int
	message string
	data    any  // nil: none
	bare    bool // no body at all
	note    string
}

func ok(message string, data any) answer { return answer{status: 200, message: message, data: data} }

func refuse(status int, format string, args ...any) answer {
	return answer{status: status, message: fmt.Sprintf(format, args...)}
}

// ServeHTTP answers for both hosts.
func (v *Vendor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v.answer(r).write(w)
}

func (v *Vendor) answer(r *http.Request) answer {
	path := r.URL.EscapedPath()
	if rest, found := strings.CutPrefix(path, "/api/v2/"); found {
		if !v.signed(r) {
			return refuse(401, "Unauthorized")
		}
		return v.rest(r, rest)
	}
	if path == "/conversion/xid" {
		return v.convert(r)
	}
	if partner, found := strings.CutPrefix(path, "/l/"); found && r.Method == http.MethodGet {
		return v.click(partner)
	}
	return refuse(404, "Not Found")
}

// rest answers for the REST API: a collection, or one thing in it. Keys are
// percent-decoded after the path is split, so that they may hold a slash.
func (v *Vendor) rest(r *http.Request, path string) answer {
	collection, rawKey, one := strings.Cut(path, "/")
	key, err := url.PathUnescape(rawKey)
	if err != nil || one && key == "" {
		return refuse(404, "Not Found")
	}
	if one {
		collection += "/"
	}
	if h, found := v.routes[r.Method+" "+collection]; found {
		return h(r, key)
	}
	for _, method := range []string{"GET", "POST", "PATCH", "DELETE"} {
		if v.routes[method+" "+collection] != nil {
			return refuse(405, "Method Not Allowed")
		}
	}
	return refuse(404, "Not Found")
}

// newRoutes maps a method and a collection, with a slash for one thing in it, to
// what answers.
func (v *Vendor) newRoutes() map[string]func(*http.Request, string) answer {
	return map[string]func(*http.Request, string) answer{
		"GET customers": v.listCustomers, "POST customers": v.createCustomer,
		"GET customers/": v.getCustomer, "PATCH customers/": v.patchCustomer, "DELETE customers/": v.deleteCustomer,
		"GET transactions": v.listTransactions, "POST transactions": v.createTransaction, "DELETE transactions/": v.deleteTransaction,
		"GET partnerships": v.listPartners, "GET partnerships/": v.getPartner,
		"GET actions": v.listActions, "POST actions": v.createAction, "DELETE actions/": v.deleteAction,
	}
}

// signed checks the key pair (HTTP Basic, public key and secret key).
func (v *Vendor) signed(r *http.Request) bool {
	public, secret, ok := r.BasicAuth()
	if v.env.AnyCredentials {
		return ok && public != "" && secret != ""
	}
	return ok && public == v.data.PublicKey && secret == v.data.SecretKey
}

// decode reads a body that must be one JSON object. Numbers stay exact.
func decode(r *http.Request) (map[string]any, answer, bool) {
	b, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil || len(b) > maxBody {
		return nil, refuse(400, "The request body could not be read"), false
	}
	value, err := waybill.ParseJSON(b)
	if err != nil {
		return nil, refuse(400, "Invalid JSON"), false
	}
	body, isObject := value.(map[string]any)
	if !isObject {
		return nil, refuse(400, "%s is not of type 'object'", python(value)), false
	}
	return body, answer{}, true
}

// write writes the envelope: {"data":…,"message":…,"status":…}.
func (a answer) write(w http.ResponseWriter) {
	if a.note != "" {
		w.Header().Set(sandbox.NoteHeader, oneLine(a.note))
	}
	if a.bare {
		if a.data != nil {
			w.Header().Set("Location", a.data.(string))
		}
		w.WriteHeader(a.status)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	body := struct {
		Data    any    `json:"data,omitempty"`
		Message string `json:"message"`
		Status  int    `json:"status"`
	}{a.data, a.message, a.status}
	b, err := json.Marshal(body)
	if err != nil {
		a.status, b = 500, []byte(`{"message":"Internal Server Error","status":500}`)
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(append(b, '\n')) // the client has gone away
}

// oneLine keeps what came from a request out of other headers.
func oneLine(s string) string { return strings.NewReplacer("\r", " ", "\n", " ").Replace(s) }

// Refuse answers in PartnerStack's error envelope.
func (v *Vendor) Refuse(w http.ResponseWriter, _ *http.Request, f sandbox.Refusal) {
	if f.Wait >= 0 && v.env.Assume(retryAfter) == "seconds" {
		w.Header().Set("Retry-After", strconv.Itoa(int((f.Wait+time.Second-1)/time.Second)))
	}
	refuse(f.Status, "%s", http.StatusText(f.Status)).write(w)
}

// Paced adds nothing: the vendor's rate-limit headers are not known.
func (v *Vendor) Paced(http.Header, *http.Request, sandbox.Pace) {}
