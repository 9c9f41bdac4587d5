-- +goose Up

-- Rows that a run did not deliver, over all runs: a search finds those by it of
-- which nothing is remembered.
CREATE INDEX results_of_key ON results (key, run) WHERE outcome <> 'accepted';
CREATE INDEX results_called ON results (business_key, run) WHERE outcome <> 'accepted' AND business_key IS NOT NULL AND key <> '\x5b22'::bytea || business_key || '\x225d'::bytea;

-- +goose Down
DROP INDEX results_called;
DROP INDEX results_of_key;
