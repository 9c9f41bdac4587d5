-- +goose Up

-- Why rows of an ended run were not accepted: the most frequent reasons, as JSON.
-- To count those of a million rows takes a second.
ALTER TABLE runs ADD COLUMN reasons text;

-- +goose Down
ALTER TABLE runs DROP COLUMN reasons;
