-- What the account $2 posted and reposted, before the entry $3, for the viewer $1: each post once, where it stands
-- first. Reposts of a protected account are for its followers, like its posts; reposts of what was written in a
-- community reach its members. $4 entries at most.
with entries as (
    (
        select p.id, p.id as post_id, null::bigint as reposter_id
        from visible_posts($1) p
        where p.author_id = $2 and p.id < $3 and p.audience <> 3
          and (p.reply_to_id is null or p.reply_to_author_id = $2)
          and not exists (select 1 from reposts r where r.account_id = $2 and r.post_id = p.id)
        order by p.id desc
        limit $4
    )
    union all
    (
        select p.id, p.id, null::bigint
        from visible_posts($1) p
        where p.co_author_id = $2 and p.id < $3
          and not exists (select 1 from reposts r where r.account_id = $2 and r.post_id = p.id)
        order by p.id desc
        limit $4
    )
    union all
    (
        select r.id, r.post_id, r.account_id
        from reposts r
        join visible_posts($1) p on p.id = r.post_id
        where r.account_id = $2 and r.id < $3
          and (p.audience <> 3
               or exists (
                   select 1 from community_members m where m.community_id = p.audience_id and m.account_id = $1))
          and (p.author_id = $2
               or not exists (select 1 from mutes m where m.muter_id = $1 and m.muted_id = p.author_id))
          and exists (
              select 1
              from visible_accounts($1) a
              where a.id = $2
                and (not a.protected
                     or a.id = $1
                     or exists (select 1 from follows f where f.follower_id = $1 and f.followee_id = a.id))
          )
        order by r.id desc
        limit $4
    )
)
select e.id as "id!", e.post_id as "post_id!", e.reposter_id, true as "shown!"
from entries e
order by e.id desc
limit $4
