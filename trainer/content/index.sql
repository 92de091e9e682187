-- The compiled bank. YAML is the truth: this file can be deleted at any time.

create table meta (
  key text primary key,
  value text not null                -- compiler: its digest; exam, misconceptions: JSON
) strict;

create table files (
  id integer primary key,
  folder integer not null,           -- position among the bank's folders; -1: the shipped bank
  name text not null,
  size integer not null,
  mtime_ns integer not null,
  ctime_ns integer not null,
  seen_ns integer not null,          -- when the file was last known to hold what is compiled here
  digest text not null,              -- SHA-256 of its bytes
  settings text not null,            -- SHA-256 of the settings it was checked against
  unique (folder, name)
) strict;

create table decks (
  file integer primary key references files on delete cascade,
  name text not null,
  title text not null,
  line integer not null,
  column integer not null
) strict;

create table questions (
  file integer not null references files on delete cascade,
  number integer not null,           -- position in the deck
  id text not null,
  deck text not null,
  line integer not null,
  column integer not null,
  hidden integer not null,           -- 1: has an error, or an earlier question of the bank has its id
  data text not null,                -- JSON: Question.as_json; empty when it has an error
  primary key (file, number)
) strict;

create index visible_question on questions (id) where hidden = 0;

create table tags (
  tag text not null,
  file integer not null,
  number integer not null,
  primary key (tag, file, number),
  foreign key (file, number) references questions on delete cascade
) strict, without rowid;

create index tags_of_question on tags (file, number);

create table problems (
  id integer primary key,
  file integer not null references files on delete cascade,
  scope text not null,               -- item: found in the file alone; bank: between files
  line integer not null,
  column integer not null,
  severity text not null,
  rule text not null,
  message text not null,
  hint text not null
) strict;

create index problems_of_file on problems (file);
