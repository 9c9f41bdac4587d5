-- +goose Up

-- A row that was accepted and not confirmed has the moment in tried_at, and what
-- its answer lacked in note. What a person has decided about has neither moment.
UPDATE memory SET tried_at = NULL WHERE state = 2 AND tried_at IS NOT NULL;
UPDATE memory SET tried_at = x.at, note = x.message
FROM (SELECT s.id AS scope, r.key, s.sync, r.at, r.message, max(r.run) AS run FROM results r JOIN runs n ON n.n = r.run JOIN scopes s ON s.account = n.account AND s.sync = n.sync
    WHERE r.flags & 1 <> 0 GROUP BY s.id, r.key) AS x
WHERE memory.scope = x.scope AND memory.key = x.key AND memory.state = 2
    AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.scope = x.scope AND d.key = x.key AND d.at > x.at)
    AND NOT EXISTS (SELECT 1 FROM runs n JOIN results r ON r.run = n.n AND r.key = x.key WHERE n.sync = x.sync AND n.n > x.run AND r.outcome = 'accepted' AND r.flags & 1 = 0);
CREATE INDEX memory_unconfirmed ON memory (tried_at, scope, key) WHERE state = 2 AND tried_at IS NOT NULL;
CREATE INDEX memory_unsure ON memory (scope) WHERE state = 2 AND tried_at IS NOT NULL;

-- Of rows that are refused, those too that were accepted under another key. With
-- the state in it they are counted without reading the table.
DROP INDEX memory_refused;
CREATE INDEX memory_refused ON memory (scope, key, state) WHERE state IN (3, 9);

-- +goose Down
DROP INDEX memory_refused;
CREATE INDEX memory_refused ON memory (scope) WHERE state = 3;
DROP INDEX memory_unsure;
DROP INDEX memory_unconfirmed;
UPDATE memory SET tried_at = NULL WHERE state = 2;
