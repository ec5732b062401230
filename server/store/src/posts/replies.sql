-- $1 viewer, $2 post, $3 longest thread, $4 $5 $6 place after which to go on, $7 rows, $8 those out of the way or else
-- those that are not
with recursive thread (id, steps) as (
    select $2::bigint, 0
    union all
    select p.id, thread.steps + 1
    from thread
    join listed_posts($1) p on p.reply_to_id = thread.id
    where thread.steps < $3
      and p.author_id = (select focus.author_id from posts focus where focus.id = $2)
      and (p.hidden_at is not null) = $8
),
below (rank, "order", id) as (
    select 0, 0, thread.id from thread where thread.steps > 0
    union all
    select 1, -coalesce(s.likes + s.reposts + s.quotes + s.replies, 0), p.id
    from listed_posts($1) p
    left join post_stats s on s.post_id = p.id
    where p.reply_to_id = $2
      and p.author_id <> (select focus.author_id from posts focus where focus.id = $2)
      and (p.hidden_at is not null) = $8
)
select rank as "rank!", "order" as "order!", id as "id!"
from below
where (rank, "order", id) > ($4::integer, $5::integer, $6::bigint)
order by rank, "order", id
limit $7
