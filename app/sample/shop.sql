BEGIN;

CREATE TABLE customers (
  id TEXT PRIMARY KEY,
  name TEXT,
  email TEXT,
  partner TEXT,                -- who referred the customer: a partner_key of PartnerStack
  plan TEXT
);
INSERT INTO customers VALUES
  ('C-1001', 'Ada Lovelace',        'ada@analytical.example',    'bertram', 'starter'),
  ('C-1002', 'Zoë Übermut',         'zoe@uebermut.example',      'dinesh',  'team'),
  ('C-1003', '山田 太郎',            'taro.yamada@example.jp',    'monica',  'team'),
  ('C-1004', 'Renée d''Artagnan',   'renee@mousquetaires.example', 'jared', 'enterprise'),
  ('C-1005', 'O. Sæther & Søn A/S', 'post@saether.example',      'bertram', 'starter'),
  ('C-1006', 'Grace Hopper',        'grace@cobol.example',       'dinesh',  'enterprise');

CREATE TABLE payments (
  id TEXT PRIMARY KEY,
  customer_id TEXT,
  total TEXT,                  -- in the currency's major unit; a refund is negative
  currency TEXT,
  paid_at TEXT
);
INSERT INTO payments VALUES
  ('T-5001', 'C-1001', '49.00',    'USD', '2026-05-02T08:15:00Z'),
  ('T-5002', 'C-1002', '129.90',   'EUR', '2026-05-02T09:40:12Z'),
  ('T-5003', 'C-1003', '5400',     'JPY', '2026-05-02T23:05:00+09:00'),
  ('T-5004', 'C-1004', '1990.00',  'EUR', '2026-05-03T10:00:00Z'),
  ('T-5005', 'C-1002', '-129.90',  'EUR', '2026-05-04T16:20:00Z');

CREATE TABLE signups (
  id INTEGER PRIMARY KEY,
  xid TEXT,                    -- ps_xid of the landing page
  customer_id TEXT,
  email TEXT,
  name TEXT
);
INSERT INTO signups VALUES
  (1, 'xidsandbox01', 'C-2001', 'linus@kernel.example',  'Linus T.'),
  (2, 'xidsandbox02', 'C-2002', 'margaret@apollo.example', 'Margaret Hamilton'),
  (3, 'xidsandbox03', 'C-2003', 'jose@peña.example',     'José Peña');

CREATE TABLE orders (
  order_id TEXT PRIMARY KEY,
  clickref TEXT,               -- clickref of the landing page
  customer_id TEXT,
  currency TEXT,
  country TEXT,
  customer_type TEXT,          -- new or existing
  voucher TEXT,
  line_items TEXT              -- JSON
);
INSERT INTO orders VALUES
  ('O-9001', '10lsandbox01', 'C-1001', 'USD', 'US', 'new',      NULL,
   '[{"category": "shoes", "sku": "SH-42", "unit_price": 59.90, "qty": 1}, {"category": "socks", "sku": "SO-01", "unit_price": 4.50, "qty": 3}]'),
  ('O-9002', '10lsandbox02', 'C-1002', 'EUR', 'DE', 'existing', 'frühling10',
   '[{"category": "bags", "sku": "BG/7 & co", "unit_price": 120.00, "qty": 1}]'),
  ('O-9003', '10lsandbox03', 'C-1003', 'JPY', 'JP', 'new',      NULL,
   '[{"category": "shoes", "sku": "SH-38", "unit_price": 7200, "qty": 1}]'),
  ('O-9004', '10lsandbox04', 'C-1004', 'EUR', 'FR', 'existing', 'MERCI',
   '[{"category": "accessories: belts", "sku": "BE-1", "unit_price": 35, "qty": 2}]'),
  ('O-9005', '10lsandbox05', 'C-1006', 'USD', 'US', 'new',      NULL,
   '[{"category": "gift cards", "sku": "GC-50", "unit_price": 50.00, "qty": 4}]');

COMMIT;
