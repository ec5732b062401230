-- Further kinds of notifications: 19 a post waits (for moderators, by its author; subject: the post), 20 the platform
-- closed a community, 21 a ban was lifted (subject: the community); 24 a report was acted upon, 25 it was not
-- (subject: the report). What moderators and operators decided names nobody: its actor is the recipient.

-- Whether a notification of a community or a report is still news for its recipient; those of posts are asked with the
-- one rule.
create function notice_stands(viewer bigint, kind smallint, subject bigint, actor bigint) returns boolean
    language plpgsql stable parallel safe
as $$
begin
    return case
        when kind in (24, 25) then
            exists (select 1 from reports r where r.id = subject and r.reporter_id = viewer)
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
                else true
            end
    end;
end
$$;

create index reports_post on reports (post_id) where post_id is not null;
create index reports_reporter on reports (reporter_id);
create index reports_handled on reports (handled_at desc) where handled_at is not null and reason > 0;
create index community_removals_banned on community_removals (community_id, banned_until)
    where banned_until is not null;
