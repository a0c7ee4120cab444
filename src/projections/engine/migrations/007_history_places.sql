-- The history of a person needs the positions of the events only. Processes of earlier releases still fill the other columns.
do $$
begin
  if to_regclass('credence_read.history_v1') is not null then
    alter table credence_read.history_v1
      alter column stream drop not null,
      alter column revision drop not null,
      alter column type drop not null,
      alter column recorded_at drop not null;
  end if;
end
$$;
