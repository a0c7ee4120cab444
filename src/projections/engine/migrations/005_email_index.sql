-- The domain folds the case of ASCII letters only. The default collation would fold others, and in Turkish even `I` to `ı`.
-- A new database has no table yet: its projection creates the index.
do $$
begin
  if to_regclass('credence_read.users_v1') is not null then
    drop index if exists credence_read.users_v1_by_email;
    create index users_v1_by_email on credence_read.users_v1 (lower(email collate "C"));
  end if;
end
$$;
