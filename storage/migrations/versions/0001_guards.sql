-- What the database itself refuses, whoever asks.
-- Statements are separated by blank lines.

-- Nothing that was written down is edited or taken out; it is reversed by a further entry.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER transfers_kept BEFORE UPDATE OR DELETE ON transfers
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER transfers_not_emptied BEFORE TRUNCATE ON transfers EXECUTE FUNCTION refuse_change();

CREATE TRIGGER allocations_kept BEFORE UPDATE OR DELETE ON allocations
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER allocations_not_emptied BEFORE TRUNCATE ON allocations
    EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON audit EXECUTE FUNCTION refuse_change();

CREATE TRIGGER order_moves_kept BEFORE UPDATE OR DELETE ON order_moves
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER order_moves_not_emptied BEFORE TRUNCATE ON order_moves
    EXECUTE FUNCTION refuse_change();

CREATE TRIGGER price_changes_kept BEFORE UPDATE OR DELETE ON price_changes
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER price_changes_not_emptied BEFORE TRUNCATE ON price_changes
    EXECUTE FUNCTION refuse_change();

CREATE TRIGGER consents_kept BEFORE UPDATE OR DELETE ON consents
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER consents_not_emptied BEFORE TRUNCATE ON consents EXECUTE FUNCTION refuse_change();

CREATE TRIGGER causes_kept BEFORE DELETE ON causes FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER causes_not_emptied BEFORE TRUNCATE ON causes EXECUTE FUNCTION refuse_change();

-- What a transfer does to the shop's debt and holds follows from its ends and kind. A hold is
-- posted or voided once (unique pending_id), never for more than was held.
CREATE FUNCTION weigh_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    pending transfers%ROWTYPE;
    receivable text := 'receivable:' || NEW.vendor_id || ':' || NEW.shop_id;
BEGIN
    IF NEW.debit <> receivable AND NEW.credit <> receivable THEN
        RAISE EXCEPTION 'transfer % touches no account of its shop', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    NEW.owed_paisa := CASE
        WHEN NEW.kind IN ('pending', 'voids') THEN 0
        WHEN NEW.debit = receivable THEN NEW.amount_paisa
        ELSE -NEW.amount_paisa
    END;
    NEW.held_paisa := CASE NEW.kind WHEN 'pending' THEN NEW.amount_paisa ELSE 0 END;
    IF NEW.pending_id IS NOT NULL THEN
        SELECT * INTO pending FROM transfers WHERE id = NEW.pending_id;
        IF pending.kind IS DISTINCT FROM 'pending'
            OR (pending.debit, pending.credit) IS DISTINCT FROM (NEW.debit, NEW.credit)
            OR NEW.amount_paisa > pending.amount_paisa THEN
            RAISE EXCEPTION 'transfer % does not settle hold %', NEW.id, NEW.pending_id
                USING ERRCODE = 'check_violation';
        END IF;
        NEW.held_paisa := -pending.amount_paisa;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER transfers_weighed BEFORE INSERT ON transfers
    FOR EACH ROW EXECUTE FUNCTION weigh_transfer();

-- A status changes only along the table of moves.
CREATE FUNCTION check_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> OLD.status AND NOT EXISTS (
        SELECT FROM allowed_moves
        WHERE noun = TG_TABLE_NAME AND before = OLD.status AND after = NEW.status
    ) THEN
        RAISE EXCEPTION '% %: % cannot become %', TG_TABLE_NAME, OLD.id, OLD.status, NEW.status
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER orders_moved BEFORE UPDATE OF status ON orders
    FOR EACH ROW EXECUTE FUNCTION check_move();

CREATE TRIGGER offers_moved BEFORE UPDATE OF status ON offers
    FOR EACH ROW EXECUTE FUNCTION check_move();

CREATE TRIGGER outgoing_moved BEFORE UPDATE OF status ON outgoing
    FOR EACH ROW EXECUTE FUNCTION check_move();

INSERT INTO allowed_moves (noun, before, after) VALUES
    ('orders', 'placed', 'offered'), ('orders', 'placed', 'unfilled'),
    ('orders', 'placed', 'cancelled'), ('orders', 'offered', 'accepted'),
    ('orders', 'offered', 'unfilled'), ('orders', 'offered', 'cancelled'),
    ('orders', 'accepted', 'dispatched'), ('orders', 'accepted', 'offered'),
    ('orders', 'accepted', 'cancelled'), ('orders', 'dispatched', 'delivered'),
    ('orders', 'dispatched', 'cancelled'), ('orders', 'delivered', 'completed'),
    ('orders', 'unfilled', 'offered'), ('orders', 'unfilled', 'cancelled'),
    ('offers', 'proposed', 'withdrawn'), ('offers', 'open', 'accepted'),
    ('offers', 'open', 'part'), ('offers', 'open', 'declined'), ('offers', 'open', 'expired'),
    ('offers', 'open', 'withdrawn'), ('offers', 'part', 'accepted'),
    ('offers', 'part', 'withdrawn'), ('offers', 'accepted', 'withdrawn'),
    ('outgoing', 'queued', 'sending'), ('outgoing', 'queued', 'superseded'),
    ('outgoing', 'queued', 'sent'), ('outgoing', 'sending', 'queued'),
    ('outgoing', 'sending', 'superseded'), ('outgoing', 'failed', 'sent'),
    ('outgoing', 'dead', 'sent'),
    ('outgoing', 'sending', 'sent'), ('outgoing', 'sending', 'unknown'),
    ('outgoing', 'sending', 'dead'), ('outgoing', 'unknown', 'sent'),
    ('outgoing', 'unknown', 'failed'), ('outgoing', 'unknown', 'queued'),
    ('outgoing', 'unknown', 'dead'), ('outgoing', 'sent', 'failed'),
    ('outgoing', 'failed', 'queued'), ('outgoing', 'sending', 'failed'),
    ('outgoing', 'dead', 'queued');

-- Every change of the catalogue counts its version up; processes look at this one row.
CREATE FUNCTION count_catalogue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE catalogue_version SET version = version + 1;
    RETURN NULL;
END $$;

CREATE TRIGGER products_counted AFTER INSERT OR UPDATE OR DELETE ON products
    FOR EACH STATEMENT EXECUTE FUNCTION count_catalogue();

INSERT INTO catalogue_version (id, version) VALUES (1, 1);

INSERT INTO counters (name, last) VALUES ('order', 1000), ('receipt', 100), ('business', 100);

-- The big append-only tables grow by month; until a month has its own part, rows land here.
CREATE TABLE audit_rest PARTITION OF audit DEFAULT;

CREATE TABLE message_statuses_rest PARTITION OF message_statuses DEFAULT;

CREATE TABLE price_changes_rest PARTITION OF price_changes DEFAULT;
