-- The acknowledgements of named consumers are ephemeral too. Existing rows satisfy the narrower rule, so no scan is needed.
alter table credence_log.streams drop constraint history_is_kept;
alter table credence_log.streams add constraint history_is_kept
  check (
    keep_last is null
    or stream_id ~ '^(refresh|attempts|api_key_use|reset_link|verification_link|factor|code|refusal|acknowledgement)-'
  )
  not valid;
