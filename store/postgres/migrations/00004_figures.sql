-- +goose Up

-- What dashboards ask for every few seconds, without reading the tables.
CREATE INDEX runs_by_status ON runs (sync, status, finished_at, n);
CREATE INDEX memory_in_doubt ON memory (scope) WHERE state = 5;

-- +goose Down
DROP INDEX memory_in_doubt;
DROP INDEX runs_by_status;
