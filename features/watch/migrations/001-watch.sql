-- "Tell me when you know": what somebody asked about and nobody knew. Codes and keys are kept as keyed hashes only, so
-- that the table does not show who asked what; the hashes of a newly listed key are compared with these.
create table watch (
  id         uuid primary key,
  code_hash  bytea not null unique,
  created_at timestamptz not null,
  -- After this it is forgotten.
  ends_at    timestamptz not null,
  told_at    timestamptz
);

create table watch_key (
  watch_id      uuid not null references watch (id) on delete cascade,
  key_hash      bytea not null,
  -- Set when this key was listed while it was being watched.
  indicator_id  uuid,
  listed_at     timestamptz,
  primary key (watch_id, key_hash)
);

create index watch_key_hash on watch_key (key_hash);
create index watch_ends on watch (ends_at);
