-- The events behind the failed one of a subject are read in pages.
create index deliveries_by_subject on deliveries (webhook_id, subject, position) where state = 'waiting';
