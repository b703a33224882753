-- Keys that sign access tokens: next, active, retiring, and then gone. The private part is sealed (AES-256-GCM) under the
-- server key, with kid and algorithm as associated data, so a copy of the database signs nothing. The MAC is under the
-- server key, too, so a row that the application did not write verifies nothing.
CREATE TABLE signing_keys (
    kid             TEXT   NOT NULL PRIMARY KEY,  -- `kid` in the token's header
    algorithm       TEXT   NOT NULL,              -- ES256, EdDSA or RS256
    state           TEXT   NOT NULL CHECK (state IN ('next', 'active', 'retiring')),
    public_jwk      TEXT   NOT NULL,              -- JSON, as published in JWKS
    sealed_private  BYTEA  NOT NULL,              -- nonce, ciphertext, tag
    key_id          TEXT   NOT NULL,              -- which server key sealed it, and the MAC is under
    mac             BYTEA  NOT NULL,              -- HMAC-SHA-256 over kid, algorithm, state, public_jwk, sealed_private
    token_validity  BIGINT NOT NULL,              -- ms; the longest life of a token that it may have signed
    created_at      BIGINT NOT NULL,              -- ms since 1970; published from here on
    changed_at      BIGINT NOT NULL               -- ms since 1970; when it came into its state
);

-- Two processes that start or rotate together both try; one of them does.
CREATE UNIQUE INDEX signing_keys_one_active ON signing_keys (state) WHERE state = 'active';
CREATE UNIQUE INDEX signing_keys_one_next ON signing_keys (state) WHERE state = 'next';
