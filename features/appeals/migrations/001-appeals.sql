-- A listing is answered for: anybody may appeal, and a clock runs.
create table appeal (
  id uuid primary key,
  code_hash bytea not null unique,
  idempotency_hash bytea unique,
  indicator_id uuid not null,
  kind text not null,
  value text not null,
  sealed_text bytea not null,
  sealed_contact bytea,
  sealed_receipt bytea not null,
  received_at timestamptz not null,
  due_at timestamptz not null,
  demo boolean not null default false
);
create index appeal_due on appeal (due_at);
create index appeal_indicator on appeal (indicator_id);

-- Append-only: received, decided.
create table appeal_action (
  appeal_id uuid not null references appeal (id) on delete cascade,
  seq integer not null,
  kind text not null,
  at timestamptz not null,
  actor_id uuid,
  decision text,
  reason text,
  primary key (appeal_id, seq)
);
