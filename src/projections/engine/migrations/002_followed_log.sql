-- Identity of the log that the checkpoints of this database belong to: position and id of its first event. In another
-- log the same positions name other events, and readers would skip events silently.
create table credence_read.followed_log (
  only_row    boolean primary key default true check (only_row),
  first_event text not null
);
