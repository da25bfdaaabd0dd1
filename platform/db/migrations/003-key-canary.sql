-- One sealed word: opens only with the key file that belongs to this database.
create table key_canary (
  id integer primary key check (id = 1),
  sealed bytea not null
);
