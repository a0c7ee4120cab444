-- Archives of personal data, encrypted in chunks. A chunk is deleted after the download, or when it has expired.
create table export_chunks (
  archive_id uuid not null,
  no         int not null,
  sealed     bytea not null,
  expires_at timestamptz not null,
  primary key (archive_id, no)
);
create index export_chunks_by_expiry on export_chunks (expires_at);
