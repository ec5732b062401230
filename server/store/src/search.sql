-- Posts that match a parsed query (types::search), for the viewer $1. The conditions that an index can answer come as
-- parameters of their own, null where the query has none: $2 words, $3 authors, $4 tags, $5 mentioned; $6 and $7 bound
-- the ids. All others are rows of $8 to $11 (condition, negated, kind, value): of each condition one row must hold.
-- $12 is the number of matches to look at, $13 whether engagement counts, $14 and $15 the key to go on behind, $16 rows,
-- $17 whether there must be photos.
with matches as (
    select p.id
    from found_posts($1) p
    where p.id >= $6 and p.id < $7
      and (not $17::boolean or p.has_media)
      and ($2::text is null or p.search @@ to_tsquery('simple', $2))
      and ($3::text[] is null
           or p.author_id in (select a.id from visible_accounts($1) a where a.handle_key = any ($3)))
      and ($4::text[] is null or p.id in (select t.post_id from post_tags t where t.tag = any ($4)))
      and ($5::text[] is null
           or p.id in (
               select m.post_id
               from post_mentions m
               join visible_accounts($1) a on a.id = m.account_id
               where a.handle_key = any ($5)
           ))
      and (cardinality($8::integer[]) = 0
           or not exists (
               select 1
               from unnest($8::integer[], $9::boolean[], $10::text[], $11::text[])
                   as term (condition, negated, kind, value)
               group by term.condition, term.negated
               having term.negated = bool_or(
                   case term.kind
                       when 'words' then p.search @@ to_tsquery('simple', term.value)
                       when 'tag' then exists (
                           select 1 from post_tags t where t.tag = term.value and t.post_id = p.id
                       )
                       when 'mention' then exists (
                           select 1
                           from post_mentions m
                           join visible_accounts($1) a on a.id = m.account_id
                           where m.post_id = p.id and a.handle_key = term.value
                       )
                       when 'from' then exists (
                           select 1 from visible_accounts($1) a where a.id = p.author_id and a.handle_key = term.value
                       )
                       when 'to' then exists (
                           select 1
                           from visible_posts($1) answered
                           join accounts a on a.id = answered.author_id
                           where answered.id = p.reply_to_id and a.handle_key = term.value
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
    order by p.id desc
    limit $12
),
-- Ten times the engagement outweighs three days of age. In milliseconds, so that it is whole and does not change by
-- itself while somebody reads on.
scored as (
    select
        m.id,
        case
            when $13::boolean then
                (m.id >> 22)
                + (log(1 + coalesce(s.likes + s.replies + 2 * (s.reposts + s.quotes), 0)) * 259200000)::bigint
            else 0
        end as score
    from matches m
    left join post_stats s on s.post_id = m.id
)
select id as "id!", score as "score!"
from scored
where (score, id) < ($14::bigint, $15::bigint)
order by score desc, id desc
limit $16
