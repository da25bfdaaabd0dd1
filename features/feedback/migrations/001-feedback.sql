-- "Was this right?": what people say of a verdict. The message itself is kept only when its owner agreed, sealed, and
-- forgotten after a year; without it a row is no more than a mark in the figures.
create table feedback (
  id            uuid primary key,
  received_at   timestamptz not null,
  grade         text not null,
  scheme        text,
  rules_version text not null,
  model_version text,
  -- What the one who asked says it really was.
  actual        text not null check (actual in ('scam', 'honest', 'unsure')),
  sender        text check (sender in ('brandname', 'shortcode', 'number')),
  sealed_text   bytea,
  -- What an officer or analyst found on reading the message.
  label         text check (label in ('scam', 'illegal', 'honest')),
  labelled_at   timestamptz,
  labelled_by   uuid references app_user (id),
  demo          boolean not null default false,
  check (label is null or (labelled_at is not null and labelled_by is not null))
);

create index feedback_received on feedback (received_at desc, id desc);
