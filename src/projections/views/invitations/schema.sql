-- Read model `invitations`, version 1: each sending of an invitation with the subject of its key. Addresses are in the log only.
create table credence_read.invitations_v1 (
  key_id          uuid primary key,
  invitation_id   uuid not null,
  organization_id uuid not null,
  claim           text not null,
  user_id         uuid,
  open            boolean not null,
  position        text collate "C" not null
);

create index invitations_v1_in_order on credence_read.invitations_v1 (organization_id, position);
create index invitations_v1_by_claim on credence_read.invitations_v1 (claim, position);
create index invitations_v1_by_id on credence_read.invitations_v1 (invitation_id);
create index invitations_v1_by_user on credence_read.invitations_v1 (user_id) where user_id is not null;

create or replace view credence_read.invitations as select * from credence_read.invitations_v1;
