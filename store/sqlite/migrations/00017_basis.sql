-- +goose Up

-- On what a run is that is held: a digest of what decides what it sends, and to
-- whom. Empty of other runs, and of those that were held before this was kept.
ALTER TABLE runs ADD COLUMN basis TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE runs DROP COLUMN basis;
