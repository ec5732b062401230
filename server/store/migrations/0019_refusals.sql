-- Whether a post of the circle, by this author, is there for the viewer as far as the circle decides. A closed circle
-- leaves its owner what the owner wrote. In plpgsql, as the other functions that answer yes or no: its plan is kept for
-- the session. One in SQL that is not inlined is planned anew by each query, which made a hidden post of a circle take
-- measurably longer than a missing one.
create or replace function circle_admits(viewer bigint, circle bigint, author bigint) returns boolean
    language plpgsql stable parallel safe
as $$
begin
    return exists (
        select 1
        from circles c
        join visible_accounts(viewer) owner on owner.id = c.owner_id
        where c.id = circle
          and (
              (c.owner_id = viewer and (c.closed_at is null or author = viewer))
              or (c.closed_at is null
                  and exists (select 1 from circle_members m where m.circle_id = c.id and m.account_id = viewer))
          )
    );
end
$$;
