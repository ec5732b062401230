-- Who exists for whom, and whom a handle names.
--
-- Of all rules: a function that answers rows is a plain select, which Postgres writes into the statement that asks. One
-- that answers a value is plpgsql, which keeps its plans for the session; in SQL it would be planned anew in each
-- statement, which costs ten times what it does. And it starts only the branch that is taken, where one expression
-- prepares all of them.

-- Accounts that a block parts from the viewer, in either direction.
create or replace function parted_from(viewer bigint) returns table (id bigint)
    language sql stable parallel safe
as $$
    select blocked_id from blocks where blocker_id = viewer
    union
    select blocker_id from blocks where blocked_id = viewer
$$;

-- Accounts that exist for the viewer: active, and no block in either direction.
create or replace function visible_accounts(viewer bigint) returns setof accounts
    language sql stable parallel safe
as $$
    select a.*
    from accounts a
    where a.status = 0
      and not exists (select 1 from blocks b where b.blocker_id = a.id and b.blocked_id = viewer)
      and not exists (select 1 from blocks b where b.blocker_id = viewer and b.blocked_id = a.id)
$$;

-- The account that has the handle, else the one that gave it up: nobody may take it for 30 days, and until somebody
-- does it leads to whom it led to. What the viewer may see of that account is asked by the caller.
create or replace function account_named(wanted text) returns bigint
    language plpgsql stable parallel safe
as $$
begin
    return coalesce(
        (select a.id from accounts a where a.handle_key = lower(wanted)),
        (select f.account_id from former_handles f where f.handle_key = lower(wanted)));
end
$$;

-- Whether the operator lets the account use a feature from this country (null where it is not known).
create or replace function feature_open(feature varchar, account bigint, country varchar) returns boolean
    language plpgsql stable parallel safe
as $$
begin
    return coalesce(
        (select f.everyone or account = any (f.accounts) or coalesce(country = any (f.countries), false)
         from features f where f.name = feature),
        true);
end
$$;
