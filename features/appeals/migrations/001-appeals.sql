-- A listing is answered for: anybody may appeal, and a clock runs.
create table appeal (
  id uuid primary key,
  code_hash bytea not null unique,
  idempotency_hash bytea unique,
  -- What is appealed, as listed. Without an indicator only imported lists hold it.
  indicator_id uuid,
  kind text not null,
  value text not null,
  key text not null,
  sealed_text bytea not null,
  sealed_contact bytea,
  sealed_receipt bytea not null,
  received_at timestamptz not null,
  due_at timestamptz not null,
  demo boolean not null default false
);
create index appeal_due on appeal (due_at);

-- Append-only: received, decided.
create table appeal_action (
  appeal_id uuid not null references appeal (id) on delete cascade,
  seq integer not null,
  kind text not null check (kind in ('received', 'decided')),
  at timestamptz not null,
  actor_id uuid,
  decision text check (decision in ('upheld', 'unlisted')),
  -- Published with the decision, so it is not sealed.
  reason text,
  primary key (appeal_id, seq)
);
-- Of two people who decide at the same moment, one does.
create unique index appeal_decided_once on appeal_action (appeal_id) where kind = 'decided';
