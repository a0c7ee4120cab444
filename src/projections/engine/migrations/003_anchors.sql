-- The newest event up to a checkpoint whose stream retains all its events. If the log no longer has it at that position,
-- the log is not the one that the reader has read. Null for checkpoints that have not moved since release 0.1.0.
alter table credence_read.checkpoints
  add column anchor       text collate "C",
  add column anchor_event text;
