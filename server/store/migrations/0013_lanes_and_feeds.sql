-- ── two lanes ────────────────────────────────────────────────────────────────────────────────
-- What takes something away from somebody (an ended session, a block, a deleted post) has a lane of its own and waits
-- for nothing but its like: 0. Everything else: 1.
alter table outbox add column lane smallint not null default 1
    constraint outbox_lane_known check (lane between 0 and 1);
update outbox set lane = 0
where done_at is null
  and event ->> 'type' in ('post_deleted', 'co_author_gone', 'hidden', 'narrowed', 'held_back', 'community_closed',
                           'space_changed', 'account_closed', 'sessions_ended', 'unfollowed');
-- Oldest first within a lane; what was tried too often lies aside. By time and not by id alone, which the primary key
-- would give at the price of stepping over everything that is done.
create index outbox_waiting on outbox (lane, created, id) where done_at is null and attempts < 10;
drop index outbox_undone;

-- ── notifications ────────────────────────────────────────────────────────────────────────────
-- What was taken back is no news, and is remembered: doing it again soon tells nobody a second time.
alter table notifications add column taken_back boolean not null default false;

-- Further kinds: 30 somebody whom one follows is live in a space (subject: the space), 31 posts of a community were
-- reported to its moderators (subject: the community), 32 something was reported to the operators (subject 0), 33 a
-- request to join was refused (subject: the community). The last three name nobody: their actor is the recipient, so
-- that many reports are one line.
alter table notifications drop constraint notifications_kind_known,
    add constraint notifications_kind_known check (kind between 0 and 63);

-- Whether somebody is to look at a report: not one that is about themselves.
create function judges_report(judge bigint, post bigint, community bigint) returns boolean
    language plpgsql stable parallel safe
as $$
begin
    return case
        when post is not null then not exists (
            select 1 from posts p where p.id = post and judge in (p.author_id, p.co_author_id))
        else not moderates(judge, community)
    end;
end
$$;

create or replace function notice_stands(viewer bigint, kind smallint, subject bigint, actor bigint) returns boolean
    language plpgsql stable parallel safe
as $$
begin
    return case
        when kind in (24, 25) then
            exists (select 1 from reports r where r.id = subject and r.reporter_id = viewer)
        when kind between 26 and 29 then
            exists (
                select 1 from visible_spaces(viewer) s
                where s.id = subject
                  and case kind when 27 then s.phase = 0 when 29 then s.replay = 2 else true end)
        when kind = 30 then
            -- as long as it is live: there is one line of somebody at a time
            exists (select 1 from visible_spaces(viewer) s where s.id = subject and s.phase = 1)
            and exists (select 1 from follows f where f.follower_id = viewer and f.followee_id = actor)
        when kind = 32 then
            exists (select 1 from accounts a where a.id = viewer and a.role = 1 and a.status = 0)
            and exists (
                select 1 from reports r
                where r.handled_at is null and r.reason > 0 and judges_report(viewer, r.post_id, r.community_id)
                  and case when r.post_id is null then
                          exists (select 1 from communities c where c.id = r.community_id and c.closed_at is null)
                      else exists (select 1 from posts p where p.id = r.post_id and p.deleted_at is null) end)
        else
            exists (
                select 1 from communities c where c.id = subject and (c.closed_at is null) = (kind <> 20))
            and case kind
                when 12 then exists (
                    select 1 from community_invitations i where i.community_id = subject and i.account_id = viewer)
                when 13 then
                    moderates(viewer, subject)
                    and exists (
                        select 1 from community_requests q where q.community_id = subject and q.account_id = actor)
                when 31 then
                    moderates(viewer, subject)
                    and exists (
                        select 1 from reports r join visible_posts(viewer) p on p.id = r.post_id
                        where r.community_id = subject and r.reason = 0 and r.handled_at is null
                          and viewer is distinct from p.author_id and viewer is distinct from p.co_author_id)
                when 33 then
                    not exists (
                        select 1 from community_members m where m.community_id = subject and m.account_id = viewer)
                    and not exists (
                        select 1 from community_requests q where q.community_id = subject and q.account_id = viewer)
                else true
            end
    end;
end
$$;

-- ── feeds that pages watch ───────────────────────────────────────────────────────────────────
-- Posts that stand in a feed of the viewer's, by the conditions of the lists themselves. 0 the latest public posts, 1 a
-- hashtag, 2 a profile's posts, 3 its replies, 4 its photos, 5 a community's posts, 6 those with photos.
create function fed_posts(viewer bigint, feed smallint, subject bigint, tag varchar) returns setof posts
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
