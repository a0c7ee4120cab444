-- Read model `api_keys`, version 1: ids in the order of creation. Names and scopes are in the log only.
create table credence_read.api_keys_v1 (
  key_id   uuid primary key,
  position text collate "C" not null unique
);

create or replace view credence_read.api_keys as select * from credence_read.api_keys_v1;
