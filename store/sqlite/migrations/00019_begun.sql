-- +goose Up
-- A row that is being sent is told as that, whatever it was before: by its key,
-- under whatever business key it goes. There are never many of these.
CREATE INDEX claims_begun ON claims (memory, key) WHERE state = 1;

-- +goose Down
DROP INDEX claims_begun;
