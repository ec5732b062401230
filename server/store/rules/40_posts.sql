-- Which posts somebody sees, and in which lists. Every read of posts goes through `visible_posts`. Viewer 0 is nobody.

-- Posts that the viewer may see. A protected account's posts are for its followers whatever they say. In a circle even
-- the own replies are gone for somebody who is no longer in it. A co-post is not there for those whom a block parts
-- from either author. Anybody reads a community, but what waits or was hidden there only its author and moderators do.
create or replace function visible_posts(viewer bigint) returns setof posts
    language sql stable parallel safe
as $$
    select p.*
    from posts p
    join accounts a on a.id = p.author_id
    where p.deleted_at is null
      and a.status = 0
      and (
          (p.author_id = viewer and p.audience in (0, 1))
          or (
              not exists (select 1 from blocks b where b.blocker_id = p.author_id and b.blocked_id = viewer)
              and not exists (select 1 from blocks b where b.blocker_id = viewer and b.blocked_id = p.author_id)
              and (
                  p.co_author_id is null
                  or (
                      not exists (select 1 from blocks b where b.blocker_id = p.co_author_id and b.blocked_id = viewer)
                      and not exists (
                          select 1 from blocks b where b.blocker_id = viewer and b.blocked_id = p.co_author_id)
                  )
              )
              and (
                  (p.audience = 0 and not a.protected)
                  or (
                      p.audience in (0, 1)
                      and exists (select 1 from follows f where f.follower_id = viewer and f.followee_id = p.author_id)
                  )
                  or (
                      p.audience in (2, 3)
                      and (
                          p.author_id = viewer
                          or not a.protected
                          or exists (
                              select 1 from follows f where f.follower_id = viewer and f.followee_id = p.author_id)
                      )
                      and case p.audience
                          when 2 then circle_admits(viewer, p.audience_id, p.author_id)
                          else
                              exists (select 1 from communities c where c.id = p.audience_id and c.closed_at is null)
                              and (p.held = 0 or p.author_id = viewer or moderates(viewer, p.audience_id))
                          end
                  )
              )
          )
      )
$$;

-- Deleted posts that the viewer would see if they were there: a conversation goes on above them. Of such a post only
-- that it was deleted is told.
create or replace function deleted_posts(viewer bigint) returns setof posts
    language sql stable parallel safe
as $$
    select p.*
    from posts p
    join visible_accounts(viewer) a on a.id = p.author_id
    where p.deleted_at is not null
      and (p.co_author_id is null
           or exists (select 1 from visible_accounts(viewer) together where together.id = p.co_author_id))
      and (
          p.author_id = viewer
          or (p.audience <> 1 and not a.protected)
          or exists (select 1 from follows f where f.follower_id = viewer and f.followee_id = p.author_id)
      )
      and case p.audience
          when 0 then true
          when 1 then true
          when 2 then circle_admits(viewer, p.audience_id, p.author_id)
          when 3 then
              p.held = 0
              and exists (select 1 from communities c where c.id = p.audience_id and c.closed_at is null)
          else false
      end
$$;

-- What lists made for the viewer may show: nothing by the muted.
create or replace function listed_posts(viewer bigint) returns setof posts
    language sql stable parallel safe
as $$
    select p.*
    from visible_posts(viewer) p
    where not exists (select 1 from mutes m where m.muter_id = viewer and m.muted_id = p.author_id)
      and (p.co_author_id is null
           or not exists (select 1 from mutes m where m.muter_id = viewer and m.muted_id = p.co_author_id))
$$;

-- What lists outside communities may show. Anybody may read a community, so anybody finds what is shown there.
create or replace function found_posts(viewer bigint) returns setof posts
    language sql stable parallel safe
as $$
    select p.* from listed_posts(viewer) p where p.held = 0
$$;

-- Posts of others that stand on the viewer's home by themselves: those of people they follow, replies only among these
-- people and themselves, and what begins a conversation in a community of theirs. The condition that home.sql reads
-- from indexes.
create or replace function home_posts(viewer bigint) returns setof posts
    language sql stable parallel safe
as $$
    select p.*
    from listed_posts(viewer) p
    where case
        when p.audience = 3 then
            p.reply_to_id is null
            and exists (
                select 1 from community_members m where m.community_id = p.audience_id and m.account_id = viewer)
        else
            exists (
                select 1 from follows f
                where f.follower_id = viewer and f.followee_id in (p.author_id, p.co_author_id))
            and (
                p.reply_to_id is null
                or p.reply_to_author_id in (viewer, p.author_id)
                or exists (
                    select 1 from follows f where f.follower_id = viewer and f.followee_id = p.reply_to_author_id)
            )
        end
$$;

-- Posts that stand in a feed of the viewer's, by the conditions of the lists themselves. 0 the latest public posts, 1 a
-- hashtag, 2 a profile's posts, 3 its replies, 4 its photos, 5 a community's posts, 6 those with photos.
create or replace function fed_posts(viewer bigint, feed smallint, subject bigint, tag varchar) returns setof posts
    language sql stable parallel safe
as $$
    select p.*
    from visible_posts(viewer) p
    where case feed
              when 0 then p.audience = 0 and p.reply_to_id is null
                  and not exists (select 1 from accounts a where a.id = p.author_id and a.protected)
              when 1 then
                  exists (select 1 from post_tags t where t.tag = fed_posts.tag and t.post_id = p.id)
                  and (p.audience <> 3
                       or exists (
                           select 1 from community_members m
                           where m.community_id = p.audience_id and m.account_id = viewer))
              when 2 then
                  p.co_author_id = subject
                  or (p.author_id = subject and p.audience <> 3
                      and (p.reply_to_id is null or p.reply_to_author_id = subject))
              when 3 then p.author_id = subject and p.audience <> 3 and p.reply_to_id is not null
              when 4 then p.has_media
                  and (p.co_author_id = subject or (p.author_id = subject and p.audience <> 3))
              else p.audience = 3 and p.audience_id = subject and p.reply_to_id is null and (feed = 5 or p.has_media)
          end
      -- lists that are made for the viewer leave out the muted; a profile shows whose it is
      and (feed between 2 and 4
           or not exists (
               select 1 from mutes m where m.muter_id = viewer and m.muted_id in (p.author_id, p.co_author_id)))
$$;

-- Posts that match a parsed query (types::search) but for its authors, which the caller asks by an index each. The
-- conditions that an index can answer come as parameters of their own, null where the query has none. All others are
-- rows of the last four (condition, negated, kind, value): of each condition one row must hold. Handles come as ids.
create or replace function matching_posts(
    viewer bigint,
    words tsquery,
    tags text[],
    mentioned bigint[],
    oldest bigint,
    newest bigint,
    with_media boolean,
    conditions integer[],
    negations boolean[],
    kinds text[],
    term_values text[]
) returns setof posts
    language sql stable parallel safe
as $$
    select p.*
    from found_posts(viewer) p
    where p.id >= oldest and p.id < newest
      and (not with_media or p.has_media)
      and (words is null or p.search @@ words)
      and (tags is null or p.id in (select t.post_id from post_tags t where t.tag = any (tags)))
      and (mentioned is null
           or p.id in (select m.post_id from post_mentions m where m.account_id = any (mentioned)))
      and (cardinality(conditions) = 0
           or not exists (
               select 1
               from unnest(conditions, negations, kinds, term_values) as term (condition, negated, kind, value)
               group by term.condition, term.negated
               having term.negated = bool_or(
                   case term.kind
                       when 'words' then p.search @@ term.value::tsquery
                       when 'tag' then exists (
                           select 1 from post_tags t where t.tag = term.value and t.post_id = p.id
                       )
                       when 'mention' then exists (
                           select 1
                           from post_mentions m
                           where m.post_id = p.id and m.account_id = term.value::bigint
                       )
                       when 'from' then
                           p.author_id = term.value::bigint
                           or coalesce(p.co_author_id = term.value::bigint, false)
                       when 'to' then exists (
                           select 1
                           from visible_posts(viewer) answered
                           where answered.id = p.reply_to_id and answered.author_id = term.value::bigint
                       )
                       when 'since' then p.id >= term.value::bigint
                       when 'until' then p.id < term.value::bigint
                       when 'media' then p.has_media
                       when 'links' then p.entities @> '[{"kind": "url"}]'
                       when 'replies' then p.reply_to_id is not null
                       when 'likes' then exists (
                           select 1 from post_stats s where s.post_id = p.id and s.likes >= term.value::integer
                       )
                       else false
                   end
               )
           ))
$$;

-- Whether the viewer may answer in the conversation that begins with `root`. In a community only those who take part.
-- The rule ends when the first post is deleted; where that was taken away with its author's account, everybody who sees
-- a post of the conversation may, and in a community the caller asks for membership.
create or replace function may_reply(viewer bigint, root bigint) returns boolean
    language plpgsql stable parallel safe
as $$
begin
    return coalesce(
        (
            select (r.audience <> 3 or takes_part(viewer, r.audience_id))
                and (
                    r.deleted_at is not null
                    or r.author_id = viewer
                    or r.co_author_id is not distinct from viewer
                    or (
                        r.reply_rule <> 3
                        and exists (
                            select 1 from post_mentions m where m.post_id = r.id and m.account_id = viewer)
                    )
                    or (
                        (r.replies_close_at is null or r.replies_close_at > now())
                        and (
                            r.reply_rule = 0
                            or (
                                r.reply_rule = 1
                                and exists (
                                    select 1 from follows f
                                    where f.follower_id = r.author_id and f.followee_id = viewer)
                            )
                        )
                    )
                )
            from posts r
            where r.id = root
        ),
        true
    );
end
$$;
