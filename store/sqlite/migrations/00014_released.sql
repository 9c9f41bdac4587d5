-- +goose Up

-- Rows to be sent again that are in the model, counted without reading the table.
CREATE INDEX memory_released ON memory (scope) WHERE state = 7 AND gone = 0;

-- +goose Down
DROP INDEX memory_released;
