-- Which spaces somebody may know of.

-- Spaces that the viewer may know of: enter, hear, see on a post. Blocks with the founder and with who is host now,
-- removal, and the audience, asked when read.
create or replace function visible_spaces(viewer bigint) returns setof spaces
    language sql stable parallel safe
as $$
    select s.*
    from spaces s
    join accounts a on a.id = s.founder_id
    where s.deleted_at is null
      and a.status = 0
      and (
          s.founder_id = viewer
          or (
              not exists (select 1 from blocks b where b.blocker_id in (s.founder_id, s.host_id) and b.blocked_id = viewer)
              and not exists (
                  select 1 from blocks b where b.blocker_id = viewer and b.blocked_id in (s.founder_id, s.host_id))
              and not exists (
                  select 1 from space_people p where p.space_id = s.id and p.account_id = viewer and p.barred)
              and (
                  not a.protected
                  or exists (select 1 from follows f where f.follower_id = viewer and f.followee_id = s.founder_id)
              )
              and case s.audience
                  when 0 then true
                  when 1 then exists (
                      select 1 from follows f where f.follower_id = viewer and f.followee_id = s.founder_id)
                  when 2 then circle_admits(viewer, s.audience_id, s.founder_id)
                  when 3 then takes_part(viewer, s.audience_id)
                  else exists (select 1 from space_guests g where g.space_id = s.id and g.account_id = viewer)
                  end
          )
      )
$$;
