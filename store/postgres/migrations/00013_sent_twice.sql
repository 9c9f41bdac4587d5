-- +goose Up

-- What a claim had before it was sent again: its receipt (0: none), and if it was
-- accepted then, when (0: it was not) and as what. The vendor may have both.
ALTER TABLE earlier_receipts ADD COLUMN accepted_at bigint NOT NULL DEFAULT 0;
ALTER TABLE earlier_receipts ADD COLUMN vendor_id text;
ALTER TABLE earlier_receipts DROP CONSTRAINT earlier_receipts_pkey;
ALTER TABLE earlier_receipts ADD PRIMARY KEY (scope, business_key, receipt, accepted_at);
CREATE INDEX earlier_by_vendor_id ON earlier_receipts (vendor_id) WHERE vendor_id IS NOT NULL;

-- What was sent again before this was kept, as far as results still tell it.
INSERT INTO earlier_receipts (scope, business_key, receipt, accepted_at, vendor_id)
SELECT c.scope, c.business_key, 0, x.at, x.vendor_id FROM (SELECT DISTINCT scope, business_key FROM earlier_receipts) e
JOIN claims c ON c.scope = e.scope AND c.business_key = e.business_key
JOIN scopes m ON m.id = c.memory
JOIN runs r ON r.sync = m.sync AND r.account = m.account AND r.n <> c.run
JOIN results x ON x.run = r.n AND x.key = c.key AND x.outcome = 'accepted' AND x.business_key = c.business_key
ON CONFLICT DO NOTHING;

-- +goose Down
DROP INDEX earlier_by_vendor_id;
DELETE FROM earlier_receipts a WHERE receipt = 0 OR EXISTS (SELECT 1 FROM earlier_receipts b
    WHERE b.scope = a.scope AND b.business_key = a.business_key AND b.receipt = a.receipt AND b.accepted_at < a.accepted_at);
ALTER TABLE earlier_receipts DROP CONSTRAINT earlier_receipts_pkey;
ALTER TABLE earlier_receipts ADD PRIMARY KEY (scope, business_key, receipt);
ALTER TABLE earlier_receipts DROP COLUMN vendor_id;
ALTER TABLE earlier_receipts DROP COLUMN accepted_at;
