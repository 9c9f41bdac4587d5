-- +goose Up

-- What tells reasons apart, of rows that are not plainly accepted.
ALTER TABLE results ADD COLUMN reason TEXT;
UPDATE results SET reason = substr(coalesce(message, ''), 1, 200) WHERE outcome <> 'accepted' OR flags <> 0;
DROP INDEX results_by_reason;
CREATE INDEX results_by_reason ON results (run, outcome, reason, key, n) WHERE outcome <> 'accepted' OR flags <> 0;
CREATE INDEX results_unconfirmed ON results (run, key, n) WHERE flags & 1 <> 0;

-- Rows in doubt, newest first, and how many are refused.
UPDATE memory SET tried_at = unixepoch() * 1000000 WHERE state = 5 AND tried_at IS NULL;
CREATE INDEX memory_doubted ON memory (tried_at, scope, key) WHERE state = 5;
CREATE INDEX memory_refused ON memory (scope) WHERE state = 3;

-- Lists of runs, and what went on in a time.
CREATE INDEX runs_of_status ON runs (status, n);
CREATE INDEX runs_by_start ON runs (started_at);

-- +goose Down
DROP INDEX runs_by_start;
DROP INDEX runs_of_status;
DROP INDEX memory_refused;
DROP INDEX memory_doubted;
DROP INDEX results_unconfirmed;
DROP INDEX results_by_reason;
CREATE INDEX results_by_reason ON results (run, outcome, message, key, n) WHERE outcome <> 'accepted';
ALTER TABLE results DROP COLUMN reason;
