-- Units come from the province's pack at every start; one that the pack no longer names is retired, never deleted,
-- because reports and decisions point to it.
create table unit (
  id text primary key,
  parent_id text references unit (id),
  kind text not null check (kind in ('province', 'commune', 'ward', 'agency')),
  name_vi text not null,
  name_en text not null,
  retired_at timestamptz
);

create table app_user (
  id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  oidc_issuer text,
  oidc_subject text,
  created_at timestamptz not null,
  disabled_at timestamptz,
  unique (oidc_issuer, oidc_subject),
  check ((oidc_issuer is null) = (oidc_subject is null))
);

-- "grant" is a reserved word of SQL.
create table grant_ (
  user_id uuid not null references app_user (id),
  role text not null check (role in ('official', 'officer', 'analyst', 'leader', 'admin')),
  unit_id text not null references unit (id),
  granted_by uuid references app_user (id),
  granted_at timestamptz not null,
  primary key (user_id, role, unit_id)
);

create table passkey (
  id text primary key, -- the credential's id, base64url
  user_id uuid not null references app_user (id),
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null default '{}',
  backed_up boolean not null,
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index passkey_by_user on passkey (user_id);

-- A session lives as long as it is used (expires_at slides) but never beyond ends_at.
create table session (
  token_hash bytea primary key,
  user_id uuid not null references app_user (id),
  method text not null check (method in ('passkey', 'oidc', 'invite')),
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  ends_at timestamptz not null
);
create index session_by_user on session (user_id);
create index session_by_expiry on session (expires_at);

create table invite (
  id uuid primary key,
  code_hash bytea not null unique,
  user_id uuid not null references app_user (id),
  created_by uuid references app_user (id),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  redeemed_at timestamptz
);
create index invite_by_user on invite (user_id);

-- One attempt at signing in: what the server must remember between its two halves. Used once, then deleted.
create table sign_in (
  id_hash bytea primary key,
  kind text not null check (kind in ('passkey-register', 'passkey-login', 'oidc')),
  detail jsonb not null,
  user_id uuid references app_user (id),
  expires_at timestamptz not null
);
create index sign_in_by_expiry on sign_in (expires_at);
