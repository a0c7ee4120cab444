-- Read model `api_keys`, version 1: ids in the order of creation. Names and scopes are in the log only.
create table api_keys_v1 (
  key_id   uuid primary key,
  position text collate "C" not null unique
);

create or replace view api_keys as select * from api_keys_v1;
