-- +goose Up

-- A run waits while its status is queued, and is in work while it has a holder;
-- an empty one means that whoever had it has died. job is the River job that
-- wakes a worker for it.
ALTER TABLE runs
    ADD COLUMN requested_by text NOT NULL DEFAULT '',
    ADD COLUMN options text NOT NULL DEFAULT '',
    ADD COLUMN queued_at bigint NOT NULL DEFAULT 0,
    ADD COLUMN attempt bigint NOT NULL DEFAULT 0,
    ADD COLUMN holder text,
    ADD COLUMN job bigint;
CREATE UNIQUE INDEX one_queued_run ON runs (sync) WHERE status = 'queued';
CREATE UNIQUE INDEX one_held_run ON runs (sync) WHERE holder IS NOT NULL;

-- Keys of requests, each for the run that it stands for.
CREATE TABLE run_keys (
    sync text NOT NULL,
    key  text NOT NULL,
    run  text NOT NULL,
    at   bigint NOT NULL,
    PRIMARY KEY (sync, key)
);
CREATE INDEX run_keys_by_age ON run_keys (at);

-- How far schedules came: the last time that is done with.
CREATE TABLE schedules (
    sync   text PRIMARY KEY,
    text   text NOT NULL,
    last   bigint NOT NULL,
    paused bigint NOT NULL
);

-- Who works, and until when they are taken to be alive.
CREATE TABLE workers (
    holder text PRIMARY KEY,
    until  timestamptz NOT NULL
);

-- The one worker that ticks, for as long as it is alive.
CREATE TABLE chair (
    one    boolean PRIMARY KEY DEFAULT true CHECK (one),
    holder text NOT NULL
);

-- +goose Down
DROP TABLE chair;
DROP TABLE workers;
DROP TABLE schedules;
DROP TABLE run_keys;
DROP INDEX one_held_run;
DROP INDEX one_queued_run;
ALTER TABLE runs DROP COLUMN requested_by, DROP COLUMN options, DROP COLUMN queued_at, DROP COLUMN attempt, DROP COLUMN holder, DROP COLUMN job;
