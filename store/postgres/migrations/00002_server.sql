-- +goose Up

-- What a server keeps besides the ledger. Times are microseconds since 1970,
-- UTC; JSON is text, given back to the byte.

-- Numbers that grow. Who changes what one of them counts changes it first, so
-- that writers follow one another.
CREATE TABLE revisions (
    name text COLLATE "C" PRIMARY KEY,
    n    bigint NOT NULL
);
INSERT INTO revisions (name, n) VALUES ('configuration', 0), ('people', 0), ('settings', 0);

CREATE TABLE resources (
    kind       text COLLATE "C" NOT NULL,
    name       text COLLATE "C" NOT NULL,
    spec       text NOT NULL,
    origin     text COLLATE "C" NOT NULL,
    place      text NOT NULL,
    position   bigint NOT NULL,
    version    bigint NOT NULL,
    updated_at bigint NOT NULL,
    updated_by text COLLATE "C" NOT NULL,
    PRIMARY KEY (kind, name)
);

CREATE TABLE secrets (
    name       text COLLATE "C" PRIMARY KEY,
    key_id     text COLLATE "C" NOT NULL,
    ciphertext bytea NOT NULL,
    updated_at bigint NOT NULL,
    updated_by text COLLATE "C" NOT NULL
);

CREATE TABLE people (
    id            text COLLATE "C" PRIMARY KEY,
    email         text COLLATE "C" NOT NULL,
    folded        text COLLATE "C" NOT NULL UNIQUE, -- the e-mail without case
    name          text COLLATE "C" NOT NULL,
    role          text COLLATE "C" NOT NULL,
    password_hash text NOT NULL,
    subject       text COLLATE "C" UNIQUE, -- null: none
    disabled      bigint NOT NULL,
    created_at    bigint NOT NULL,
    seen_at       bigint NOT NULL,
    version       bigint NOT NULL
);

CREATE TABLE sessions (
    hash       bytea PRIMARY KEY,
    person     text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    seen_at    bigint NOT NULL
);
CREATE INDEX sessions_of_person ON sessions (person);

CREATE TABLE tokens (
    id         text COLLATE "C" PRIMARY KEY,
    name       text COLLATE "C" NOT NULL,
    hash       bytea NOT NULL UNIQUE,
    person     text COLLATE "C" NOT NULL,
    scopes     text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    used_at    bigint NOT NULL,
    revoked_at bigint NOT NULL
);
CREATE INDEX tokens_of_person ON tokens (person);

CREATE TABLE links (
    hash       bytea PRIMARY KEY,
    purpose    text COLLATE "C" NOT NULL,
    email      text COLLATE "C" NOT NULL,
    role       text COLLATE "C" NOT NULL,
    person     text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    created_by text COLLATE "C" NOT NULL
);

CREATE TABLE settings (
    key        text COLLATE "C" PRIMARY KEY,
    value      text NOT NULL,
    version    bigint NOT NULL,
    updated_at bigint NOT NULL,
    updated_by text COLLATE "C" NOT NULL
);

CREATE TABLE audit (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         bigint NOT NULL,
    who        text COLLATE "C" NOT NULL,
    via        text COLLATE "C" NOT NULL,
    action     text COLLATE "C" NOT NULL,
    kind       text COLLATE "C" NOT NULL,
    name       text COLLATE "C" NOT NULL,
    old        text,
    new        text
);
CREATE INDEX audit_of_thing ON audit (kind, name, id);

-- +goose StatementBegin
CREATE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit records are never changed or deleted';
END $$;
-- +goose StatementEnd

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_is_kept();
CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_kept();

-- +goose Down
DROP TABLE audit;
DROP FUNCTION audit_is_kept;
DROP TABLE settings;
DROP TABLE links;
DROP TABLE tokens;
DROP TABLE sessions;
DROP TABLE people;
DROP TABLE secrets;
DROP TABLE resources;
DROP TABLE revisions;
