-- +goose Up

-- What people look for rows by, besides their keys: digests of the values that
-- records have in some fields. A row that is not remembered is not found.
CREATE TABLE reference_fields (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);
CREATE TABLE row_references (
    digest INTEGER NOT NULL,
    scope  INTEGER NOT NULL,
    key    BLOB NOT NULL,
    field  INTEGER NOT NULL,
    run    INTEGER NOT NULL, -- in which it was first read
    PRIMARY KEY (digest, scope, key, field)
) WITHOUT ROWID;

-- Rows that were forgotten, until what they were found by is deleted too.
CREATE TABLE forgotten_rows (
    scope INTEGER NOT NULL,
    key   BLOB NOT NULL,
    PRIMARY KEY (scope, key)
) WITHOUT ROWID;

-- The fields of which all rows of a memory have their references kept. None
-- has in a state of before.
ALTER TABLE scopes ADD COLUMN referenced TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE scopes DROP COLUMN referenced;
DROP TABLE forgotten_rows;
DROP TABLE row_references;
DROP TABLE reference_fields;
