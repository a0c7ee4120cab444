-- Indexes of the lists of inactive and of unverified users. A new database gets them with the read model `users`.
do $$
begin
  if to_regclass('credence_read.users_v1') is not null then
    create index users_v1_inactive on credence_read.users_v1 (id) where not is_active;
    create index users_v1_unverified on credence_read.users_v1 (id) where not is_verified;
  end if;
end
$$;
