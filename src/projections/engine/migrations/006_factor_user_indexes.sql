-- An erasure removes the factors of a user and their uses. A new database gets the indexes with the read model `factors`.
do $$
begin
  if to_regclass('credence_read.factors_v1') is not null then
    create index factors_v1_by_user on credence_read.factors_v1 (user_id);
    create index factor_uses_v1_by_user on credence_read.factor_uses_v1 (user_id);
  end if;
end
$$;
