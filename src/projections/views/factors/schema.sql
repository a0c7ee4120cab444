-- Read model `factors`, version 1: the factors of all accounts. Names and secrets are in the log only.
create table credence_read.factors_v1 (
  factor_id uuid primary key,
  user_id   uuid not null,
  kind      text not null,
  -- Model and domain of a WebAuthn credential; null for other factors.
  aaguid    text,
  rp_id     text,
  position  text collate "C" not null,
  added_at  timestamptz not null
);
create index factors_v1_by_model on credence_read.factors_v1 (aaguid, position);
create index factors_v1_by_kind on credence_read.factors_v1 (kind, position);
create index factors_v1_by_user on credence_read.factors_v1 (user_id);

-- The sign-ins and step-ups that a factor has proved, also after its removal.
create table credence_read.factor_uses_v1 (
  factor_id  uuid not null,
  position   text collate "C" not null,
  user_id    uuid not null,
  session_id uuid not null,
  purpose    text not null,
  used_at    timestamptz not null,
  primary key (factor_id, position)
);
create index factor_uses_v1_by_user on credence_read.factor_uses_v1 (user_id);

create or replace view credence_read.factors as select * from credence_read.factors_v1;
create or replace view credence_read.factor_uses as select * from credence_read.factor_uses_v1;
