-- Every change of a limit and every score. Statements are separated by blank lines.

CREATE TABLE limit_changes (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    shop_id UUID NOT NULL,
    before_paisa BIGINT NOT NULL,
    after_paisa BIGINT NOT NULL,
    why TEXT NOT NULL,
    cause_key TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT limit_changes_pk PRIMARY KEY (id),
    CONSTRAINT limit_changes_shop_id_fk FOREIGN KEY(shop_id) REFERENCES shops (id),
    CONSTRAINT limit_changes_why_ck CHECK (why IN ('band_raise', 'band_cut', 'delay_cut', 'restored_half', 'restored', 'by_admin')),
    CONSTRAINT limit_changes_limit_ck CHECK (before_paisa >= 0 AND after_paisa >= 0)
);

CREATE INDEX limit_changes_shop_ix ON limit_changes (shop_id, id);

-- So far only admins changed limits; the audit knows how.
INSERT INTO limit_changes (shop_id, before_paisa, after_paisa, why, cause_key, at)
SELECT CAST(event->>'shop_id' AS uuid), CAST(event->>'before' AS bigint),
    CAST(event->>'after' AS bigint), 'by_admin', cause_key, at
FROM audit WHERE kind = 'LimitSet' ORDER BY seq;

CREATE TABLE scores (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    shop_id UUID NOT NULL,
    day DATE NOT NULL,
    final BOOLEAN NOT NULL,
    value SMALLINT NOT NULL,
    thin BOOLEAN NOT NULL,
    settled_bills INTEGER NOT NULL,
    payment_bp SMALLINT NOT NULL,
    debt_bp SMALLINT NOT NULL,
    volume_bp SMALLINT NOT NULL,
    age_bp SMALLINT NOT NULL,
    weights_version SMALLINT NOT NULL,
    cause_key TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT scores_pk PRIMARY KEY (id),
    CONSTRAINT scores_shop_id_fk FOREIGN KEY(shop_id) REFERENCES shops (id),
    CONSTRAINT scores_value_ck CHECK (value BETWEEN 300 AND 900)
);

CREATE INDEX scores_shop_ix ON scores (shop_id, id);

CREATE TRIGGER limit_changes_kept BEFORE UPDATE OR DELETE ON limit_changes
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER limit_changes_not_emptied BEFORE TRUNCATE ON limit_changes
    EXECUTE FUNCTION refuse_change();

CREATE TRIGGER scores_kept BEFORE UPDATE OR DELETE ON scores
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER scores_not_emptied BEFORE TRUNCATE ON scores EXECUTE FUNCTION refuse_change();
