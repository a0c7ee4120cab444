-- `keep_last` can be updated by who appends. What it lets go must not be history, so only streams of these kinds can have
-- it: those that `isEphemeral` in the event catalogue names.
update credence_log.streams set keep_last = null
where keep_last is not null and stream_id !~ '^(refresh|attempts|api_key_use)-';

alter table credence_log.streams add constraint history_is_kept
  check (keep_last is null or stream_id ~ '^(refresh|attempts|api_key_use)-');
