-- Read models `organizations` and `members`, version 1: ids, in the order of foundation and of joining. Names are in the log only.
create table credence_read.organizations_v1 (
  organization_id uuid primary key,
  position        text collate "C" not null unique
);

create table credence_read.members_v1 (
  organization_id uuid not null,
  user_id         uuid not null,
  position        text collate "C" not null,
  status          text not null,
  role_ids        uuid[] not null,
  primary key (organization_id, user_id)
);

create index members_v1_in_order on credence_read.members_v1 (organization_id, position);
create index members_v1_by_user on credence_read.members_v1 (user_id, position);

create or replace view credence_read.organizations as select * from credence_read.organizations_v1;
create or replace view credence_read.members as select * from credence_read.members_v1;
