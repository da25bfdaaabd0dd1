-- What happened, written in the transaction in which it happened, for those who must be told.
-- Payloads hold ids, not personal data: rows are kept a week after everybody was told.
create table outbox (
  id bigint generated always as identity primary key,
  type text not null,
  payload jsonb not null,
  -- not now(): a long transaction (an import) commits events that the sweep must still see as new
  at timestamptz not null default clock_timestamp(),
  -- subscribers that have handled it; `done` when no subscriber is left
  delivered text[] not null default '{}',
  done boolean not null default false,
  attempts integer not null default 0,
  next_at timestamptz not null default clock_timestamp(),
  last_error text
);
create index outbox_open on outbox (next_at, id) where not done;
create index outbox_at on outbox (at);

create function outbox_notify() returns trigger language plpgsql as $$
begin
  perform pg_notify('khien_outbox', new.id::text);
  return null;
end $$;
create trigger outbox_notify after insert on outbox for each row execute function outbox_notify();
