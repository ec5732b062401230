-- Work that is done beside the requests, and is done although a server ends: see the crate `jobs`. A job is a row until
-- it is done. Who works on it holds it for some seconds and goes on holding it while they live; a job whose holder is
-- gone is taken by another.
create table jobs (
    id bigint primary key,
    name text not null,
    payload jsonb not null,
    -- Of the jobs of a name one at a time waits under a key.
    key text,
    run_at timestamptz not null default now(),
    attempts integer not null default 0,
    -- Which taking of it counts, and until when.
    holder bigint,
    held_until timestamptz,
    -- Asked for while somebody works on it: it is done once more.
    again boolean not null default false,
    -- Given up; kept for some time for the operator.
    failed_at timestamptz,
    error text,
    created timestamptz not null default now()
);
create unique index jobs_key on jobs (name, key) where failed_at is null;
create index jobs_waiting on jobs (name, run_at, id) where failed_at is null;
create index jobs_failed on jobs (failed_at) where failed_at is not null;

-- Wakes the servers when the transaction ends that asked for something.
create function wake_jobs() returns trigger
    language plpgsql
as $$
begin
    perform pg_notify('jobs', '');
    return null;
end
$$;
create trigger jobs_wake after insert on jobs for each statement execute function wake_jobs();

-- Recordings that wait to be mixed. From now on the end of a space asks for it.
insert into jobs (id, name, payload, key)
select s.id, 'mix', jsonb_build_object('space', s.id::text), s.id::text
from spaces s
where s.replay = 1 and s.phase = 2 and s.deleted_at is null;
