-- What belongs to a secret that is presented once: a sign-in under way at a provider, a code to be exchanged for tokens.
-- Nothing here can be read without the secret, of which only a MAC is kept.
create table one_time_secrets (
  secret_mac bytea primary key,
  sealed     bytea not null,
  expires_at timestamptz not null
);
create index one_time_secrets_by_age on one_time_secrets (expires_at);
