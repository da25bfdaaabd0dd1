-- A list of somebody else's, and what it holds now. Each import replaces the entries of its source.
create table feed_source (
  id          uuid primary key,
  name        text not null unique,
  format      text not null,
  tlp         text not null check (tlp in ('CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED')),
  entries     bigint not null,
  imported_at timestamptz not null,
  imported_by text not null,
  expires_at  timestamptz not null,
  -- Order of commit, shared with indicators: tells which look-up tables already hold this import.
  change      bigint not null
);

create table feed_entry (
  -- No foreign key: both tables are only written together (import.ts), and a check for each of a million rows is slow.
  source_id  uuid not null,
  key        text not null,
  kind       text not null,
  value      text not null,
  -- Only this host, not what is below it.
  exact      boolean not null,
  scheme     text,
  added_at   timestamptz not null,
  -- Ends before its source does; null = with its source.
  expires_at timestamptz,
  primary key (source_id, key)
);

create index feed_entry_key on feed_entry (key);
