-- Read model `history`, version 1: the events about each person. Their data is in the log only.
create table credence_read.history_v1 (
  user_id     uuid not null,
  position    text collate "C" not null,
  stream      text not null,
  revision    int not null,
  type        text not null,
  recorded_at timestamptz not null,
  primary key (user_id, position)
);

create or replace view credence_read.history as select * from credence_read.history_v1;
