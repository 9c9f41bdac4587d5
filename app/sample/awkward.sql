BEGIN;

INSERT INTO customers VALUES
  ('C-1007', 'No Address',          NULL,                        'bertram', 'starter'),
  ('C-1008', 'Referred By Nobody',  'nobody@example.com',        'gavin',   'team'),
  ('C-1009', 'مها القحطاني',         'maha@example.com',          'monica',  'team');

INSERT INTO payments VALUES
  ('T-5006', 'C-1006', '19.999',   'USD', '2026-05-04T17:00:00Z'),
  ('T-5007', 'C-4711', '80.00',    'USD', '2026-05-04T18:30:00Z'),
  ('T-5008', 'C-1005', '12.345',   'KWD', '2026-05-05T07:00:00Z'),
  ('T-5009', 'C-1001', '15,00',    'EUR', '2026-05-05T08:00:00Z');

INSERT INTO signups VALUES
  (4, NULL, 'C-2004', 'direct@visitor.example', 'Came Without A Click');

INSERT INTO orders VALUES
  ('O-9006', NULL,           'C-1001', 'USD', 'US', 'existing', NULL,
   '[{"category": "shoes", "sku": "SH-42", "unit_price": 59.90, "qty": 1}]'),
  ('O-9007', '10lsandbox07', 'C-1002', 'EUR', 'DE', 'existing', NULL,
   '[{"sku": "BG-7", "unit_price": 120.00, "qty": 1}]'),
  ('O-9008', '10lsandbox08', 'C-1005', 'usd', 'US', 'new',      NULL,
   '[{"category": "shoes", "unit_price": 59.90, "qty": 1}]'),
  ('O-9009', '10lnosuchclick', 'C-1006', 'USD', 'US', 'new',    NULL,
   '[{"category": "shoes", "unit_price": 59.90, "qty": 1}]'),
  ('O-9010', '10lsandbox10', 'C-1003', 'JPY', 'JP', 'existing', NULL,
   '[{"category": "bags [sale]", "unit_price": 9800, "qty": 1}]'),
  ('O-9011', '10lsandbox11', 'C-1009', 'USD', 'AE', 'new',      'صيف',
   '[{"category": "shoes", "sku": "SH-40", "unit_price": "74.25", "qty": 1}, {"category": "socks", "unit_price": 0, "qty": 1}]');

COMMIT;
