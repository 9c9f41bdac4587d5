package people

import (
	"errors"
	"math"
	"net/netip"
	"sync"
	"time"

	"github.com/waybillhq/waybill"
)

// What may be wrong before one has to wait, and for how long.
const (
	freePerPerson  = 5  // of one account from one address
	freePerAddress = 50 // of all accounts from one address
	freePerAccount = 20 // of one account from all addresses
	firstWait      = 10 * time.Second
	longestWait    = 15 * time.Minute
	briefWait      = time.Second     // of an account, at first
	longestBrief   = 5 * time.Second // of an account: strangers must not lock anybody out
	forgetAfter    = time.Hour       // without an attempt
	generation     = 10_000          // accounts and addresses; two generations are in memory
)

// Wait is how long somebody has to wait who tried too often. The error of too
// many attempts wraps it.
type Wait struct{ For time.Duration }

// Error says how long.
func (w *Wait) Error() string { return "wait " + w.For.Round(time.Second).String() }

// attempts counts wrong passwords, in memory: a restart forgets them.
//
// Three things are counted: an account from one network, a network, and an
// account from everywhere. The last one only slows down whoever guesses from
// many places, and not at all those who come from where the account's person
// has signed in before.
type attempts struct {
	mu            sync.Mutex
	recent, older map[string]*tries
}

type tries struct {
	n     int
	last  time.Time
	until time.Time // nothing is tried before
	known bool      // the account was let in from that network
}

func newAttempts() *attempts { return &attempts{recent: map[string]*tries{}} }

// attempt is one try of a password.
type attempt struct {
	of                         *attempts
	account, network, anywhere string // keys; "": not counted
}

// begin counts an attempt as wrong, until it turns out right: of many at once
// no more are let through than one after another.
func (a *attempts) begin(account, address string, now time.Time) (attempt, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	network := networkOf(address)
	at := attempt{a, account + "\x00" + network, "\x00" + network, account + "\x00*"}
	longest := max(a.wait(at.account, now), a.wait(at.network, now))
	if t := a.get(at.account); t != nil && t.known {
		at.anywhere = "" // it is counted by its network only
	} else {
		longest = max(longest, a.wait(at.anywhere, now))
	}
	if longest > 0 {
		return attempt{}, &waybill.Error{
			Code: waybill.ETooMany, Message: "too many attempts to sign in", Err: &Wait{longest},
			Hint: "Wait, and try again; an admin can send you a link to set a new password.",
		}
	}
	a.count(at.account, freePerPerson, firstWait, longestWait, now)
	a.count(at.network, freePerAddress, firstWait, longestWait, now)
	if at.anywhere != "" {
		a.count(at.anywhere, freePerAccount, briefWait, longestBrief, now)
	}
	return at, nil
}

// networkOf is what an address is counted as: of IPv6 the network of 64 bits,
// since who has one address has all of them.
func networkOf(address string) string {
	const bits = 64
	a, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	a = a.Unmap().WithZone("")
	if a.Is4() {
		return a.String()
	}
	network, _ := a.Prefix(bits) // of IPv6 there is one
	return network.String()
}

// wait returns how long nothing is tried of a key.
func (a *attempts) wait(key string, now time.Time) time.Duration {
	if t := a.get(key); t != nil {
		return t.until.Sub(now)
	}
	return 0
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

// count counts an attempt. Each beyond the free ones doubles the wait, from
// first to longest.
func (a *attempts) count(key string, free int, first, longest time.Duration, now time.Time) {
	t := a.get(key)
	if t == nil {
		t = &tries{}
		a.put(key, t)
	}
	if now.Sub(t.last) > forgetAfter {
		t.n = 0
	}
	t.n++
	t.last = now
	if over := t.n - free; over >= 0 {
		t.until = now.Add(min(first<<min(over, 20), longest))
	}
}

// right takes the attempt back, with those before it of the same account from
// there. What others tried from elsewhere stays counted.
func (at attempt) right() {
	at.of.mu.Lock()
	defer at.of.mu.Unlock()
	delete(at.of.older, at.account)
	at.of.put(at.account, &tries{known: true})
	at.of.takeBack(at.network, freePerAddress)
	at.of.takeBack(at.anywhere, math.MaxInt) // who guesses need not wait for this one's sake
}

// takeBack uncounts one attempt.
func (a *attempts) takeBack(key string, free int) {
	t := a.get(key)
	if t == nil {
		return
	}
	if t.n--; t.n < free {
		t.until = time.Time{}
	}
}

// WaitOf returns how long an error says to wait; 0 if it does not.
func WaitOf(err error) time.Duration {
	if w, ok := errors.AsType[*Wait](err); ok {
		return w.For
	}
	return 0
}
