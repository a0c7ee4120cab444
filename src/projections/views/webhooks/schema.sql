-- Read model `webhooks`, version 1: ids in the order of creation, without deleted ones. Everything else is in the log.
create table credence_read.webhooks_v1 (
  webhook_id uuid primary key,
  position   text collate "C" not null unique
);

create or replace view credence_read.webhooks as select * from credence_read.webhooks_v1;
