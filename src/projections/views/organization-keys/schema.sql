-- Read model `organization_api_keys`, version 1: the API keys of each organisation. Names and scopes are in the log only.
create table credence_read.organization_api_keys_v1 (
  key_id          uuid primary key,
  organization_id uuid not null,
  position        text collate "C" not null
);

create index organization_api_keys_v1_in_order
  on credence_read.organization_api_keys_v1 (organization_id, position);

create or replace view credence_read.organization_api_keys as
  select * from credence_read.organization_api_keys_v1;
