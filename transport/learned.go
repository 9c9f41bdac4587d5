package transport

import "time"

const (
	// below is how far under the measured rate we stay: a host that counts in
	// fixed windows has no patience for one request too many.
	below = 0.995

	// raise is how much the rate grows with each whole minute without a 429.
	// Growing steadily would be past the limit after six seconds, and in fixed
	// windows each step past it costs a whole wait.
	raise = 0.05

	// enough is how many requests a host must have taken before its first 429
	// says anything about its rate.
	enough = 20

	// steepest bounds how much one 429 slows down a rate that was learned: we
	// may have had little to send.
	steepest = 0.5

	// A 429 within so many waits of the last one says that the rate which was
	// learned then is too high, by an unknown little.
	soon  = 3
	lower = 0.95
)

// learned is the rate that a host has been found to take. The zero value knows
// nothing and does not space requests. It is guarded by its pacer.
type learned struct {
	perSecond float64 // 0: unknown
	since     time.Time
	period    float64 // seconds over which it was measured

	accepted int       // since the last wait ended, or since the first answer
	start    time.Time // of that count

	second   time.Time // the second being counted,
	inSecond int       // what it took so far
	previous int       // and what the one before took
}

// interval returns the spacing at a time; 0 if nothing has been learned.
func (l *learned) interval(now time.Time) time.Duration {
	if l.perSecond == 0 {
		return 0
	}
	growth := 1 + raise*float64(now.Sub(l.since)/time.Minute) // whole minutes
	return time.Duration(float64(time.Second) / (l.perSecond * growth))
}

// accept counts a request that was sent at a time and that the host took. What
// was on its way when the host had enough belongs to what was measured then.
func (l *learned) accept(sent, now time.Time) {
	if l.perSecond > 0 && sent.Before(l.since) {
		l.perSecond += below / l.period
		return
	}
	if l.start.IsZero() {
		l.start = now
	}
	l.accepted++
	if now.Sub(l.second) >= time.Second {
		l.second, l.previous, l.inSecond = now, l.inSecond, 0
	}
	l.inSecond++
}

// learn takes a 429 that asks to wait for so long. Only the time between waits
// counts: after a fast start a host that counts in fixed windows is asked again
// early in one, so what it takes until the next 429 is just what it allows.
func (l *learned) learn(wait time.Duration, now time.Time) {
	if l.start.IsZero() {
		l.start = now
	}
	if l.perSecond == 0 && l.accepted < enough {
		l.start, l.accepted = now.Add(wait), 0
		return
	}
	l.period = max(wait, now.Sub(l.start), time.Second).Seconds()
	measured := float64(l.accepted) / l.period
	switch {
	case l.perSecond > 0 && now.Sub(l.start) < soon*max(wait, time.Second):
		// It is less than we thought: what came before the first 429 were the
		// requests of two windows.
		measured = min(measured, l.perSecond*lower)
		fallthrough
	case l.perSecond > 0:
		measured = max(measured, l.perSecond*steepest)
	case wait <= time.Second:
		// Nothing held us back so far, so idle time hides what the host takes;
		// its best second does not.
		measured = max(measured, float64(max(l.previous, l.inSecond)))
	}
	l.perSecond = max(measured*below, 0.1)
	l.since, l.start, l.accepted = now, now.Add(wait), 0
}
