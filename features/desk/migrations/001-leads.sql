-- A lead is what the desk decides on: reports that share an observable. Its columns are what derive() made of its
-- actions, kept so that the queue can be sorted; the actions are the truth.
create table lead (
  id uuid primary key,
  number bigint generated always as identity unique,
  version integer not null,
  created_at timestamptz not null,
  last_report_at timestamptz not null,
  unit_id text not null,
  state text not null check (state in ('open', 'awaiting', 'closed')),
  outcome text,
  closed_at timestamptz,
  taken_by uuid,
  answered boolean not null default false,
  kind text not null,
  scheme text,
  lost bigint not null default 0,
  report_count integer not null default 0,
  demo boolean not null default false
);
create index lead_queue on lead (state, unit_id);

create table lead_report (
  report_id uuid primary key references report (id) on delete cascade,
  lead_id uuid not null references lead (id)
);
create index lead_report_lead on lead_report (lead_id);

create table lead_action (
  id uuid primary key,
  lead_id uuid not null references lead (id),
  seq integer not null,
  kind text not null,
  at timestamptz not null,
  actor_id uuid,
  -- Officers name people in their notes.
  sealed_note bytea,
  detail jsonb not null default '{}',
  unique (lead_id, seq)
);
