package project

import (
	"go.yaml.in/yaml/v3"

	"github.com/waybillhq/waybill"
)

// Test is a sync unit test.
type Test struct {
	Name     string
	Sync     string
	Row      waybill.Object // columns in file order, numbers exact
	Existing any            // what a look-up at the vendor answers: one object, a list, or nil for absent
	Expect   []ExpectedRequest
	Refused  string // the refusal that is expected instead; "" if none
	Position Position
}

// ExpectedRequest is a request that a test expects. What is empty is not
// looked at.
type ExpectedRequest struct {
	Method  string
	Path    string
	Body    any
	HasBody bool
}

func (l *loader) tests(root node) {
	for _, n := range root.get("tests").elements() {
		row, _ := n.get("row").value().(waybill.Object)
		t := Test{
			Name: n.get("name").text(), Sync: n.get("sync").text(), Row: row,
			Existing: n.get("existing").value(), Position: n.position(),
		}
		if t.Name == "." || t.Name == ".." {
			l.fail(n, "`%s` cannot be a name", t.Name).hint("A name is not only dots.")
		}
		l.expect(&t, n.get("expect"))
		l.project.Tests = append(l.project.Tests, t)
	}
}

func (l *loader) expect(t *Test, n node) {
	t.Refused = n.get("refused").text()
	for _, e := range n.elements() {
		t.Expect = append(t.Expect, expected(e))
	}
	if t.Refused != "" {
		if len(n.members()) > 1 {
			l.fail(n, "test `%s` expects both a request and a refusal", t.Name)
		}
		return
	}
	if n.is(yaml.MappingNode) {
		t.Expect = append(t.Expect, expected(n))
	}
	if len(t.Expect) == 0 && !n.absent() {
		l.fail(n, "test `%s` expects nothing", t.Name).hint("Name method, path and body, or refused.")
	}
}

func expected(n node) ExpectedRequest {
	body, ok := get(n.members(), "body")
	return ExpectedRequest{Method: n.get("method").text(), Path: n.get("path").text(), Body: body.value.value(), HasBody: ok}
}
