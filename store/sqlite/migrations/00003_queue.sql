-- +goose Up

-- A run waits while its status is queued, and is in work while it has a holder;
-- an empty one means that whoever had it has died.
ALTER TABLE runs ADD COLUMN requested_by TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN options TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN queued_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN attempt INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN holder TEXT;
CREATE UNIQUE INDEX one_queued_run ON runs (sync) WHERE status = 'queued';
CREATE UNIQUE INDEX one_held_run ON runs (sync) WHERE holder IS NOT NULL;

-- Keys of requests, each for the run that it stands for.
CREATE TABLE run_keys (
    sync TEXT NOT NULL,
    key  TEXT NOT NULL,
    run  TEXT NOT NULL,
    at   INTEGER NOT NULL,
    PRIMARY KEY (sync, key)
) WITHOUT ROWID;
CREATE INDEX run_keys_by_age ON run_keys (at);

-- How far schedules came: the last time that is done with.
CREATE TABLE schedules (
    sync   TEXT PRIMARY KEY,
    text   TEXT NOT NULL,
    last   INTEGER NOT NULL,
    paused INTEGER NOT NULL
) WITHOUT ROWID;

-- Deliveries of runs in work that are still to be worked.
CREATE TABLE spread (
    id  INTEGER PRIMARY KEY,
    run TEXT NOT NULL,
    n   INTEGER NOT NULL
);
CREATE INDEX spread_by_run ON spread (run);

-- +goose Down
DROP TABLE spread;
DROP TABLE schedules;
DROP TABLE run_keys;
DROP INDEX one_held_run;
DROP INDEX one_queued_run;
ALTER TABLE runs DROP COLUMN holder;
ALTER TABLE runs DROP COLUMN attempt;
ALTER TABLE runs DROP COLUMN queued_at;
ALTER TABLE runs DROP COLUMN options;
ALTER TABLE runs DROP COLUMN requested_by;
