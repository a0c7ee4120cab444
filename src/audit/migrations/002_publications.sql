-- The newest checkpoint that a receiver outside of the database has taken, and the failure since then.
create table credence_audit.publications (
  target       text primary key,
  size         bigint not null default 0,
  published_at timestamptz,
  failure      text,
  failed_at    timestamptz
);

-- What witnesses have signed below the checkpoints: lines of signed notes.
create table credence_audit.cosignatures (
  size    bigint not null references credence_audit.checkpoints (size),
  witness text not null,
  line    text not null,
  primary key (size, witness)
);
create index cosignatures_by_witness on credence_audit.cosignatures (witness, size);
