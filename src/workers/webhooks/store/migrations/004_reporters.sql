-- The cursors of the reporters that send sign-ups and sign-ins to analytics services. One process at a time locks a row.
create table reporters (
  name     text primary key,
  position text collate "C" not null
);
