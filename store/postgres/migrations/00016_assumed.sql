-- +goose Up

-- Whether the digest of a row that is no baseline any more is that of one: it was
-- remembered without having been sent, and not accepted since.
ALTER TABLE memory ADD COLUMN assumed boolean NOT NULL DEFAULT false;

-- +goose Down
ALTER TABLE memory DROP COLUMN assumed;
