-- The uses of second factors are ephemeral too: the newest use says which codes no longer work.
alter table credence_log.streams drop constraint history_is_kept;
alter table credence_log.streams add constraint history_is_kept
  check (keep_last is null or stream_id ~ '^(refresh|attempts|api_key_use|factor)-');
