-- Mentions point to accounts: an entity of a mention keeps whom it named when it was written,
-- {"kind": "mention", …, "mentioned": {"account": "…"}}. Those written before name whom their handles lead to now.
update posts p
set entities = (
    select jsonb_agg(
        case
            when named.account is null then entity.value
            else entity.value
                || jsonb_build_object('mentioned', jsonb_build_object('account', named.account::text))
        end
        order by entity.position)
    from jsonb_array_elements(p.entities) with ordinality as entity (value, position)
    left join lateral (
        select account_named(handle[1]) as account
        -- bytes and not letters: an offset that cuts a letter names nobody; \357\274\240 is the wide at sign
        from regexp_match(
            encode(
                substring(
                    convert_to(p.text, 'UTF8')
                    from (entity.value ->> 'start')::integer + 1
                    for greatest(0, (entity.value ->> 'end')::integer - (entity.value ->> 'start')::integer)),
                'escape'),
            '^(?:@|\\357\\274\\240)([A-Za-z0-9_]{1,15})$') as handle
        where entity.value ->> 'kind' = 'mention'
    ) named on true
)
where p.entities @> '[{"kind": "mention"}]';

-- Deleted posts that the viewer would see if they were there: a conversation goes on above them. Of such a post only
-- that it was deleted is told.
create function deleted_posts(viewer bigint) returns setof posts
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
