-- The log that the checkpoints of this database count in, by where its first event is and what it is. With another
-- log they would name other places, and readers would pass over events without a sign.
create table followed_log (
  only_row    boolean primary key default true check (only_row),
  first_event text not null
);
