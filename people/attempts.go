package people

import (
	"errors"
	"sync"
	"time"

	"github.com/waybillhq/waybill"
)

// What may be wrong before one has to wait, and for how long.
const (
	freePerPerson  = 5  // of one account from one address
	freePerAddress = 50 // of all accounts from one address
	firstWait      = 10 * time.Second
	longestWait    = 15 * time.Minute
	forgetAfter    = time.Hour // without an attempt
	generation     = 10_000    // accounts and addresses; two generations are in memory
)

// Wait is how long somebody has to wait who tried too often. The error of too
// many attempts wraps it.
type Wait struct{ For time.Duration }

// Error says how long.
func (w *Wait) Error() string { return "wait " + w.For.Round(time.Second).String() }

// attempts counts wrong passwords, in memory: a restart forgets them.
type attempts struct {
	mu            sync.Mutex
	recent, older map[string]*tries
}

type tries struct {
	n     int
	last  time.Time
	until time.Time // nothing is tried before
}

func newAttempts() *attempts { return &attempts{recent: map[string]*tries{}} }

// attempt is one try of a password.
type attempt struct {
	of   *attempts
	keys [2]string
}

// begin counts an attempt as wrong, until it turns out right: of many at once
// no more are let through than one after another.
func (a *attempts) begin(account, address string, now time.Time) (attempt, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	at := attempt{a, [2]string{account + "\x00" + address, "\x00" + address}}
	var longest time.Duration
	for _, key := range at.keys {
		if t := a.get(key); t != nil {
			longest = max(longest, t.until.Sub(now))
		}
	}
	if longest > 0 {
		return attempt{}, &waybill.Error{
			Code: waybill.ETooMany, Message: "too many attempts to sign in", Err: &Wait{longest},
			Hint: "Wait, and try again; an admin can send you a link to set a new password.",
		}
	}
	a.count(at.keys[0], freePerPerson, now)
	a.count(at.keys[1], freePerAddress, now)
	return at, nil
}

// get returns what is counted of a key, or nil. What is still asked for stays
// when a generation goes.
func (a *attempts) get(key string) *tries {
	if t := a.recent[key]; t != nil {
		return t
	}
	t := a.older[key]
	if t != nil {
		a.put(key, t)
	}
	return t
}

// put keeps what is counted of a key. A full generation takes the place of the
// older one, which is forgotten.
func (a *attempts) put(key string, t *tries) {
	if len(a.recent) >= generation {
		a.recent, a.older = map[string]*tries{}, a.recent
	}
	a.recent[key] = t
}

// count counts an attempt. Each beyond the free ones doubles the wait.
func (a *attempts) count(key string, free int, now time.Time) {
	t := a.get(key)
	if t == nil || now.Sub(t.last) > forgetAfter {
		t = &tries{}
		a.put(key, t)
	}
	t.n++
	t.last = now
	if over := t.n - free; over >= 0 {
		t.until = now.Add(min(firstWait<<min(over, 20), longestWait))
	}
}

// right takes the attempt back, with those before it of the same account.
func (at attempt) right() {
	at.of.mu.Lock()
	defer at.of.mu.Unlock()
	delete(at.of.recent, at.keys[0])
	delete(at.of.older, at.keys[0])
	if t := at.of.get(at.keys[1]); t != nil {
		t.n--
		if t.n < freePerAddress {
			t.until = time.Time{}
		}
	}
}

// WaitOf returns how long an error says to wait; 0 if it does not.
func WaitOf(err error) time.Duration {
	if w, ok := errors.AsType[*Wait](err); ok {
		return w.For
	}
	return 0
}
