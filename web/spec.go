package web

import (
	"encoding/json"
	"net/http"
	"sync"
)

// specOperations serves the document. It may be read without signing in: it
// tells nothing about this server but its version of the API.
func (s *Server) specOperations() {
	doc := s.api.OpenAPI()
	s.mux.HandleFunc("GET "+Prefix+"/openapi.json", served("application/openapi+json", func() ([]byte, error) { return json.Marshal(doc) }))
	s.mux.HandleFunc("GET "+Prefix+"/openapi.yaml", served("application/openapi+yaml", doc.YAML))
	s.mux.HandleFunc("GET /api/docs", served("text/html; charset=utf-8", func() ([]byte, error) { return docs(doc) }))
	s.mux.HandleFunc("GET /api/docs/style.css", served("text/css; charset=utf-8", func() ([]byte, error) { return style, nil }))
}

// Spec returns the OpenAPI document as YAML.
func (s *Server) Spec() ([]byte, error) { return s.api.OpenAPI().YAML() }

// served serves what is made when it is first asked for.
func served(contentType string, content func() ([]byte, error)) http.HandlerFunc {
	once := sync.OnceValues(content)
	return func(w http.ResponseWriter, r *http.Request) {
		b, err := once()
		if err != nil {
			note(r.Context(), func(n *noted) { n.err = err })
			tell(w, http.StatusInternalServerError, nil)
			return
		}
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Cache-Control", "private, max-age=60")
		_, _ = w.Write(b) // whoever asked is gone
	}
}
