-- +goose Up

-- Whether a claim was accepted and not confirmed, and nobody has decided since.
ALTER TABLE claims ADD COLUMN unsure boolean NOT NULL DEFAULT false;
UPDATE claims SET unsure = true FROM memory m CROSS JOIN claim_scopes s
    WHERE (m.state = 2 AND m.tried_at IS NOT NULL OR m.unsure_at IS NOT NULL) AND claims.scope = s.id AND claims.business_key = m.business_key
    AND claims.memory = m.scope AND claims.key = m.key AND claims.state = 2 AND claims.marked IS NULL;

-- In which sets of claims a memory has taken some: several where the campaign of a
-- sync was changed.
CREATE TABLE claimed_in (
    memory bigint NOT NULL,
    scope  bigint NOT NULL,
    PRIMARY KEY (memory, scope)
);
INSERT INTO claimed_in SELECT DISTINCT memory, scope FROM claims;

-- Rows are found by the business key that they have now, too.
CREATE INDEX memory_by_new_key ON memory (new_key) WHERE new_key IS NOT NULL;

-- +goose Down
DROP INDEX memory_by_new_key;
DROP TABLE claimed_in;
ALTER TABLE claims DROP COLUMN unsure;
