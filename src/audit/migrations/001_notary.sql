-- The hashes of the leaves, one for each event that the notary has read, in log order from index 0.
create table credence_audit.leaves (
  index    bigint primary key,
  event_id uuid not null unique,
  hash     bytea not null check (length(hash) = 32)
);

-- The roots of complete tiles. A hash of level n covers 256 of level n - 1; the leaves are level 0.
create table credence_audit.subtrees (
  level smallint not null check (level > 0),
  index bigint not null,
  hash  bytea not null check (length(hash) = 32),
  primary key (level, index)
);

-- The signed heads of the tree. A size has one root, so it is signed at most once.
create table credence_audit.checkpoints (
  size      bigint primary key check (size > 0),
  note      text not null,
  signed_at timestamptz not null default clock_timestamp()
);

-- The place of the notary in the log: the position up to which it has read, the index of the next leaf, and the position of
-- the event of the leaf before it. A process locks the row while it extends the tree.
create table credence_audit.progress (
  only_row   boolean primary key default true check (only_row),
  position   text collate "C" not null default '',
  next_leaf  bigint not null default 0,
  anchor     text collate "C",
  updated_at timestamptz not null default clock_timestamp()
);
insert into credence_audit.progress default values;

create function credence_audit.refuse_change() returns trigger language plpgsql as $$
begin
  raise insufficient_privilege using message = format('The tree only grows: %s is refused.', lower(tg_op));
end
$$;

create trigger only_append before update or delete or truncate on credence_audit.leaves
  for each statement execute function credence_audit.refuse_change();
create trigger only_append before update or delete or truncate on credence_audit.subtrees
  for each statement execute function credence_audit.refuse_change();
create trigger only_append before update or delete or truncate on credence_audit.checkpoints
  for each statement execute function credence_audit.refuse_change();

-- Also fires in a session that replays a replication stream, where ordinary triggers do not.
alter table credence_audit.leaves enable always trigger only_append;
alter table credence_audit.subtrees enable always trigger only_append;
alter table credence_audit.checkpoints enable always trigger only_append;
