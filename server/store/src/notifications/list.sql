-- $1 viewer, $2 mentions only, $3 groups older than this id, $4 groups, $5 rows to look at
with recent as (
    select n.*
    from notifications n
    where n.recipient_id = $1 and not n.taken_back and (not $2 or n.kind in (4, 5, 6))
    order by n.id desc
    limit $5
),
shown as (
    select n.*
    from recent n
    join visible_accounts($1) a on a.id = n.actor_id
    where not exists (select 1 from mutes m where m.muter_id = $1 and m.muted_id = n.actor_id)
      and case
          -- an invitation that is over is no news
          when n.kind = 8 then exists (select 1 from co_post_invitations i where i.id = n.subject_id)
          when n.kind >= 12 and n.kind not in (17, 18, 19, 40) then notice_stands($1, n.kind, n.subject_id, n.actor_id)
          else n.subject_id = 0 or n.kind = 10 or exists (
              select 1 from visible_posts($1) p
              where p.id = n.subject_id
                -- hidden, approved, waiting: as long as it is so
                and case n.kind when 17 then p.held = 2 when 18 then p.held = 0 when 19 then p.held = 1 else true end)
          end
      and (n.kind <> 40 or not exists (
          select 1 from quiet_circles q where q.account_id = $1 and q.owner_id = n.actor_id))
      -- a request that was answered or taken back is no news
      and (n.kind <> 1 or exists (
          select 1 from follow_requests r where r.target_id = $1 and r.requester_id = n.actor_id))
)
select
    n.kind as "kind!",
    max(n.subject_id) as "subject_id!",
    max(n.id) as "newest!",
    -- of a kind that gathers several posts of one person, one
    case when n.kind = 40 then 1 else count(*) end as "count!",
    case when n.kind = 40 then array[max(n.actor_id)] else array_agg(n.actor_id order by n.id desc) end as "actors!",
    (select notifications_seen from accounts where id = $1) as "seen!",
    -- what the subject is
    case when n.kind not in (8, 10, 12, 13, 14, 15, 16, 20, 21, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33)
        then nullif(max(n.subject_id), 0) else max(r.post_id) end as post_id,
    case when n.kind in (12, 13, 14, 15, 16, 20, 21, 31, 33) then max(n.subject_id)
        when max(r.post_id) is null then max(r.community_id) end as community_id,
    case when n.kind between 26 and 30 then max(n.subject_id) end as space_id
from shown n
left join reports r on n.kind in (24, 25) and r.id = n.subject_id
group by
    n.kind,
    -- posts of circles stand together, by who wrote them
    case when n.kind = 40 then 0 else n.subject_id end,
    -- likes and reposts of a post stand together, follows of a day too, everything else alone
    case when n.kind in (2, 3) then 0 when n.kind = 0 then 0 else n.actor_id end,
    case when n.kind = 0 then date(id_time(n.id)) end
having max(n.id) < $3
order by max(n.id) desc
limit $4
