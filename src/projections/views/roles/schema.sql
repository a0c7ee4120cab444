-- Read model `role_holders`, version 1: the people with each role, in the order in which they got it.
create table credence_read.role_holders_v1 (
  role_id    uuid not null,
  user_id    uuid not null,
  position   text collate "C" not null,
  granted_by text not null,
  granted_at timestamptz not null,
  primary key (role_id, user_id)
);

create index role_holders_v1_in_order on credence_read.role_holders_v1 (role_id, position);
create index role_holders_v1_by_user on credence_read.role_holders_v1 (user_id);

create or replace view credence_read.role_holders as select * from credence_read.role_holders_v1;
