-- +goose Up

-- What is looked for. Rows that were accepted under a business key that is
-- their primary key, which most are, cost nothing here: they are found by the
-- primary key, whose encoding is ["…"].
CREATE INDEX results_by_reason ON results (run, outcome, message, key, n) WHERE outcome <> 'accepted';
CREATE INDEX results_by_outcome ON results (run, outcome, key, n) WHERE outcome <> 'accepted';
CREATE INDEX results_worth_a_look ON results (run, key, n) WHERE outcome <> 'accepted' OR flags <> 0;
CREATE INDEX results_by_business_key ON results (run, business_key) WHERE business_key IS NOT NULL AND key <> CAST('["' || business_key || '"]' AS BLOB);
CREATE INDEX memory_by_business_key ON memory (business_key) WHERE business_key IS NOT NULL AND key <> CAST('["' || business_key || '"]' AS BLOB);
CREATE INDEX claims_by_vendor_id ON claims (vendor_id) WHERE vendor_id IS NOT NULL;

-- +goose Down
DROP INDEX claims_by_vendor_id;
DROP INDEX memory_by_business_key;
DROP INDEX results_by_business_key;
DROP INDEX results_worth_a_look;
DROP INDEX results_by_outcome;
DROP INDEX results_by_reason;
