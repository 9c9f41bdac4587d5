-- +goose Up

-- Rows of a run by why they were worked on, and by what became of them. New rows
-- that were accepted, which most are when there are most, cost nothing here.
CREATE INDEX results_by_kind ON results (run, kind, outcome, key, n) WHERE kind <> 'added' OR outcome <> 'accepted';

-- How many rows of its model a run has read so far, while it reads.
ALTER TABLE runs ADD COLUMN reading INTEGER NOT NULL DEFAULT 0;

-- What came of the last test of a source or a destination, and which version of
-- it that was.
CREATE TABLE trials (
    kind    TEXT NOT NULL,
    name    TEXT NOT NULL,
    version INTEGER NOT NULL,
    ok      INTEGER NOT NULL,
    notes   TEXT NOT NULL,
    at      INTEGER NOT NULL,
    by      TEXT NOT NULL,
    PRIMARY KEY (kind, name)
) WITHOUT ROWID;

-- What a browser calls itself, and where it signed in from.
ALTER TABLE sessions ADD COLUMN agent TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE sessions DROP COLUMN address;
ALTER TABLE sessions DROP COLUMN agent;
DROP TABLE trials;
ALTER TABLE runs DROP COLUMN reading;
DROP INDEX results_by_kind;
