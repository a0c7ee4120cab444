-- Read model `erasures`, version 1: the erased users, with the position of the event. It has ids only.
create table credence_read.erasures_v1 (
  user_id  uuid primary key,
  position text collate "C" not null
);

create or replace view credence_read.erasures as select * from credence_read.erasures_v1;
