-- $1 viewer, $2 ids of posts. Likes and reposts: those that count for everybody, without those of people whom a block
-- parts from the viewer, and with those of protected accounts that the viewer is, follows, or wrote the post for. Of more
-- than two thousand the number is the same for everybody, and of those that do not count for everybody a thousand are
-- looked at: what a page costs does not grow with them.
with parted as materialized (
    select id from parted_from($1)
),
unseen as materialized (
    select l.post_id, count(*)::integer as likes, 0 as reposts
    from parted
    join likes l
        on l.account_id = parted.id
        and l.post_id = any (array (select s.post_id from post_stats s where s.post_id = any($2) and s.likes between 1 and 2000))
    where l.counted
    group by l.post_id
    union all
    select r.post_id, 0, count(*)::integer
    from parted
    join reposts r
        on r.account_id = parted.id
        and r.post_id = any (array (select s.post_id from post_stats s where s.post_id = any($2) and s.reposts between 1 and 2000))
    where r.counted
    group by r.post_id
)
select
    p.id as "id!",
    p.author_id as "author_id!",
    a.handle,
    a.display_name,
    a.avatar,
    a.protected,
    p.text as "text!",
    -- with ids of accounts: `Mentions` shows them
    p.entities as "entities!: Json<Vec<Entity>>",
    p.language as "language!",
    p.audience as "audience!",
    p.audience_id,
    circle_owner.handle as "circle_owner?",
    case when circle.owner_id = $1 then concat_ws(' ', nullif(circle.emoji, ''), circle.name) end as circle_name,
    community.slug as "community_slug?",
    community.name as "community_name?",
    case when p.audience = 3 then takes_part($1, p.audience_id) end as takes_part,
    case when p.audience = 3 then moderates($1, p.audience_id) end as moderates,
    p.held as "held!",
    co_author.id as "co_author_id?",
    co_author.handle as "co_author_handle?",
    co_author.display_name as "co_author_name?",
    co_author.avatar as co_author_avatar,
    -- of what the viewer may not see above it, not even the id is told
    case when parent.id = p.root_id then p.root_id
        else coalesce((select r.id from visible_posts($1) r where r.id = p.root_id and parent.id is not null), p.id)
    end as "root_id!",
    p.quote_of_id,
    parent.id as "parent_id?",
    parent.author_id as "parent_author_id?",
    parent.handle as "parent_handle?",
    case when s.replies > 100 then s.replies else (
        select count(*)::integer from (
            select 1 from visible_posts($1) r where r.reply_to_id = p.id limit 101
        ) seen
    ) end as "replies!",
    greatest(
        coalesce(s.reposts, 0)
        - coalesce((select sum(u.reposts)::integer from unseen u where u.post_id = p.id), 0)
        + case when $1 = 0 or s.reposts > 2000 then 0 else (
            select count(*)::integer
            from (select m.account_id from reposts m where m.post_id = p.id and not m.counted limit 1000) m
            join accounts marker on marker.id = m.account_id and marker.status = 0 and marker.protected
            where m.account_id not in (select id from parted)
              and ($1 in (m.account_id, p.author_id, p.co_author_id)
                   or exists (select 1 from follows f where f.follower_id = $1 and f.followee_id = m.account_id))
        ) end,
        0
    ) as "reposts!",
    case when s.quotes > 100 then s.quotes else (
        select count(*)::integer from (
            select 1 from visible_posts($1) q where q.quote_of_id = p.id limit 101
        ) seen
    ) end as "quotes!",
    greatest(
        coalesce(s.likes, 0)
        - coalesce((select sum(u.likes)::integer from unseen u where u.post_id = p.id), 0)
        + case when $1 = 0 or s.likes > 2000 then 0 else (
            select count(*)::integer
            from (select m.account_id from likes m where m.post_id = p.id and not m.counted limit 1000) m
            join accounts marker on marker.id = m.account_id and marker.status = 0 and marker.protected
            where m.account_id not in (select id from parted)
              and ($1 in (m.account_id, p.author_id, p.co_author_id)
                   or exists (select 1 from follows f where f.follower_id = $1 and f.followee_id = m.account_id))
        ) end,
        0
    ) as "likes!",
    exists (select 1 from likes l where l.account_id = $1 and l.post_id = p.id) as "liked!",
    exists (select 1 from reposts r where r.account_id = $1 and r.post_id = p.id) as "reposted!",
    exists (select 1 from bookmarks b where b.account_id = $1 and b.post_id = p.id) as "bookmarked!",
    coalesce(a.pinned_post_id = p.id, false) as "pinned!",
    coalesce(root.reply_rule, 0::smallint) as "reply_rule!",
    (extract(epoch from root.replies_close_at) * 1000)::bigint as replies_close_at,
    coalesce(root.replies_close_at <= now(), false) as "replies_closed!",
    coalesce(root.author_id = $1, false) as "conversation_mine!",
    may_reply($1, p.root_id) as "may_reply!",
    p.hidden_at is not null as "hidden!"
from unnest($2::bigint[]) with ordinality as wanted (id, position)
join visible_posts($1) p on p.id = wanted.id
join accounts a on a.id = p.author_id
left join post_stats s on s.post_id = p.id
-- the rule ends with the post that it stands at
left join posts root on root.id = p.root_id and root.deleted_at is null
left join circles circle on p.audience = 2 and circle.id = p.audience_id
left join accounts circle_owner on circle_owner.id = circle.owner_id
left join communities community on p.audience = 3 and community.id = p.audience_id
left join accounts co_author on co_author.id = p.co_author_id and co_author.status = 0
left join lateral (
    select answered.id, answered.author_id, author.handle
    from visible_posts($1) answered
    join accounts author on author.id = answered.author_id
    where answered.id = p.reply_to_id
) parent on true
order by wanted.position
