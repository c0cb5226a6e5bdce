-- The tables, by noun. Statements are separated by blank lines.

CREATE TABLE allowed_moves (
    noun TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    CONSTRAINT allowed_moves_pk PRIMARY KEY (noun, before, after)
);

CREATE TABLE audit (
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    seq BIGINT GENERATED ALWAYS AS IDENTITY,
    cause_key TEXT NOT NULL,
    nth SMALLINT NOT NULL,
    actor UUID,
    kind TEXT NOT NULL,
    event JSONB NOT NULL,
    CONSTRAINT audit_pk PRIMARY KEY (at, seq)
)
 PARTITION BY RANGE (at);

CREATE INDEX audit_cause_ix ON audit (cause_key);

CREATE TABLE catalogue_version (
    id SMALLINT DEFAULT '1' NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT catalogue_version_pk PRIMARY KEY (id),
    CONSTRAINT catalogue_version_single_ck CHECK (id = 1)
);

CREATE TABLE counters (
    name TEXT NOT NULL,
    last BIGINT NOT NULL,
    CONSTRAINT counters_pk PRIMARY KEY (name)
);

CREATE TABLE message_statuses (
    wamid TEXT NOT NULL,
    status TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    outgoing_id UUID,
    error_code INTEGER,
    error_detail TEXT DEFAULT '' NOT NULL,
    category TEXT DEFAULT '' NOT NULL,
    billed BOOLEAN DEFAULT 'false' NOT NULL,
    payload BYTEA NOT NULL,
    CONSTRAINT message_statuses_pk PRIMARY KEY (wamid, status, at)
)
 PARTITION BY RANGE (at);

CREATE TABLE price_changes (
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    seq BIGINT GENERATED ALWAYS AS IDENTITY,
    vendor_id UUID NOT NULL,
    sku TEXT NOT NULL,
    before_paisa BIGINT,
    after_paisa BIGINT NOT NULL,
    cause_key TEXT NOT NULL,
    CONSTRAINT price_changes_pk PRIMARY KEY (at, seq),
    CONSTRAINT price_changes_price_ck CHECK (after_paisa > 0)
)
 PARTITION BY RANGE (at);

CREATE INDEX price_changes_sku_ix ON price_changes (sku, at);

CREATE TABLE products (
    sku TEXT NOT NULL,
    name_en TEXT NOT NULL,
    name_ne TEXT NOT NULL,
    brand TEXT NOT NULL,
    category TEXT NOT NULL,
    pack_size NUMERIC(18, 9) NOT NULL,
    pack_unit TEXT NOT NULL,
    sell_unit TEXT NOT NULL,
    vat_bp INTEGER DEFAULT '0' NOT NULL,
    aliases TEXT[] DEFAULT '{}' NOT NULL,
    CONSTRAINT products_pk PRIMARY KEY (sku),
    CONSTRAINT products_pack_size_ck CHECK (pack_size > 0),
    CONSTRAINT products_vat_ck CHECK (vat_bp BETWEEN 0 AND 10000),
    CONSTRAINT products_pack_unit_ck CHECK (pack_unit IN ('kg', 'g', 'l', 'ml', 'pcs', 'pkt', 'bottle', 'pouch', 'jar', 'tin', 'bora', 'carton', 'peti', 'box', 'crate', 'dozen', 'patta', 'cylinder', 'bundle', 'ream', 'roll')),
    CONSTRAINT products_sell_unit_ck CHECK (sell_unit IN ('kg', 'g', 'l', 'ml', 'pcs', 'pkt', 'bottle', 'pouch', 'jar', 'tin', 'bora', 'carton', 'peti', 'box', 'crate', 'dozen', 'patta', 'cylinder', 'bundle', 'ream', 'roll'))
);

CREATE TABLE shops (
    id UUID NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    owner_name TEXT NOT NULL,
    ward TEXT NOT NULL,
    district TEXT NOT NULL,
    latitude_e6 INTEGER,
    longitude_e6 INTEGER,
    standing TEXT NOT NULL,
    frozen_until TIMESTAMP WITH TIME ZONE,
    registered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    limit_paisa BIGINT DEFAULT '0' NOT NULL,
    CONSTRAINT shops_pk PRIMARY KEY (id),
    CONSTRAINT shops_limit_ck CHECK (limit_paisa >= 0),
    CONSTRAINT shops_standing_ck CHECK (standing IN ('waiting', 'approved', 'rejected', 'frozen')),
    CONSTRAINT shops_latitude_ck CHECK (latitude_e6 BETWEEN -90000000 AND 90000000),
    CONSTRAINT shops_longitude_ck CHECK (longitude_e6 BETWEEN -180000000 AND 180000000),
    CONSTRAINT shops_code_uq UNIQUE (code)
);

CREATE INDEX shops_name_ix ON shops (lower(name) text_pattern_ops);

CREATE INDEX shops_waiting_ix ON shops (registered_at) WHERE standing = 'waiting';

CREATE TABLE strays (
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    payload BYTEA NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT strays_pk PRIMARY KEY (key)
);

CREATE TABLE vendors (
    id UUID NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    owner_name TEXT NOT NULL,
    ward TEXT NOT NULL,
    district TEXT NOT NULL,
    latitude_e6 INTEGER,
    longitude_e6 INTEGER,
    standing TEXT NOT NULL,
    frozen_until TIMESTAMP WITH TIME ZONE,
    registered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    terms_days SMALLINT DEFAULT '30' NOT NULL,
    vat_registered BOOLEAN DEFAULT 'false' NOT NULL,
    minimum_paisa BIGINT DEFAULT '0' NOT NULL,
    opens_minute SMALLINT DEFAULT '0' NOT NULL,
    closes_minute SMALLINT DEFAULT '1440' NOT NULL,
    open_days SMALLINT[] DEFAULT '{0,1,2,3,4,5,6}' NOT NULL,
    paused BOOLEAN DEFAULT 'false' NOT NULL,
    CONSTRAINT vendors_pk PRIMARY KEY (id),
    CONSTRAINT vendors_terms_ck CHECK (terms_days BETWEEN 0 AND 365),
    CONSTRAINT vendors_minimum_ck CHECK (minimum_paisa >= 0),
    CONSTRAINT vendors_hours_ck CHECK (0 <= opens_minute AND opens_minute < closes_minute),
    CONSTRAINT vendors_closing_ck CHECK (closes_minute <= 1440),
    CONSTRAINT vendors_standing_ck CHECK (standing IN ('waiting', 'approved', 'rejected', 'frozen')),
    CONSTRAINT vendors_latitude_ck CHECK (latitude_e6 BETWEEN -90000000 AND 90000000),
    CONSTRAINT vendors_longitude_ck CHECK (longitude_e6 BETWEEN -180000000 AND 180000000),
    CONSTRAINT vendors_code_uq UNIQUE (code)
);

CREATE INDEX vendors_name_ix ON vendors (lower(name) text_pattern_ops);

CREATE INDEX vendors_waiting_ix ON vendors (registered_at) WHERE standing = 'waiting';

CREATE TABLE credit_refusals (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    shop_id UUID NOT NULL,
    refusal TEXT NOT NULL,
    total_paisa BIGINT NOT NULL,
    available_paisa BIGINT NOT NULL,
    cause_key TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT credit_refusals_pk PRIMARY KEY (id),
    CONSTRAINT credit_refusals_shop_id_fk FOREIGN KEY(shop_id) REFERENCES shops (id)
);

CREATE INDEX credit_refusals_shop_id_ix ON credit_refusals (shop_id);

CREATE TABLE persons (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    role TEXT DEFAULT 'newcomer' NOT NULL,
    language TEXT,
    shop_id UUID,
    vendor_id UUID,
    owner BOOLEAN DEFAULT 'true' NOT NULL,
    reminders BOOLEAN DEFAULT 'false' NOT NULL,
    pin_hash TEXT,
    pin_failures SMALLINT DEFAULT '0' NOT NULL,
    pin_locked_until TIMESTAMP WITH TIME ZONE,
    last_inbound_at TIMESTAMP WITH TIME ZONE,
    met_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT persons_pk PRIMARY KEY (id),
    CONSTRAINT persons_role_ck CHECK (role IN ('newcomer', 'retailer', 'vendor', 'admin')),
    CONSTRAINT persons_language_ck CHECK (language IN ('en', 'ne', 'ne_Latn')),
    CONSTRAINT persons_shop_ck CHECK ((role = 'retailer') = (shop_id IS NOT NULL)),
    CONSTRAINT persons_vendor_ck CHECK ((role = 'vendor') = (vendor_id IS NOT NULL)),
    CONSTRAINT persons_shop_id_fk FOREIGN KEY(shop_id) REFERENCES shops (id),
    CONSTRAINT persons_vendor_id_fk FOREIGN KEY(vendor_id) REFERENCES vendors (id)
);

CREATE INDEX persons_admins_ix ON persons (id) WHERE role = 'admin';

CREATE INDEX persons_shop_ix ON persons (shop_id) WHERE shop_id IS NOT NULL;

CREATE INDEX persons_vendor_ix ON persons (vendor_id) WHERE vendor_id IS NOT NULL;

CREATE TABLE quotes (
    vendor_id UUID NOT NULL,
    sku TEXT NOT NULL,
    price_paisa BIGINT NOT NULL,
    stock NUMERIC(18, 9) NOT NULL,
    reserved NUMERIC(18, 9) DEFAULT '0' NOT NULL,
    available BOOLEAN DEFAULT 'true' NOT NULL,
    minimum NUMERIC(18, 9) DEFAULT '0' NOT NULL,
    maximum NUMERIC(18, 9),
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT quotes_pk PRIMARY KEY (vendor_id, sku),
    CONSTRAINT quotes_price_ck CHECK (price_paisa > 0),
    CONSTRAINT quotes_stock_ck CHECK (0 <= reserved AND reserved <= stock),
    CONSTRAINT quotes_bounds_ck CHECK (0 <= minimum AND (maximum IS NULL OR minimum <= maximum)),
    CONSTRAINT quotes_vendor_id_fk FOREIGN KEY(vendor_id) REFERENCES vendors (id),
    CONSTRAINT quotes_sku_fk FOREIGN KEY(sku) REFERENCES products (sku)
);

CREATE INDEX quotes_sku_ix ON quotes (sku);

CREATE TABLE causes (
    seq BIGINT GENERATED ALWAYS AS IDENTITY,
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    person_id UUID,
    lane UUID,
    payload BYTEA NOT NULL,
    payload_hash BYTEA NOT NULL,
    said_at TIMESTAMP WITH TIME ZONE,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    status TEXT DEFAULT 'new' NOT NULL,
    attempts SMALLINT DEFAULT '0' NOT NULL,
    fault TEXT DEFAULT '' NOT NULL,
    resolved_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT causes_pk PRIMARY KEY (seq),
    CONSTRAINT causes_status_ck CHECK (status IN ('new', 'done', 'dead')),
    CONSTRAINT causes_lane_ck CHECK ((person_id IS NULL) <> (lane IS NULL)),
    CONSTRAINT causes_resolved_ck CHECK ((status = 'done') = (resolved_at IS NOT NULL)),
    CONSTRAINT causes_key_uq UNIQUE (key),
    CONSTRAINT causes_person_id_fk FOREIGN KEY(person_id) REFERENCES persons (id)
);

CREATE INDEX causes_dead_ix ON causes (seq) WHERE status = 'dead';

CREATE INDEX causes_due_ix ON causes (due_at) WHERE status = 'new';

CREATE INDEX causes_timers_ix ON causes (due_at) WHERE status = 'new' AND lane IS NOT NULL;

CREATE INDEX causes_waiting_ix ON causes (person_id, seq) WHERE status = 'new' AND person_id IS NOT NULL;

CREATE TABLE consents (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    person_id UUID NOT NULL,
    part TEXT NOT NULL,
    given BOOLEAN NOT NULL,
    wording TEXT NOT NULL,
    cause_key TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT consents_pk PRIMARY KEY (id),
    CONSTRAINT consents_part_ck CHECK (part IN ('accounts', 'reminders', 'bank_file')),
    CONSTRAINT consents_person_id_fk FOREIGN KEY(person_id) REFERENCES persons (id)
);

CREATE INDEX consents_person_id_ix ON consents (person_id);

CREATE TABLE contact_points (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    person_id UUID NOT NULL,
    phone TEXT,
    bsuid TEXT,
    username TEXT DEFAULT '' NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT contact_points_pk PRIMARY KEY (id),
    CONSTRAINT contact_points_reachable_ck CHECK (phone IS NOT NULL OR bsuid IS NOT NULL),
    CONSTRAINT contact_points_phone_ck CHECK (phone ~ '^\+[0-9]{6,15}$'),
    CONSTRAINT contact_points_person_id_fk FOREIGN KEY(person_id) REFERENCES persons (id),
    CONSTRAINT contact_points_phone_uq UNIQUE (phone),
    CONSTRAINT contact_points_bsuid_uq UNIQUE (bsuid)
);

CREATE INDEX contact_points_person_id_ix ON contact_points (person_id);

CREATE TABLE mailboxes (
    person_id UUID NOT NULL,
    conversation JSONB,
    turn BIGINT DEFAULT '0' NOT NULL,
    CONSTRAINT mailboxes_pk PRIMARY KEY (person_id),
    CONSTRAINT mailboxes_person_id_fk FOREIGN KEY(person_id) REFERENCES persons (id)
);

CREATE TABLE orders (
    id UUID NOT NULL,
    number BIGINT NOT NULL,
    basket_id UUID NOT NULL,
    shop_id UUID NOT NULL,
    vendor_id UUID NOT NULL,
    status TEXT NOT NULL,
    on_credit BOOLEAN NOT NULL,
    placed_by UUID NOT NULL,
    placed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    delivery_code TEXT DEFAULT '' NOT NULL,
    hold_id UUID,
    CONSTRAINT orders_pk PRIMARY KEY (id),
    CONSTRAINT orders_status_ck CHECK (status IN ('placed', 'offered', 'accepted', 'dispatched', 'delivered', 'completed', 'cancelled', 'unfilled')),
    CONSTRAINT orders_delivery_code_ck CHECK (delivery_code ~ '^([0-9]{4})?$'),
    CONSTRAINT orders_number_uq UNIQUE (number),
    CONSTRAINT orders_shop_id_fk FOREIGN KEY(shop_id) REFERENCES shops (id),
    CONSTRAINT orders_vendor_id_fk FOREIGN KEY(vendor_id) REFERENCES vendors (id),
    CONSTRAINT orders_placed_by_fk FOREIGN KEY(placed_by) REFERENCES persons (id)
);

CREATE INDEX orders_shop_ix ON orders (shop_id, number);

CREATE INDEX orders_shop_open_ix ON orders (shop_id, number) WHERE status IN ('accepted', 'delivered', 'dispatched', 'offered', 'placed', 'unfilled');

CREATE INDEX orders_vendor_open_ix ON orders (vendor_id, number) WHERE status IN ('accepted', 'delivered', 'dispatched', 'offered', 'placed', 'unfilled');

CREATE TABLE payments (
    id UUID NOT NULL,
    number BIGINT NOT NULL,
    shop_id UUID NOT NULL,
    vendor_id UUID NOT NULL,
    amount_paisa BIGINT NOT NULL,
    method TEXT NOT NULL,
    status TEXT NOT NULL,
    by_vendor BOOLEAN NOT NULL,
    recorded_by UUID,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    answered_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT payments_pk PRIMARY KEY (id),
    CONSTRAINT payments_method_ck CHECK (method IN ('cash', 'bank', 'esewa', 'khalti', 'fonepay', 'connectips', 'cheque')),
    CONSTRAINT payments_status_ck CHECK (status IN ('claimed', 'waiting', 'confirmed', 'silent', 'disputed', 'denied')),
    CONSTRAINT payments_amount_ck CHECK (amount_paisa > 0),
    CONSTRAINT payments_number_uq UNIQUE (number),
    CONSTRAINT payments_shop_id_fk FOREIGN KEY(shop_id) REFERENCES shops (id),
    CONSTRAINT payments_vendor_id_fk FOREIGN KEY(vendor_id) REFERENCES vendors (id),
    CONSTRAINT payments_recorded_by_fk FOREIGN KEY(recorded_by) REFERENCES persons (id)
);

CREATE INDEX payments_at_ix ON payments (at);

CREATE INDEX payments_shop_ix ON payments (shop_id, number);

CREATE TABLE allocations (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    payment_id UUID NOT NULL,
    order_id UUID NOT NULL,
    amount_paisa BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT allocations_pk PRIMARY KEY (id),
    CONSTRAINT allocations_amount_ck CHECK (amount_paisa <> 0),
    CONSTRAINT allocations_payment_id_fk FOREIGN KEY(payment_id) REFERENCES payments (id),
    CONSTRAINT allocations_order_id_fk FOREIGN KEY(order_id) REFERENCES orders (id)
);

CREATE INDEX allocations_order_ix ON allocations (order_id) INCLUDE (amount_paisa);

CREATE INDEX allocations_payment_id_ix ON allocations (payment_id);

CREATE TABLE bills (
    order_id UUID NOT NULL,
    number BIGINT NOT NULL,
    shop_id UUID NOT NULL,
    vendor_id UUID NOT NULL,
    due_on DATE NOT NULL,
    billed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    settled_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT bills_pk PRIMARY KEY (order_id),
    CONSTRAINT bills_order_id_fk FOREIGN KEY(order_id) REFERENCES orders (id),
    CONSTRAINT bills_shop_id_fk FOREIGN KEY(shop_id) REFERENCES shops (id),
    CONSTRAINT bills_vendor_id_fk FOREIGN KEY(vendor_id) REFERENCES vendors (id)
);

CREATE INDEX bills_open_ix ON bills (shop_id, vendor_id, due_on) WHERE settled_at IS NULL;

CREATE INDEX bills_vendor_open_ix ON bills (vendor_id, shop_id) WHERE settled_at IS NULL;

CREATE TABLE offers (
    id UUID NOT NULL,
    code TEXT NOT NULL,
    order_id UUID NOT NULL,
    vendor_id UUID NOT NULL,
    turn SMALLINT NOT NULL,
    status TEXT NOT NULL,
    total_paisa BIGINT NOT NULL,
    part JSONB,
    reason TEXT DEFAULT '' NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE,
    closed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT offers_pk PRIMARY KEY (id),
    CONSTRAINT offers_status_ck CHECK (status IN ('proposed', 'open', 'part', 'accepted', 'declined', 'expired', 'withdrawn')),
    CONSTRAINT offers_code_uq UNIQUE (code),
    CONSTRAINT offers_order_id_fk FOREIGN KEY(order_id) REFERENCES orders (id),
    CONSTRAINT offers_vendor_id_fk FOREIGN KEY(vendor_id) REFERENCES vendors (id)
);

CREATE UNIQUE INDEX offers_live_uq ON offers (order_id) WHERE status IN ('accepted', 'open', 'part', 'proposed');

CREATE INDEX offers_order_ix ON offers (order_id, turn);

CREATE INDEX offers_vendor_open_ix ON offers (vendor_id) WHERE status = 'open';

CREATE TABLE order_lines (
    order_id UUID NOT NULL,
    position SMALLINT NOT NULL,
    sku TEXT NOT NULL,
    name_en TEXT NOT NULL,
    name_ne TEXT NOT NULL,
    unit TEXT NOT NULL,
    asked NUMERIC(18, 9) NOT NULL,
    quantity NUMERIC(18, 9) NOT NULL,
    arrived NUMERIC(18, 9),
    price_paisa BIGINT NOT NULL,
    vat_bp INTEGER NOT NULL,
    CONSTRAINT order_lines_pk PRIMARY KEY (order_id, sku),
    CONSTRAINT order_lines_quantity_ck CHECK (asked > 0 AND quantity >= 0 AND quantity <= asked),
    CONSTRAINT order_lines_arrived_ck CHECK (arrived IS NULL OR (arrived >= 0 AND arrived <= quantity)),
    CONSTRAINT order_lines_price_ck CHECK (price_paisa > 0),
    CONSTRAINT order_lines_order_id_fk FOREIGN KEY(order_id) REFERENCES orders (id),
    CONSTRAINT order_lines_sku_fk FOREIGN KEY(sku) REFERENCES products (sku)
);

CREATE TABLE order_moves (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    order_id UUID NOT NULL,
    before TEXT,
    after TEXT NOT NULL,
    actor UUID,
    reason TEXT DEFAULT '' NOT NULL,
    cause_key TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT order_moves_pk PRIMARY KEY (id),
    CONSTRAINT order_moves_order_id_fk FOREIGN KEY(order_id) REFERENCES orders (id)
);

CREATE INDEX order_moves_at_ix ON order_moves (at);

CREATE INDEX order_moves_order_id_ix ON order_moves (order_id);

CREATE TABLE rankings (
    order_id UUID NOT NULL,
    candidates JSONB NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT rankings_pk PRIMARY KEY (order_id),
    CONSTRAINT rankings_order_id_fk FOREIGN KEY(order_id) REFERENCES orders (id)
);

CREATE TABLE shortages (
    id UUID NOT NULL,
    code TEXT NOT NULL,
    order_id UUID NOT NULL,
    vendor_id UUID NOT NULL,
    short JSONB NOT NULL,
    amount_paisa BIGINT NOT NULL,
    status TEXT NOT NULL,
    claimed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    decided_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT shortages_pk PRIMARY KEY (id),
    CONSTRAINT shortages_status_ck CHECK (status IN ('claimed', 'agreed', 'denied')),
    CONSTRAINT shortages_amount_ck CHECK (amount_paisa > 0),
    CONSTRAINT shortages_order_id_fk FOREIGN KEY(order_id) REFERENCES orders (id),
    CONSTRAINT shortages_vendor_id_fk FOREIGN KEY(vendor_id) REFERENCES vendors (id)
);

CREATE UNIQUE INDEX shortages_claimed_uq ON shortages (order_id) WHERE status = 'claimed';

CREATE INDEX shortages_order_ix ON shortages (order_id, claimed_at);

CREATE TABLE transfers (
    id UUID NOT NULL,
    seq BIGINT GENERATED ALWAYS AS IDENTITY,
    vendor_id UUID NOT NULL,
    shop_id UUID NOT NULL,
    debit TEXT NOT NULL,
    credit TEXT NOT NULL,
    amount_paisa BIGINT NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    order_id UUID,
    payment_id UUID,
    pending_id UUID,
    reverses_id UUID,
    owed_paisa BIGINT NOT NULL,
    held_paisa BIGINT NOT NULL,
    cause_key TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT transfers_pk PRIMARY KEY (id),
    CONSTRAINT transfers_kind_ck CHECK (kind IN ('posted', 'pending', 'posts', 'voids')),
    CONSTRAINT transfers_reason_ck CHECK (reason IN ('order_held', 'order_released', 'order_delivered', 'vat_charged', 'payment', 'shortage', 'opening', 'reversal')),
    CONSTRAINT transfers_amount_ck CHECK (amount_paisa > 0 AND amount_paisa <= 1000000000000000),
    CONSTRAINT transfers_ends_ck CHECK (debit <> credit),
    CONSTRAINT transfers_debit_ck CHECK (debit ~ '^(receivable:[0-9a-f-]{36}:[0-9a-f-]{36}|cash:[0-9a-f-]{36}:[a-z]+|(sales|vat|returns|write_off|opening):[0-9a-f-]{36})$'),
    CONSTRAINT transfers_credit_ck CHECK (credit ~ '^(receivable:[0-9a-f-]{36}:[0-9a-f-]{36}|cash:[0-9a-f-]{36}:[a-z]+|(sales|vat|returns|write_off|opening):[0-9a-f-]{36})$'),
    CONSTRAINT transfers_pending_ck CHECK ((kind IN ('posts', 'voids')) = (pending_id IS NOT NULL)),
    CONSTRAINT transfers_seq_uq UNIQUE (seq),
    CONSTRAINT transfers_vendor_id_fk FOREIGN KEY(vendor_id) REFERENCES vendors (id),
    CONSTRAINT transfers_shop_id_fk FOREIGN KEY(shop_id) REFERENCES shops (id),
    CONSTRAINT transfers_order_id_fk FOREIGN KEY(order_id) REFERENCES orders (id),
    CONSTRAINT transfers_pending_id_uq UNIQUE (pending_id),
    CONSTRAINT transfers_pending_id_fk FOREIGN KEY(pending_id) REFERENCES transfers (id),
    CONSTRAINT transfers_reverses_id_uq UNIQUE (reverses_id),
    CONSTRAINT transfers_reverses_id_fk FOREIGN KEY(reverses_id) REFERENCES transfers (id)
);

CREATE INDEX transfers_order_ix ON transfers (order_id) INCLUDE (owed_paisa, payment_id);

CREATE INDEX transfers_payment_ix ON transfers (payment_id);

CREATE INDEX transfers_shop_ix ON transfers (shop_id, vendor_id) INCLUDE (owed_paisa, held_paisa);

CREATE INDEX transfers_vendor_ix ON transfers (vendor_id, shop_id) INCLUDE (owed_paisa);

CREATE TABLE outgoing (
    id UUID NOT NULL,
    seq BIGINT GENERATED ALWAYS AS IDENTITY,
    cause_key TEXT NOT NULL,
    nth SMALLINT NOT NULL,
    person_id UUID NOT NULL,
    reply JSONB NOT NULL,
    template TEXT,
    read TEXT DEFAULT '' NOT NULL,
    offer_id UUID,
    status TEXT DEFAULT 'queued' NOT NULL,
    attempts SMALLINT DEFAULT '0' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    lease_until TIMESTAMP WITH TIME ZONE,
    fence INTEGER DEFAULT '0' NOT NULL,
    wamid TEXT,
    as_template BOOLEAN DEFAULT 'false' NOT NULL,
    error_code INTEGER,
    error_detail TEXT DEFAULT '' NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE,
    delivered_at TIMESTAMP WITH TIME ZONE,
    read_at TIMESTAMP WITH TIME ZONE,
    billed BOOLEAN DEFAULT 'false' NOT NULL,
    CONSTRAINT outgoing_pk PRIMARY KEY (id),
    CONSTRAINT outgoing_status_ck CHECK (status IN ('queued', 'sending', 'unknown', 'sent', 'failed', 'dead', 'superseded')),
    CONSTRAINT outgoing_cause_key_nth_person_id_uq UNIQUE (cause_key, nth, person_id),
    CONSTRAINT outgoing_sent_ck CHECK (status <> 'sent' OR wamid IS NOT NULL),
    CONSTRAINT outgoing_seq_uq UNIQUE (seq),
    CONSTRAINT outgoing_person_id_fk FOREIGN KEY(person_id) REFERENCES persons (id),
    CONSTRAINT outgoing_offer_id_fk FOREIGN KEY(offer_id) REFERENCES offers (id),
    CONSTRAINT outgoing_wamid_uq UNIQUE (wamid)
);

CREATE INDEX outgoing_due_ix ON outgoing (due_at) WHERE status = 'queued';

CREATE INDEX outgoing_failed_ix ON outgoing (created_at) WHERE status = 'failed' AND NOT as_template AND template IS NOT NULL;

CREATE INDEX outgoing_leased_ix ON outgoing (lease_until) WHERE status = 'sending';

CREATE INDEX outgoing_line_ix ON outgoing (person_id, seq) WHERE status IN ('queued', 'sending');

CREATE INDEX outgoing_offer_ix ON outgoing (offer_id) WHERE offer_id IS NOT NULL;

CREATE INDEX outgoing_said_ix ON outgoing (person_id, seq);

CREATE INDEX outgoing_unknown_ix ON outgoing (due_at) WHERE status = 'unknown';
