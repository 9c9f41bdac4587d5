package storetest

import (
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// OpenOffice opens the office of one test. Calling it again opens the same one
// once more, as another process would.
type OpenOffice func(t *testing.T) store.Office

// Office checks that a store keeps the contract of store.Office. fresh begins a
// new, empty state and returns how to open it.
func Office(t *testing.T, fresh func(t *testing.T) OpenOffice) {
	for name, test := range map[string]func(*testing.T, OpenOffice){
		"resources come back to the byte and in order":    resourcesRoundTrip,
		"a version that is not expected changes nothing":  resourcesConflict,
		"a version is never that of an earlier state":     versionsGrow,
		"what only moved keeps its version":               moved,
		"changes leave records in the same transaction":   resourcesAudited,
		"a set that was checked against the past fails":   staleBase,
		"of two who change one resource one wins":         resourcesRace,
		"secrets come and go with the resources":          secretsTogether,
		"all secrets are replaced or none":                secretsReplaced,
		"secrets that are written meanwhile are replaced": secretsReplacedRace,
		"people are found by what identifies them":        peopleFound,
		"an e-mail or a subject is one person's":          peopleUnique,
		"there is always an admin":                        lastAdmin,
		"an admin who cannot sign in does not count":      lastAdminWhoCan,
		"two admins cannot remove each other":             lastAdminRace,
		"who leaves is signed out":                        leaving,
		"sessions end":                                    sessions,
		"tokens are revoked once":                         tokens,
		"a link works once, even for two at once":         linkOnce,
		"a link that could not be used stays":             linkStays,
		"a new link replaces the one before":              linkReplaced,
		"open links of a purpose are listed":              linksListed,
		"a link that is withdrawn is gone at once":        linkWithdrawn,
		"a link is withdrawn or used, never both":         linkWithdrawnRace,
		"the server is set up once":                       setupOnce,
		"a reset signs out everywhere":                    resetSignsOut,
		"the audit is listed and filtered":                audited,
		"an audit record holds no password":               auditWithoutHashes,
		"settings have versions":                          settingVersions,
		"the last test of a connection is kept":           trials,
		"the sessions of a person are listed":             openSessions,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, fresh(t))
		})
	}
}

var by = store.Author{Who: "ada@example.com", Via: "session", At: noon}

// ok fails the test on an error.
func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused expects an error of that code.
func refused(t *testing.T, err error, code waybill.Code) {
	t.Helper()
	if waybill.ErrorCode(err) != code {
		t.Fatalf("got %v, want an error of code %s", err, code)
	}
}

// atOnce calls all functions at once and returns their errors.
func atOnce(fns ...func() error) []error {
	type answer struct {
		i   int
		err error
	}
	start, done := make(chan struct{}), make(chan answer)
	for i, fn := range fns {
		go func() {
			<-start
			done <- answer{i, fn()}
		}()
	}
	close(start)
	errs := make([]error, len(fns))
	for range fns {
		a := <-done
		errs[a.i] = a.err
	}
	return errs
}

// won returns how many of errs are nil, and fails the test if another one has
// not the code of those who lose.
func won(t *testing.T, errs []error, lost waybill.Code) (n int) {
	t.Helper()
	for _, err := range errs {
		if err == nil {
			n++
			continue
		}
		refused(t, err, lost)
	}
	return n
}
