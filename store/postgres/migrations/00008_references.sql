-- +goose Up

-- What people look for rows by, besides their keys: digests of the values that
-- records have in some fields. A row that is not remembered is not found.
CREATE TABLE reference_fields (
    id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE
);
CREATE TABLE row_references (
    digest bigint NOT NULL,
    run    bigint NOT NULL, -- in which it was first read
    scope  integer NOT NULL,
    field  integer NOT NULL,
    key    bytea NOT NULL,
    PRIMARY KEY (digest, scope, key, field)
);

-- Rows that were forgotten, until what they were found by is deleted too.
CREATE TABLE forgotten_rows (
    scope bigint NOT NULL,
    key   bytea NOT NULL,
    PRIMARY KEY (scope, key)
);

-- The fields of which all rows of a memory have their references kept. None
-- has in a state of before.
ALTER TABLE scopes ADD COLUMN referenced text NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE scopes DROP COLUMN referenced;
DROP TABLE forgotten_rows;
DROP TABLE row_references;
DROP TABLE reference_fields;
