-- +goose Up

-- Whether the digest of a row that is no baseline any more is that of one: it was
-- remembered without having been sent, and not accepted since.
ALTER TABLE memory ADD COLUMN assumed INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE memory DROP COLUMN assumed;
