package partnerize

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// The codes of version 3 errors.
// Source: https://api-docs.partnerize.com/brand/, "Errors".
const (
	codeUnauthorized = "39b4b7c2-e5b9-41b1-83d4-db3b23b5ebfa"
	codeForbidden    = "16bd7f4a-bf84-45c3-aa95-9b32aeb139b0"
	codeNoRoute      = "0d528fb3-569c-45fa-b2b5-309b360bf9fa"
	codeMethod       = "5fe5c44b-f299-4fa6-bda4-bf80fecf6093"
	codeInternal     = "a72717b1-0ecb-4d74-a77f-3e3702a2c8d5"
	codeTooMany      = "3b22ff00-96a5-4fa4-96cc-f36e68dbd2e2"
	codeMissing      = "2572f7f9-e87e-4aa7-98cf-6f53c9ed5584"
	codeUnexpected   = "7703c766-b5d5-4cef-ace7-ae0dd82304e9"
	codeTooLong      = "d94b19cc-114f-4f44-9cc4-4138e80a87b9"
	codeType         = "ba785a8c-82cb-4283-967c-3cf342181b40"
	codePattern      = "de1e3db3-5ed4-4941-aae4-59f3667cc3a3"
	codeReference    = "99B4BC14-8401-4A45-9AF5-CB79E4989C2E"
)

const credentialsAdvice = "Your API credentials can be found in Account settings. 'Username' will be your 'User application key' and 'Password' will be your 'User API key'"

// detail is one of the errors of a version 3 answer.
type detail struct {
	Property string `json:"property"`
	Message  string `json:"message"`
	Code     string `json:"code"`
	Type     string `json:"type"`
}

type errorV3 struct {
	Errors  []detail `json:"errors"`
	Message string   `json:"message"`
	Code    string   `json:"code"`
}

// failV3 is a version 3 error. http.StatusText is the vendor's message too.
func failV3(status int, details ...detail) reply {
	return reply{status, map[string]errorV3{"error": {details, http.StatusText(status), strconv.Itoa(status)}}}
}

// slug is one of the errors of a version 2 answer.
type slug struct {
	Type    string `json:"type"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

type errorV2 struct {
	Errors  []slug `json:"errors"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

func failV2(status int, slugs ...slug) reply {
	if slugs == nil {
		slugs = []slug{}
	}
	return reply{status, map[string]errorV2{"error": {slugs, strconv.Itoa(status), http.StatusText(status)}}}
}

// failV1 is a version 1 error; kind is a status or a name.
func failV1(status int, message string, kind any) reply {
	return reply{status, map[string]any{"error": map[string]any{"message": message, "type": kind}}}
}

// unauthorized answers credentials that are missing ("none") or wrong ("bad").
func (v *Vendor) unauthorized(version int, how string) reply {
	switch version {
	case 3:
		message := credentialsAdvice + "."
		if how == "bad" {
			message = "Your 'User application key' and 'User API key' combination is invalid."
		}
		return failV3(401, detail{"", message, codeUnauthorized, "unauthorised"})
	case 2:
		return failV2(401, slug{"error", "unauthorized", credentialsAdvice})
	}
	status, _ := strconv.Atoi(v.env.Assume(v1Unauthorized))
	return failV1(status, http.StatusText(status), status)
}

// refusal is a 429, 500 or 503.
func refusal(version, status int) reply {
	text := http.StatusText(status)
	switch {
	case version == 3 && status == 429:
		return failV3(status, detail{"", "You have made too many requests recently, please try again later.", codeTooMany, "too_many_requests"})
	case version == 3:
		return failV3(status, detail{"", text, codeInternal, "internal_error"})
	case version == 2:
		return failV2(status)
	}
	return failV1(status, text, strconv.Itoa(status))
}

func (r *request) noRoute() reply {
	message := fmt.Sprintf("No route found for %q", r.Method+" "+r.URL.Path)
	switch r.version {
	case 3:
		return failV3(404, detail{"", message, codeNoRoute, "not_found"})
	case 2:
		return failV2(404, slug{"error", "routing_error", message})
	}
	return failV1(404, "Not Found", 404)
}

func (r *request) wrongMethod(allow string) reply {
	message := fmt.Sprintf("No route found for %q: Method Not Allowed (Allow: %s)", r.Method+" "+r.URL.Path, allow)
	switch r.version {
	case 3:
		return failV3(405, detail{"", message, codeMethod, "routing_error"})
	case 2:
		return failV2(405, slug{"error", "routing_error", strings.ToLower(r.Method) + " not supported"})
	}
	return failV1(405, "Method Not Allowed", 405)
}

// forbidden is what a user without access to the campaigns gets from version 3.
func forbidden() reply {
	return failV3(403, detail{"[campaigns][0]", `You do not have "view" access on this entity.`, codeForbidden, "unauthorised"})
}

// invalid is a version 3 validation error.
func invalid(property, code, format string, args ...any) reply {
	return failV3(400, detail{property, fmt.Sprintf(format, args...), code, "validation_error"})
}
