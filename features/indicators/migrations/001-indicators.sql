-- What an authority vouches for. The row is a cache of its actions (derive.ts), kept for look-ups and lists.
create table indicator (
  id          uuid primary key,
  -- Stable number of the rule in exported rule sets (Suricata sid); never reused.
  number      bigint generated always as identity unique,
  kind        text not null,
  value       text not null,
  key         text not null unique,
  verdict     text not null check (verdict in ('scam', 'official')),
  name        text,
  scheme      text,
  tlp         text not null check (tlp in ('CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED')),
  source      text not null,
  evidence    text not null,
  unit_id     text,
  lead_id     uuid,
  state       text not null check (state in ('proposed', 'listed', 'unlisted', 'expired')),
  created_by  text not null,
  created_at  timestamptz not null,
  listed_at   timestamptz,
  unlisted_at timestamptz,
  expires_at  timestamptz,
  -- Order of commit of everything that changes what a look-up answers (see the function below).
  change      bigint not null,
  changed_at  timestamptz not null
);

create index indicator_change on indicator (change);
create index indicator_state on indicator (state, listed_at desc);
create index indicator_lead on indicator (lead_id) where lead_id is not null;
create index indicator_expiry on indicator (expires_at) where state in ('listed', 'proposed');

create table indicator_action (
  indicator_id uuid not null references indicator (id),
  seq          integer not null,
  type         text not null check (type in ('propose', 'sign', 'list', 'unlist', 'extend', 'expire')),
  actor        text not null,
  actor_name   text,
  at           timestamptz not null,
  until        timestamptz,
  note         text,
  -- The part of the note the public may read: why something was taken off.
  public_note  text,
  primary key (indicator_id, seq)
);

create index indicator_action_at on indicator_action (at desc) where type in ('list', 'unlist');

create function indicator_action_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'indicator_action is append-only';
end $$;

create trigger indicator_action_append_only before update or delete or truncate on indicator_action
  for each statement execute function indicator_action_is_append_only();

create sequence lookup_change_number;

-- A number that grows in the order of COMMIT, not of writing: the lock is held to the end of the transaction. A process
-- that has seen everything up to N in one snapshot therefore misses nothing by asking for what is greater than N.
create function next_lookup_change() returns bigint language plpgsql as $$
begin
  perform pg_advisory_xact_lock(7240117, 1);
  return nextval('lookup_change_number');
end $$;
