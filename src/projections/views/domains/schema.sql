-- Read model `verified_domains`, version 1: the domains whose proofs are checked daily. Their names are in the log only.
create table credence_read.verified_domains_v1 (
  domain_id       uuid primary key,
  organization_id uuid not null,
  verified_at     timestamptz not null
);

create index verified_domains_v1_by_organization on credence_read.verified_domains_v1 (organization_id);

create or replace view credence_read.verified_domains as select * from credence_read.verified_domains_v1;
