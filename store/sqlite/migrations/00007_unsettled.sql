-- +goose Up
-- Whether a run was ended by the queue, and not by whoever worked on it: what
-- that one had begun is still to be put in doubt.
ALTER TABLE runs ADD COLUMN unsettled INTEGER NOT NULL DEFAULT 0;
CREATE INDEX runs_unsettled ON runs (sync) WHERE unsettled = 1;

-- +goose Down
DROP INDEX runs_unsettled;
ALTER TABLE runs DROP COLUMN unsettled;
