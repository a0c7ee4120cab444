-- Read model `history`, version 1: the events about each person. Their data is in the log only.
create table credence_read.history_v1 (
  user_id     uuid not null,
  position    text collate "C" not null,
  -- Only processes of earlier releases fill these columns, during an upgrade.
  stream      text,
  revision    int,
  type        text,
  recorded_at timestamptz,
  primary key (user_id, position)
);

create or replace view credence_read.history as select * from credence_read.history_v1;
