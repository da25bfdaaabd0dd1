-- Who did what, to what, when. Each row holds the hash of the one before: a row changed, removed or put in between
-- shows, even when somebody with the database's own rights did it and switched the trigger off.
create table audit_log (
  seq bigint primary key,
  at timestamptz not null,
  actor text,
  unit text,
  action text not null,
  subject text not null,
  detail jsonb not null,
  prev_hash bytea not null,
  hash bytea not null
);
create index audit_log_subject on audit_log (subject, seq);
create index audit_log_actor on audit_log (actor, seq);

create function audit_log_keep() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is only added to';
end $$;
create trigger audit_log_keep before update or delete on audit_log for each row execute function audit_log_keep();
create trigger audit_log_keep_all before truncate on audit_log for each statement execute function audit_log_keep();
