-- +goose Up

-- Of a row that was accepted and not confirmed, since when, while what was made of
-- it after that is not accepted.
ALTER TABLE memory ADD COLUMN unsure_at bigint;

-- +goose Down
ALTER TABLE memory DROP COLUMN unsure_at;
