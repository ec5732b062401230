-- Kinds of notifications, and which of them are news still.

-- Every kind (types::NotificationKind). `subject` says of what `subject_id` is the id. `grouped` says what stands in one
-- line: all of a 'day', all about one 'subject', all by one 'actor', or each 'alone'. `is_mention`: it stands among the
-- mentions. `repeats`: somebody may take it back and do it anew, and then it is told again after some days only.
create or replace view notification_kinds as
select kind::smallint, subject, grouped, is_mention, repeats
from (
    values
        (0, 'nothing', 'day', false, false), -- follow
        (1, 'nothing', 'alone', false, false), -- follow request
        (2, 'post', 'subject', false, false), -- like
        (3, 'post', 'subject', false, false), -- repost
        (4, 'post', 'alone', true, false), -- quote
        (5, 'post', 'alone', true, false), -- reply
        (6, 'post', 'alone', true, false), -- mention
        (7, 'nothing', 'alone', false, false), -- request accepted
        (8, 'invitation', 'alone', false, false), -- invited to write together
        (9, 'post', 'alone', false, false), -- accepted
        (10, 'invitation', 'alone', false, false), -- declined
        (11, 'post', 'alone', false, false), -- the co-author left
        (12, 'community', 'alone', false, true), -- invited to a community
        (13, 'community', 'alone', false, true), -- somebody asks to join
        (14, 'community', 'alone', false, false), -- accepted
        (15, 'community', 'alone', false, false), -- another role
        (16, 'community', 'alone', false, false), -- removed
        (17, 'post', 'alone', false, false), -- hidden by a moderator
        (18, 'post', 'alone', false, false), -- approved
        (19, 'post', 'alone', false, false), -- waits for a moderator
        (20, 'community', 'alone', false, false), -- closed
        (21, 'community', 'alone', false, false), -- a ban was lifted
        (24, 'report', 'alone', false, false), -- acted upon
        (25, 'report', 'alone', false, false), -- dismissed
        (26, 'space', 'alone', false, true), -- invited to a space
        (27, 'space', 'alone', false, false), -- begins soon
        (28, 'space', 'alone', false, false), -- started
        (29, 'space', 'alone', false, false), -- recorded
        (30, 'space', 'alone', false, false), -- of somebody whom one follows
        (31, 'community', 'alone', false, false), -- posts were reported
        (32, 'reports', 'alone', false, false), -- reports wait for an operator
        (33, 'community', 'alone', false, false), -- a request to join was refused
        (40, 'post', 'actor', false, false) -- shared with a circle
) as known (kind, subject, grouped, is_mention, repeats);

-- Whether what a notification says still holds, where its subject is none of those that `current_notifications` asks.
create or replace function notification_is_current(viewer bigint, kind smallint, subject bigint, actor bigint) returns boolean
    language plpgsql stable parallel safe
as $$
begin
    if kind in (24, 25) then
        return exists (select 1 from reports r where r.id = subject and r.reporter_id = viewer);
    elsif kind between 26 and 29 then
        return exists (
            select 1 from visible_spaces(viewer) s
            where s.id = subject
              and case kind when 27 then s.phase = 0 when 29 then s.replay = 2 else true end);
    elsif kind = 30 then
        -- as long as it is live: there is one line of somebody at a time
        return exists (select 1 from follows f where f.follower_id = viewer and f.followee_id = actor)
            and exists (select 1 from visible_spaces(viewer) s where s.id = subject and s.phase = 1);
    elsif kind = 32 then
        return exists (select 1 from accounts a where a.id = viewer and a.role = 1 and a.status = 0)
            and exists (
                select 1 from reports r
                where r.handled_at is null and r.reason > 0 and judges_report(viewer, r.post_id, r.community_id)
                  and case when r.post_id is null then
                          exists (select 1 from communities c where c.id = r.community_id and c.closed_at is null)
                      else exists (select 1 from posts p where p.id = r.post_id and p.deleted_at is null) end);
    end if;
    -- the others are of communities
    if not exists (
        select 1 from communities c where c.id = subject and (c.closed_at is null) = (kind <> 20)) then
        return false;
    elsif kind = 12 then
        return exists (
            select 1 from community_invitations i where i.community_id = subject and i.account_id = viewer);
    elsif kind = 13 then
        return moderates(viewer, subject)
            and exists (
                select 1 from community_requests q where q.community_id = subject and q.account_id = actor);
    elsif kind = 31 then
        return moderates(viewer, subject)
            and exists (
                select 1 from reports r join visible_posts(viewer) p on p.id = r.post_id
                where r.community_id = subject and r.reason = 0 and r.handled_at is null
                  and viewer is distinct from p.author_id and viewer is distinct from p.co_author_id);
    elsif kind = 33 then
        return not exists (
                select 1 from community_members m where m.community_id = subject and m.account_id = viewer)
            and not exists (
                select 1 from community_requests q where q.community_id = subject and q.account_id = viewer);
    end if;
    return true;
end
$$;

-- Notifications that are news for the viewer: of people who exist for them and whom they did not mute, about what they
-- may see, as long as it holds. A plain select, as the functions that answer posts.
create or replace function current_notifications(viewer bigint) returns setof notifications
    language sql stable parallel safe
as $$
    select n.*
    from notifications n
    join notification_kinds k on k.kind = n.kind
    join visible_accounts(viewer) a on a.id = n.actor_id
    where n.recipient_id = viewer
      and not n.taken_back
      and not exists (select 1 from mutes m where m.muter_id = viewer and m.muted_id = n.actor_id)
      and case k.subject
          when 'nothing' then
              -- a request that was answered or taken back is no news
              n.kind <> 1
              or exists (select 1 from follow_requests r where r.target_id = viewer and r.requester_id = n.actor_id)
          when 'invitation' then
              -- an invitation that is over is no news, but for the answer
              n.kind = 10 or exists (select 1 from co_post_invitations i where i.id = n.subject_id)
          when 'post' then
              exists (
                  select 1 from visible_posts(viewer) p
                  where p.id = n.subject_id
                    -- hidden, approved, waiting: as long as it is so
                    and case n.kind when 17 then p.held = 2 when 18 then p.held = 0 when 19 then p.held = 1 else true end)
              and (n.kind <> 40
                   or not exists (
                       select 1 from quiet_circles q where q.account_id = viewer and q.owner_id = n.actor_id))
          else notification_is_current(viewer, n.kind, n.subject_id, n.actor_id)
          end
$$;
