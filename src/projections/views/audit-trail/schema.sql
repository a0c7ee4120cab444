-- Read model `audit`, version 1: where the events of a filter are. Their data is in the log only.
create table credence_read.audit_v1 (
  position       text collate "C" primary key,
  stream         text not null,
  revision       int not null,
  type           text not null,
  subject        text,
  actor          text not null,
  correlation_id text not null
);

create index audit_v1_by_subject on credence_read.audit_v1 (subject, position) where subject is not null;
-- The newest events of the two common actors are found at once in the order of the log.
create index audit_v1_by_actor on credence_read.audit_v1 (actor, position)
  where actor not in ('anonymous', 'system');
create index audit_v1_by_type on credence_read.audit_v1 (type, position);
create index audit_v1_by_correlation on credence_read.audit_v1 (correlation_id, position);

create or replace view credence_read.audit as select * from credence_read.audit_v1;
