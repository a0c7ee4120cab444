-- Data of secrets that are valid once: sign-ins in progress at identity providers, and codes to exchange for tokens.
-- Secrets are stored as MACs. The data is encrypted under the secret.
create table one_time_secrets (
  secret_mac bytea primary key,
  sealed     bytea not null,
  expires_at timestamptz not null
);
create index one_time_secrets_by_age on one_time_secrets (expires_at);
