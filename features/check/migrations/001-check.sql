-- How often what is listed or reported was asked about, by day. Nothing else of a check is kept: not who, not the text.
create table check_count (
  day   date not null,
  key   text not null,
  count bigint not null,
  primary key (key, day)
);

-- Tells whether look-up tables on disk were made from this database or from another one.
create table lookup_identity (
  id uuid primary key default gen_random_uuid()
);
insert into lookup_identity default values;
