-- Functions that pages ask all the time. One in SQL that Postgres cannot write into the statement is planned anew in each
-- statement, which costs ten times what it does; plpgsql keeps its plans. And it starts only the branch that is taken,
-- where one expression prepares all of them.

create or replace function feature_open(feature varchar, account bigint, country varchar) returns boolean
    language plpgsql stable parallel safe
as $$
begin
    return coalesce(
        (select f.everyone or account = any (f.accounts) or coalesce(country = any (f.countries), false)
         from features f where f.name = feature),
        true);
end
$$;

create or replace function account_named(wanted text) returns bigint
    language plpgsql stable parallel safe
as $$
begin
    return coalesce(
        (select a.id from accounts a where a.handle_key = lower(wanted)),
        (select f.account_id from former_handles f where f.handle_key = lower(wanted)));
end
$$;

create or replace function search_words(input text, suffix text) returns tsquery
    language plpgsql immutable strict parallel safe
as $$
begin
    return (
        select string_agg('(' || word.phrase::text || ')', ' & ')::tsquery
        from (
            select search_phrase(piece, suffix) as phrase
            from regexp_split_to_table(input, '\s+') as piece
        ) word
        where word.phrase is not null
    );
end
$$;

create or replace function notice_stands(viewer bigint, kind smallint, subject bigint, actor bigint) returns boolean
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
