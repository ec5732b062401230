-- $1 viewer, $2 mentions only, $3 groups older than this id, $4 groups, $5 rows to look at
with recent as (
    select n.id
    from notifications n
    where n.recipient_id = $1 and not n.taken_back
      and (not $2 or n.kind in (select k.kind from notification_kinds k where k.is_mention))
    order by n.id desc
    limit $5
),
shown as (
    select n.*, k.subject, k.grouped
    from current_notifications($1) n
    join notification_kinds k on k.kind = n.kind
    where n.id >= (select min(id) from recent) and (not $2 or k.is_mention)
)
select
    n.kind as "kind!",
    max(n.subject_id) as "subject_id!",
    max(n.id) as "newest!",
    -- of a kind that gathers what one person did, one
    case when n.grouped = 'actor' then 1 else count(*) end as "count!",
    case when n.grouped = 'actor' then array[max(n.actor_id)] else array_agg(n.actor_id order by n.id desc) end
        as "actors!",
    (select notifications_seen from accounts where id = $1) as "seen!",
    -- what the subject is; of a report, what was reported
    case n.subject when 'post' then max(n.subject_id) else max(r.post_id) end as post_id,
    case when n.subject = 'community' then max(n.subject_id)
        when max(r.post_id) is null then max(r.community_id) end as community_id,
    case n.subject when 'space' then max(n.subject_id) end as space_id
from shown n
left join reports r on n.subject = 'report' and r.id = n.subject_id
group by
    n.kind,
    n.subject,
    n.grouped,
    case when n.grouped = 'actor' then 0 else n.subject_id end,
    case when n.grouped in ('day', 'subject') then 0 else n.actor_id end,
    case when n.grouped = 'day' then date(id_time(n.id)) end
having max(n.id) < $3
order by max(n.id) desc
limit $4
