-- +goose Up

-- Whether the digest of a row that is no baseline any more is that of one: it was
-- remembered without having been sent, and not accepted since. And of a rekeyed
-- row, the business key that it has now.
ALTER TABLE memory ADD COLUMN assumed boolean NOT NULL DEFAULT false;
ALTER TABLE memory ADD COLUMN new_key bytea;

-- Since when an attempt of a claim is of unknown outcome, kept for ever, and who
-- marked it as delivered.
ALTER TABLE claims ADD COLUMN doubted_at bigint;
ALTER TABLE claims ADD COLUMN marked text;
UPDATE claims SET doubted_at = begun_at WHERE state IN (5, 6);

-- Further claims that a row took: of other business keys, or of another scope.
CREATE TABLE row_claims (
    memory       bigint NOT NULL,
    key          bytea NOT NULL,
    scope        bigint NOT NULL,
    business_key bytea NOT NULL,
    PRIMARY KEY (memory, key, scope, business_key)
);

-- +goose Down
DROP TABLE row_claims;
ALTER TABLE claims DROP COLUMN marked;
ALTER TABLE claims DROP COLUMN doubted_at;
ALTER TABLE memory DROP COLUMN new_key;
ALTER TABLE memory DROP COLUMN assumed;
