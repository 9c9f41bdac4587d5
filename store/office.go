package store

import "time"

// Office is what a server keeps besides the ledger: configuration, secrets,
// people and what they did. It may be used by several goroutines, and by
// several processes at once.
//
// Whatever a person changes is written together with its audit record, in one
// transaction.
type Office interface {
	Resources
	Secrets
	People
	Sessions
	Tokens
	Links
	Audit
	Settings
	Trials
}

// AnyVersion is the expectation of a writer that does not care what is there.
const AnyVersion int64 = -1

// Author is who changes something, how, and when.
type Author struct {
	Who string    // the e-mail of a person, or a name such as setup
	Via string    // how: session, token NAME, cli, schedule
	At  time.Time // UTC
}
