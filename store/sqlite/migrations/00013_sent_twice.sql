-- +goose Up

-- What a claim had before it was sent again: its receipt (0: none), and if it was
-- accepted then, when (0: it was not) and as what. The vendor may have both.
ALTER TABLE earlier_receipts RENAME TO old_receipts;
CREATE TABLE earlier_receipts (
    scope        INTEGER NOT NULL,
    business_key TEXT NOT NULL,
    receipt      INTEGER NOT NULL,
    accepted_at  INTEGER NOT NULL DEFAULT 0,
    vendor_id    TEXT,
    PRIMARY KEY (scope, business_key, receipt, accepted_at)
) WITHOUT ROWID;
INSERT INTO earlier_receipts (scope, business_key, receipt) SELECT scope, business_key, receipt FROM old_receipts;
DROP TABLE old_receipts;
CREATE INDEX earlier_by_vendor_id ON earlier_receipts (vendor_id) WHERE vendor_id IS NOT NULL;

-- What was sent again before this was kept, as far as results still tell it.
INSERT OR IGNORE INTO earlier_receipts (scope, business_key, receipt, accepted_at, vendor_id)
SELECT c.scope, c.business_key, 0, x.at, x.vendor_id FROM (SELECT DISTINCT scope, business_key FROM earlier_receipts) e
CROSS JOIN claims c ON c.scope = e.scope AND c.business_key = e.business_key
CROSS JOIN scopes m ON m.id = c.memory
CROSS JOIN runs r ON r.sync = m.sync AND r.account = m.account AND r.n <> c.run
CROSS JOIN results x ON x.run = r.n AND x.key = c.key AND x.outcome = 'accepted' AND x.business_key = c.business_key;

-- +goose Down
DROP INDEX earlier_by_vendor_id;
ALTER TABLE earlier_receipts RENAME TO new_receipts;
CREATE TABLE earlier_receipts (
    scope        INTEGER NOT NULL,
    business_key TEXT NOT NULL,
    receipt      INTEGER NOT NULL,
    PRIMARY KEY (scope, business_key, receipt)
) WITHOUT ROWID;
INSERT OR IGNORE INTO earlier_receipts SELECT scope, business_key, receipt FROM new_receipts WHERE receipt <> 0;
DROP TABLE new_receipts;
