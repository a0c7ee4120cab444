-- The statistics of PostgreSQL would have a copy of some addresses, which outlives their row. A rebuild of `users@1` removes
-- those of before. A new database has no table yet: its projection does the same.
do $$
begin
  if to_regclass('credence_read.users_v1') is not null then
    alter table credence_read.users_v1 alter email set statistics 0, alter username set statistics 0;
    alter index credence_read.users_v1_by_email alter column 1 set statistics 0;
  end if;
end
$$;
