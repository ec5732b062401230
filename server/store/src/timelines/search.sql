-- Posts that match a parsed query (types::search), for the viewer $1, as `matching_posts` takes it: $2 words, $3 tags,
-- $4 mentioned, $5 and $6 bounds of the ids, $7 whether there must be photos, $8 to $11 the conditions that no index
-- answers. $12 are the authors, null for any: what they wrote first or, with $19, as co-author of others; an index serves
-- each. $13 is the number of matches to look at, $14 whether engagement counts, $15 what stands first where it stands in
-- the text as it was typed, $16 and $17 the key to go on behind, $18 rows. The plan is made for the values at hand, which
-- takes longer than what it does: nothing stands here twice.
with matches as (
    select p.id, p.text
    from matching_posts($1, $2::text::tsquery, $3, $4, $5, $6, $7, $8, $9, $10, $11) p
    where $12::bigint[] is null
        or case
            when $19::boolean then p.co_author_id = any ($12) and p.author_id <> all ($12)
            else p.author_id = any ($12)
        end
    order by p.id desc
    limit $13
),
-- Ten times the engagement outweighs three days of age. In milliseconds, so that it is whole and does not change by
-- itself while somebody reads on. Those with accents and letters as they were typed stand before the others.
scored as materialized (
    select
        m.id,
        case
            when $14::boolean then
                (m.id >> 22)
                + (log(1 + coalesce(s.likes + s.replies + 2 * (s.reposts + s.quotes), 0)) * 259200000)::bigint
                + case
                    when cardinality($15::text[]) > 0
                        and not exists (
                            select 1
                            from unnest($15::text[]) as typed (word)
                            where strpos(lower(normalize(m.text, nfc)), typed.word) = 0
                        )
                        then 1::bigint << 42
                    else 0
                end
            else 0
        end as score
    from matches m
    left join post_stats s on s.post_id = m.id
)
select id as "id!", score as "score!"
from scored
where (score, id) < ($16::bigint, $17::bigint)
order by score desc, id desc
limit $18
