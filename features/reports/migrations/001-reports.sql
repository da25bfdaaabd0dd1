-- What citizens send. A report never changes; what becomes of it is appended as actions.
create table report (
  id uuid primary key,
  -- Keyed hash of the tracking code: the table alone opens no status page.
  code_hash bytea not null unique,
  -- Keyed hash of the client's idempotency key, for the same reason.
  idempotency_hash bytea not null unique,
  received_at timestamptz not null,
  happened_at timestamptz,
  unit_id text,
  kind text not null check (kind in ('attempt', 'loss')),
  channel text not null,
  scheme text,
  -- Envelope-encrypted, each on its own so that reading the text does not open the contact.
  sealed_text bytea not null,
  sealed_loss bytea,
  sealed_contact bytea,
  -- The code and a fingerprint of the input, to answer a client that retries.
  sealed_receipt bytea not null,
  -- Đồng lost: a bare sum names nobody, and the queue is ordered by it.
  lost bigint not null default 0,
  -- What the check said when the report came in, and by which rules.
  grade text not null,
  rules_version text not null,
  helped_count integer not null default 0,
  demo boolean not null default false
);
create index report_received on report (received_at);
create index report_unit on report (unit_id, received_at);

-- Normalised, never the reporter's own number or account.
create table report_observable (
  report_id uuid not null references report (id) on delete cascade,
  key text not null,
  kind text not null,
  value text not null,
  -- What joins reports into one lead; null for what is official, shared by many, or only a name.
  link text,
  -- What the check knew of it then: whose official contact it is, or whose address it imitates.
  seen jsonb not null default '{}',
  primary key (report_id, key)
);
create index report_observable_key on report_observable (key);
create index report_observable_link on report_observable (link) where link is not null;

create table report_action (
  id uuid primary key,
  report_id uuid not null references report (id) on delete cascade,
  seq integer not null,
  kind text not null,
  at timestamptz not null,
  actor_id uuid,
  sealed_text bytea,
  detail jsonb not null default '{}',
  unique (report_id, seq)
);

-- A file waits here until its report arrives, or is swept away.
create table upload (
  token_hash bytea primary key,
  sha256 text not null,
  mime text not null,
  size integer not null,
  uploaded_at timestamptz not null
);
create index upload_at on upload (uploaded_at);

create table report_file (
  id uuid primary key,
  report_id uuid not null references report (id) on delete cascade,
  -- Of the file as kept, after hidden data was taken out; its name in the blob store.
  sha256 text not null,
  mime text not null,
  size integer not null
);
create index report_file_report on report_file (report_id);
create index report_file_sha256 on report_file (sha256);

-- Which listing a report helped to make: later checks that meet it raise the report's count.
create table report_indicator (
  report_id uuid not null references report (id) on delete cascade,
  indicator_id uuid not null,
  primary key (indicator_id, report_id)
);
