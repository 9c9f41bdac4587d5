package web

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/waybillhq/waybill"
)

// policy is what the interface's page may do: run scripts of this server, use
// style elements that carry the nonce, ask this server. Nothing else.
const policy = "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-{{nonce}}'; img-src 'self' data:; connect-src 'self'; " +
	"frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"

// mark stands in the page, and in the policy, where the nonce of an answer goes.
const mark = "{{nonce}}"

// face serves the interface: one page for all of its places, and files.
type face struct {
	page  []byte
	files map[string]file
}

// file is read when it is first asked for: most never are, by most browsers.
type file struct {
	contentType string
	content     func() []byte
	etag        func() string

	// packed is the content by gzip, as small as it gets: packed once, when it
	// is first asked for.
	packed func() []byte
}

// newFace reads the interface; without one there is no face.
func newFace(ui fs.FS) (*face, error) {
	if ui == nil {
		return nil, nil //nolint:nilnil // a server may have no interface
	}
	f := &face{files: map[string]file{}}
	err := fs.WalkDir(ui, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if name == "index.html" {
			f.page, err = fs.ReadFile(ui, name)
			return err
		}
		f.files["/"+name] = newFile(ui, name)
		return nil
	})
	if err != nil || f.page == nil || !bytes.Contains(f.page, []byte(mark)) {
		return nil, &waybill.Error{Code: waybill.EInternal, Message: "the interface was not built: its page is missing, or has no place for a nonce", Hint: "Run make ui.", Err: err}
	}
	return f, nil
}

func newFile(ui fs.FS, name string) file {
	content := sync.OnceValue(func() []byte {
		b, err := fs.ReadFile(ui, name)
		if err != nil {
			panic(err) // it is part of the program, and was listed
		}
		return b
	})
	return file{
		contentType: contentType(name), content: content, packed: sync.OnceValue(func() []byte { return pack(content()) }),
		etag: sync.OnceValue(func() string {
			sum := sha256.Sum256(content())
			return base64.RawURLEncoding.EncodeToString(sum[:12])
		}),
	}
}

// contentType does not depend on what the machine has in its tables.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".json":
		return "application/json"
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}

// answers answers a request for which no other handler is there, and reports
// whether it is the interface's.
func (f *face) answers(w http.ResponseWriter, r *http.Request) bool {
	if f == nil || r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	if found, ok := f.files[r.URL.Path]; ok {
		found.serve(w, r)
		return true
	}
	if reserved(r.URL.Path) || r.URL.Path != "/" && !strings.Contains(r.Header.Get("Accept"), "text/html") {
		return false
	}
	f.servePage(w, r)
	return true
}

// reserved are the paths at which a page would hide that there is nothing: a
// program that asks for them expects something else, and so does a browser that
// asks for a part of an interface that was replaced.
func reserved(name string) bool {
	for _, tree := range []string{"/api", "/assets", "/healthz", "/readyz", "/metrics"} {
		if name == tree || strings.HasPrefix(name, tree+"/") {
			return true
		}
	}
	return false
}

// servePage answers with the page, and a nonce that nobody can guess.
func (f *face) servePage(w http.ResponseWriter, r *http.Request) {
	nonce := rand.Text()
	h := w.Header()
	h.Set("Content-Security-Policy", strings.Replace(policy, mark, nonce, 1))
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	if r.Method != http.MethodHead {
		_, _ = w.Write(bytes.ReplaceAll(f.page, []byte(mark), []byte(nonce))) // whoever asked is gone
	}
}

// serve answers with a file. Those whose names tell their content are kept for
// ever; of others a browser asks whether they changed.
func (f file) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	content, tag := f.content(), f.etag()
	if len(content) >= compressFrom && takesGzip(r.Header.Get("Accept-Encoding")) {
		content, tag = f.packed(), tag+"-gzip" // another representation
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Type", f.contentType)
	h.Set("ETag", `"`+tag+`"`)
	h.Set("Vary", "Accept-Encoding") // and not who asks
	if strings.HasPrefix(r.URL.Path, "/assets/") {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(content) // whoever asked is gone
	}
}

// pack compresses as well as gzip can.
func pack(b []byte) []byte {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is a constant, and valid
	}
	_, _ = z.Write(b) // into memory
	_ = z.Close()
	return out.Bytes()
}

// takesGzip reports whether Accept-Encoding names gzip and does not refuse it.
func takesGzip(accepted string) bool {
	for one := range strings.SplitSeq(accepted, ",") {
		name, weight, _ := strings.Cut(one, ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			weight = strings.TrimRight(strings.ReplaceAll(weight, " ", ""), "0.")
			return weight != "q="
		}
	}
	return false
}
