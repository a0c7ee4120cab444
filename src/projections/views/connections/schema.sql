-- Read model `connections`, version 1: the connections of each organisation. Their properties are in the log only.
create table credence_read.connections_v1 (
  connection_id   uuid primary key,
  organization_id uuid not null,
  open            boolean not null,
  position        text collate "C" not null
);

create index connections_v1_in_order on credence_read.connections_v1 (organization_id, position);

create or replace view credence_read.connections as select * from credence_read.connections_v1;
