package people

import (
	"slices"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// Right is what a request needs. Each includes those before it. They are the
// scopes of tokens, too.
type Right string

// The rights.
const (
	Read  Right = "read"  // look at everything but people and tokens of others
	Run   Right = "run"   // start, cancel and approve runs, decide about rows
	Write Right = "write" // change the configuration and its secrets
	Admin Right = "admin" // people, their tokens, settings, the audit
)

// Rights are all rights, the least first.
var Rights = [...]Right{Read, Run, Write, Admin}

// most is the greatest right of each role.
var most = map[store.Role]Right{store.Viewer: Read, store.Editor: Write, store.Admin: Admin}

// Identity is somebody who was let in.
type Identity struct {
	Person store.Person
	Via    string // session, or token NAME
	Right  Right  // the greatest
}

// May returns nil if the identity has the right, and EForbidden otherwise.
func (i Identity) May(r Right) error {
	if rank(i.Right) >= rank(r) && rank(r) >= 0 {
		return nil
	}
	e := waybill.Errorf(waybill.EForbidden, "this needs the right to %s, and %s by %s has the right to %s", r, i.Person.Email, i.Via, i.Right)
	if rank(most[i.Person.Role]) >= rank(r) {
		return e.WithHint("Use a token with the scope %s.", r)
	}
	return e.WithHint("Ask an admin to change your role, which is %s.", i.Person.Role)
}

// rank is the place of a right, or -1.
func rank(r Right) int { return slices.Index(Rights[:], r) }

// lesser returns the smaller one of two rights.
func lesser(a, b Right) Right {
	if rank(a) < rank(b) {
		return a
	}
	return b
}

// checkRole refuses what is no role.
func checkRole(r store.Role) error {
	if _, ok := most[r]; !ok {
		return waybill.Errorf(waybill.EInvalid, "there is no role %q", r).At("role").WithHint("It is admin, editor or viewer.")
	}
	return nil
}

// author is the identity as the store records it.
func (p *Reception) author(i Identity) store.Author {
	return store.Author{Who: i.Person.Email, Via: i.Via, At: p.now()}
}
