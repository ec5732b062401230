-- Who looks at a report.

-- Whether somebody is to look at a report: not one that is about themselves.
create or replace function judges_report(judge bigint, post bigint, community bigint) returns boolean
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
