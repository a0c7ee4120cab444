-- Parked events are deleted with the delivered ones of their age.
drop index deliveries_by_age;
create index deliveries_by_age on deliveries (updated_at) where state <> 'waiting';
