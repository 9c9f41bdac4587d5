-- +goose Up

-- A memory is what one sync remembers of one account.
CREATE TABLE scopes (
    id      INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    sync    TEXT NOT NULL,
    UNIQUE (account, sync)
);

-- Claims are unique within (account, operation, scope).
CREATE TABLE claim_scopes (
    id        INTEGER PRIMARY KEY,
    account   TEXT NOT NULL,
    operation TEXT NOT NULL,
    scope     TEXT NOT NULL,
    UNIQUE (account, operation, scope)
);

CREATE TABLE accounts (
    name     TEXT PRIMARY KEY,
    type     TEXT NOT NULL,
    identity TEXT NOT NULL
) WITHOUT ROWID;

-- Times are microseconds since 1970, UTC.
CREATE TABLE runs (
    n           INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    account     TEXT NOT NULL,
    sync        TEXT NOT NULL,
    "trigger"   TEXT NOT NULL,
    status      TEXT NOT NULL,
    counts      TEXT NOT NULL,
    started_at  INTEGER NOT NULL,
    finished_at INTEGER NOT NULL,
    error       TEXT NOT NULL,
    warnings    TEXT NOT NULL,
    cancelled   INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX runs_of_sync ON runs (sync, n);

-- Row memory. Keys are compared as bytes.
CREATE TABLE memory (
    scope        INTEGER NOT NULL,
    key          BLOB NOT NULL,
    digest       BLOB,
    state        INTEGER NOT NULL,
    business_key TEXT,
    gone         INTEGER NOT NULL DEFAULT 0,
    tried        BLOB,
    refusals     INTEGER,
    tried_at     INTEGER,
    note         TEXT,
    PRIMARY KEY (scope, key)
) WITHOUT ROWID;

-- Claims are never deleted (invariant 6).
CREATE TABLE claims (
    scope        INTEGER NOT NULL,
    business_key TEXT NOT NULL,
    state        INTEGER NOT NULL,
    memory       INTEGER NOT NULL,
    key          BLOB NOT NULL,
    run          INTEGER NOT NULL,
    begun_at     INTEGER NOT NULL,
    settled_at   INTEGER,
    vendor_id    TEXT,
    receipt      INTEGER,
    PRIMARY KEY (scope, business_key)
) WITHOUT ROWID;

-- What was sent and answered, kept for ever.
CREATE TABLE receipts (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    request TEXT NOT NULL,
    answer  TEXT NOT NULL
);

-- Receipts of a claim before it was sent again by a person's word.
CREATE TABLE earlier_receipts (
    scope        INTEGER NOT NULL,
    business_key TEXT NOT NULL,
    receipt      INTEGER NOT NULL,
    PRIMARY KEY (scope, business_key, receipt)
) WITHOUT ROWID;

CREATE TABLE results (
    run          INTEGER NOT NULL,
    key          BLOB NOT NULL,
    n            INTEGER NOT NULL DEFAULT 0,
    business_key TEXT,
    kind         TEXT NOT NULL,
    outcome      TEXT NOT NULL,
    message      TEXT,
    attempts     INTEGER NOT NULL,
    vendor_id    TEXT,
    flags        INTEGER NOT NULL DEFAULT 0,
    at           INTEGER NOT NULL,
    capture      INTEGER,
    PRIMARY KEY (run, key, n)
) WITHOUT ROWID;

-- Requests with headers and timings, many rows in one compressed piece.
CREATE TABLE captures (
    id   INTEGER PRIMARY KEY,
    at   INTEGER NOT NULL,
    data BLOB NOT NULL
);
CREATE INDEX captures_by_age ON captures (at);

CREATE TABLE decisions (
    id      INTEGER PRIMARY KEY,
    scope   INTEGER NOT NULL,
    key     BLOB NOT NULL,
    verdict TEXT NOT NULL,
    reason  TEXT NOT NULL,
    by      TEXT NOT NULL,
    at      INTEGER NOT NULL
);
CREATE INDEX decisions_of_row ON decisions (scope, key);

-- The ledger as a person reads it with SQL.
CREATE VIEW ledger AS
SELECT s.account, s.operation, s.scope, c.business_key,
       CASE c.state WHEN 1 THEN 'begun' WHEN 2 THEN 'accepted' WHEN 3 THEN 'refused' WHEN 4 THEN 'deferred'
                    WHEN 5 THEN 'in doubt' WHEN 6 THEN 'given up' WHEN 7 THEN 'to be sent again' END AS state,
       m.sync, CAST(c.key AS TEXT) AS primary_key, r.id AS run, c.vendor_id,
       strftime('%Y-%m-%dT%H:%M:%fZ', c.begun_at / 1000000.0, 'unixepoch') AS begun_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', c.settled_at / 1000000.0, 'unixepoch') AS settled_at,
       p.request, p.answer
FROM claims c
JOIN claim_scopes s ON s.id = c.scope
JOIN scopes m ON m.id = c.memory
LEFT JOIN runs r ON r.n = c.run
LEFT JOIN receipts p ON p.id = c.receipt;

-- +goose Down
DROP VIEW ledger;
DROP TABLE decisions;
DROP TABLE captures;
DROP TABLE results;
DROP TABLE earlier_receipts;
DROP TABLE receipts;
DROP TABLE claims;
DROP TABLE memory;
DROP TABLE runs;
DROP TABLE accounts;
DROP TABLE claim_scopes;
DROP TABLE scopes;
