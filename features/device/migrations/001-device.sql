-- The list as devices get it. A version is made whenever what may be told to everybody has changed.
create table device_list (
  version bigint primary key,
  made_at timestamptz not null,
  entries integer not null,
  -- SHA-256 over everything that is told about the entries, to see that nothing changed.
  digest  text not null,
  -- Short hashes of keys that came and went since the version before, 8 bytes each, ascending, little-endian.
  added   bytea not null,
  removed bytea not null
);

-- Large parts of the newest versions, in pieces.
create table device_file (
  version bigint not null references device_list on delete cascade,
  name    text not null check (name in ('hashes', 'filter', 'phone', 'account', 'host')),
  piece   integer not null,
  bytes   bytea not null,
  primary key (version, name, piece)
);
