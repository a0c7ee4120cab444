-- Read model `audit`, version 1: where the events of a search are. Their data is in the log only.

-- Each page of the log is one block: the positions of its events, in log order. A block has a row for each value that
-- one of its events has, so a value that many events share costs little.
create table credence_read.audit_blocks_v1 (
  block     int generated always as identity primary key,
  first     text collate "C" not null unique,
  positions text[] collate "C" not null
);

-- The events of a block with a value: their places among its positions, from 1. The key is a hash of the field and the
-- value, so that all keys are short.
create table credence_read.audit_keys_v1 (
  key    uuid not null,
  block  int not null,
  places smallint[] not null,
  primary key (key, block)
);

-- The form of this read model before its first release.
drop table if exists credence_read.audit_v1 cascade;
