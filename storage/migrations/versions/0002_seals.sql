-- Tamper evidence: seals over transfers and audit. Statements are separated by blank lines.

CREATE TABLE seals (
    position BIGINT NOT NULL,
    previous BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    transfers_after BIGINT NOT NULL,
    transfers_upto BIGINT NOT NULL,
    audit_after BIGINT NOT NULL,
    audit_upto BIGINT NOT NULL,
    transfers BYTEA NOT NULL,
    audit BYTEA NOT NULL,
    sealed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT seals_pk PRIMARY KEY (position),
    CONSTRAINT seals_position_ck CHECK (position > 0),
    CONSTRAINT seals_hash_ck CHECK (octet_length(previous) = 32 AND octet_length(hash) = 32),
    CONSTRAINT seals_range_ck CHECK (transfers_after <= transfers_upto AND audit_after <= audit_upto),
    CONSTRAINT seals_entries_ck CHECK (octet_length(transfers) % 40 = 0 AND octet_length(audit) % 40 = 0 AND octet_length(transfers) + octet_length(audit) > 0)
);

-- Hashes do not compress; trying costs time.
ALTER TABLE seals ALTER COLUMN transfers SET STORAGE EXTERNAL, ALTER COLUMN audit SET STORAGE EXTERNAL;

CREATE TABLE checkpoints (
    key TEXT NOT NULL,
    number BIGINT NOT NULL,
    position BIGINT NOT NULL,
    line TEXT NOT NULL,
    signed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT checkpoints_pk PRIMARY KEY (key, number)
);

CREATE TRIGGER seals_kept BEFORE UPDATE OR DELETE ON seals
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER seals_not_emptied BEFORE TRUNCATE ON seals EXECUTE FUNCTION refuse_change();

CREATE TRIGGER checkpoints_kept BEFORE UPDATE OR DELETE ON checkpoints
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER checkpoints_not_emptied BEFORE TRUNCATE ON checkpoints
    EXECUTE FUNCTION refuse_change();

-- The rows of a range are found by their number; transfers have theirs already.
CREATE INDEX audit_seq_ix ON audit (seq);
