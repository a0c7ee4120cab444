-- The role that appends can update `keep_last`. It must not delete history, so only streams of the ephemeral categories can
-- have a retention: those for which `isEphemeral` in the event catalogue returns true.
update credence_log.streams set keep_last = null
where keep_last is not null and stream_id !~ '^(refresh|attempts|api_key_use)-';

alter table credence_log.streams add constraint history_is_kept
  check (keep_last is null or stream_id ~ '^(refresh|attempts|api_key_use)-');
