package people

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/sqlite"
)

func TestPasswords(t *testing.T) {
	t.Parallel()
	h := newHasher()
	a, err := h.hash(t.Context(), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := h.hash(t.Context(), "correct horse"); a == b || !strings.HasPrefix(a, "$argon2id$v=19$m=47104,t=2,p=1$") {
		t.Errorf("hashed to %s and %s", a, b)
	}
	for _, c := range []struct {
		stored, password string
		ok, weak         bool
	}{
		{a, "correct horse", true, false},
		{a, "correct horsf", false, false},
		{a, "", false, false},
		// of the tests of the reference implementation
		{"$argon2id$v=19$m=65536,t=2,p=4$c29tZXNhbHQ$GpZ3sK/oH9p7VIiV56G/64Zo/8GaUw434IimaPqxwCo", "password", true, true},
		{"", "", false, false},
		{"$argon2id$v=19$m=4000000,t=1,p=1$c29tZXNhbHQ$GpZ3sK/oH9p7VIiV56G/64Zo/8GaUw434IimaPqxwCo", "password", false, false},
		{"$2a$10$abcdefghijklmnopqrstuv", "password", false, false},
	} {
		ok, weak, err := h.matches(t.Context(), c.stored, c.password)
		if ok != c.ok || c.ok && weak != c.weak || err != nil {
			t.Errorf("%s against %s: %v, weak %v, %v", c.password, c.stored, ok, weak, err)
		}
	}
}

func TestPasswordRules(t *testing.T) {
	t.Parallel()
	for password, want := range map[string]bool{
		"a long password": true, "ünïcödé wörd": true, "123456789": false, "ada.lovelace@example.com": false, "ADA.lovelace": false,
		"aaaaaaaaaaaaaa": false, strings.Repeat("ab12", 300): false,
	} {
		if err := CheckPassword(password, "ada.lovelace@example.com"); (err == nil) != want {
			t.Errorf("%q: %v", password, err)
		}
	}
}

// reception has one person, ada.
func reception(t *testing.T) (*Reception, *time.Time) {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "waybill.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	now := time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)
	p := New(s.Office(), func() time.Time { return now })
	link, _, err := p.Setup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Join(t.Context(), link.Reveal(), Joining{Email: "ada@example.com", Password: "a long password"}); err != nil {
		t.Fatal(err)
	}
	return p, &now
}

func (p *Reception) try(ctx context.Context, email, password, address string) error {
	_, _, err := p.SignIn(ctx, email, password, Browser{Address: address})
	return err
}

// Whether there is such a person shows neither in the answer nor in the work
// it takes: nobody is turned away without a hash.
func TestTheUnknownAreAnsweredAsTheWrong(t *testing.T) {
	t.Parallel()
	p, _ := reception(t)
	disabled, err := p.store.SavePerson(t.Context(), store.Person{ID: "2", Email: "off@example.com", Role: store.Viewer, Disabled: true}, store.Author{})
	if err != nil {
		t.Fatal(err)
	}
	answers := map[string]bool{}
	cases := []string{"ada@example.com", "nobody@example.com", "not an address", "nul\x00@example.com", disabled.Email}
	for _, email := range cases {
		answers[fmt.Sprintf("%#v", p.try(t.Context(), email, "wrong password", "192.0.2.1"))] = true
	}
	if len(answers) != 1 {
		t.Errorf("they are answered differently: %v", answers)
	}
	p.hasher.slots <- struct{}{}
	p.hasher.slots <- struct{}{} // nothing can be hashed
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, email := range cases {
		if err := p.try(ctx, email, "wrong password", "192.0.2.2"); !errors.Is(err, context.Canceled) {
			t.Errorf("%q was answered without a hash: %v", email, err)
		}
	}
}

func TestAWeakHashIsMadeAnew(t *testing.T) {
	t.Parallel()
	p, _ := reception(t)
	ada, err := p.store.PersonByEmail(t.Context(), "ada@example.com")
	if err != nil {
		t.Fatal(err)
	}
	ada.PasswordHash = "$argon2id$v=19$m=65536,t=2,p=4$c29tZXNhbHQ$GpZ3sK/oH9p7VIiV56G/64Zo/8GaUw434IimaPqxwCo"
	if _, err := p.store.SavePerson(t.Context(), ada, store.Author{}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := p.try(t.Context(), "ada@example.com", "password", "192.0.2.1"); err != nil {
			t.Fatal(err)
		}
	}
	if ada, _ = p.store.PersonByEmail(t.Context(), "ada@example.com"); !strings.Contains(ada.PasswordHash, "m=47104,t=2,p=1") {
		t.Errorf("it is %s", ada.PasswordHash)
	}
}

func TestWrongPasswordsWait(t *testing.T) {
	t.Parallel()
	p, now := reception(t)
	try := func(password, address string) error { return p.try(t.Context(), "ADA@example.com", password, address) }
	for range freePerPerson {
		if err := try("wrong", "192.0.2.1"); waybill.ErrorCode(err) != waybill.EUnauthorized {
			t.Fatalf("got %v", err)
		}
	}
	for i, wait := range []time.Duration{10 * time.Second, 20 * time.Second, 40 * time.Second} {
		err := try("a long password", "192.0.2.1") // even with the right one
		if waybill.ErrorCode(err) != waybill.ETooMany || WaitOf(err) != wait {
			t.Fatalf("wait %d is %v: %v", i, WaitOf(err), err)
		}
		*now = now.Add(wait)
		if err := try("wrong", "192.0.2.1"); waybill.ErrorCode(err) != waybill.EUnauthorized {
			t.Fatalf("after waiting: %v", err)
		}
	}
	if err := try("a long password", "192.0.2.2"); err != nil {
		t.Errorf("from another address: %v", err)
	}
	*now = now.Add(longestWait)
	if err := try("a long password", "192.0.2.1"); err != nil {
		t.Errorf("after the wait: %v", err)
	}
	if err := try("wrong", "192.0.2.1"); waybill.ErrorCode(err) != waybill.EUnauthorized {
		t.Errorf("a right password did not forgive: %v", err)
	}
}

func TestAnIPv6NetworkIsOneAddress(t *testing.T) {
	t.Parallel()
	a, now := newAttempts(), time.Unix(1e9, 0)
	for i := range freePerPerson {
		if _, err := a.begin("ada", fmt.Sprintf("2001:db8::%x", i), now); err != nil {
			t.Fatal(err)
		}
	}
	for address, waits := range map[string]bool{
		"2001:db8::ffff:1": true, "2001:db8:0:0:9::1%eth0": true, "2001:db8:0:1::1": false, "192.0.2.1": false,
	} {
		if _, err := a.begin("ada", address, now); (err != nil) != waits {
			t.Errorf("%s: %v", address, err)
		}
	}
	for range freePerPerson - 1 {
		_, _ = a.begin("ada", "::ffff:192.0.2.1", now)
	}
	if _, err := a.begin("ada", "192.0.2.1", now); err == nil {
		t.Error("an IPv4 address has two forms, and each is counted alone")
	}
}

func TestGuessingFromManyAddressesIsSlow(t *testing.T) {
	t.Parallel()
	p, now := reception(t)
	const right, home = "a long password", "198.51.100.1"
	if err := p.try(t.Context(), "ada@example.com", right, home); err != nil {
		t.Fatal(err)
	}
	guesses := 0
	guess := func() error {
		guesses++
		return p.try(t.Context(), "ada@example.com", "wrong", fmt.Sprintf("203.0.113.%d", guesses%250))
	}
	for range freePerAccount {
		if err := guess(); waybill.ErrorCode(err) != waybill.EUnauthorized {
			t.Fatalf("guess %d: %v", guesses, err)
		}
	}
	for _, wait := range []time.Duration{1, 2, 4, 5, 5} {
		if err := guess(); waybill.ErrorCode(err) != waybill.ETooMany || WaitOf(err) != wait*time.Second {
			t.Fatalf("guess %d waits for %v: %v", guesses, WaitOf(err), err)
		}
		if err := p.try(t.Context(), "ada@example.com", right, home); err != nil {
			t.Errorf("strangers lock ada out: %v", err)
		}
		*now = now.Add(wait * time.Second)
		if err := guess(); waybill.ErrorCode(err) != waybill.EUnauthorized {
			t.Fatalf("after waiting: %v", err)
		}
	}
	*now = now.Add(longestBrief)
	if err := p.try(t.Context(), "ada@example.com", right, "198.51.100.77"); err != nil {
		t.Errorf("from an unknown address, after the wait: %v", err)
	}
}

func TestAttemptsAtOnceAreCounted(t *testing.T) {
	t.Parallel()
	a, now := newAttempts(), time.Unix(1e9, 0)
	let := 0
	for range 100 {
		if _, err := a.begin("ada", "192.0.2.1", now); err == nil {
			let++ // none has been answered yet
		}
	}
	if let != freePerPerson {
		t.Errorf("%d were let through", let)
	}
	let = 0
	for i := range 100 {
		if _, err := a.begin(fmt.Sprint("person", i), "192.0.2.9", now); err == nil {
			let++
		}
	}
	if let != freePerAddress {
		t.Errorf("%d accounts were tried from one address", let)
	}
}

func TestAttemptsTakeLittleMemory(t *testing.T) {
	t.Parallel()
	a, now := newAttempts(), time.Unix(1e9, 0)
	for range freePerPerson {
		_, _ = a.begin("ada", "192.0.2.1", now)
	}
	for i := range 5 * generation {
		_, _ = a.begin(fmt.Sprint(i), fmt.Sprint(i), now)
		if _, err := a.begin("ada", "192.0.2.1", now); err == nil {
			t.Fatalf("the one who waits was forgotten after %d others", i)
		}
	}
	if n := len(a.recent) + len(a.older); n > 2*generation+2 {
		t.Errorf("%d are kept", n)
	}
}

func BenchmarkHash(b *testing.B) {
	h := newHasher()
	for b.Loop() {
		if _, err := h.hash(b.Context(), "correct horse"); err != nil {
			b.Fatal(err)
		}
	}
}
