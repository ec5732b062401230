-- ── how words are compared ───────────────────────────────────────────────────────────────────
-- One text of truth for indexes and for queries: both sides of every search go through these functions.

-- Without accents, case and forms of Unicode: "Télévision", "TELEVISION" and either of them typed as letters with
-- separate marks are one. Marks of Latin, Greek and Cyrillic letters go; where marks are letters (Thai vowels,
-- Devanagari, the dots of kana, й) they stay.
create function folded(input text) returns text
    language sql immutable strict parallel safe
as $$
    select normalize(
        translate(
            regexp_replace(
                normalize(
                    replace(replace(replace(replace(replace(
                        lower(normalize(input, nfkc)),
                        'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'ς', 'σ'),
                    nfkd),
                '(?<!и)\u0306|[\u0300-\u0305\u0307-\u036F]', '', 'g'),
            'øđðłıħŋŧ', 'oddlihnt'),
        nfc)
$$;

-- A text as `to_tsvector('simple', …)` takes it. Chinese, Japanese, Korean, Thai, Lao, Burmese and Khmer put no spaces
-- between words, or none where a word ends: a run of their characters becomes its first character, every two that stand
-- beside each other, and its last: "公園で" is "公 公園 園で で". What is looked for inside a sentence is then a phrase of
-- such pairs, which the index answers.
create function search_text(input text) returns text
    language sql immutable strict parallel safe
as $$
    select regexp_replace(
        regexp_replace(
            folded(input),
            '([\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3005-\u3007\u3041-\u312F\u3131-\u318E\u31A0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7A3\uF900-\uFAFF\U00020000-\U0003FFFF]+)',
            ' \1 ', 'g'),
        '([\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3005-\u3007\u3041-\u312F\u3131-\u318E\u31A0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7A3\uF900-\uFAFF\U00020000-\U0003FFFF])',
        '\1 \1', 'g')
$$;

-- What finds these words beside each other. A run at an edge of the phrase may go on there, so it asks for its pairs
-- alone, and one character alone for every pair that begins with it. `suffix` is for the last word: ':*' for what
-- begins so, with the letter of a weight where only that counts. Null where there is no word.
create function search_phrase(words text, suffix text) returns tsquery
    language plpgsql immutable strict parallel safe
as $$
declare
    one constant text :=
        '[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3005-\u3007\u3041-\u312F\u3131-\u318E\u31A0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7A3\uF900-\uFAFF\U00020000-\U0003FFFF]';
    found text := btrim(search_text(words), E' \n\t');
    phrase tsquery;
begin
    found := regexp_replace(found, '^(' || one || ') (?=' || one || ')', '');
    found := regexp_replace(found, '(?<=' || one || ') ' || one || '$', '');
    if length(to_tsvector('simple', found)) = 0 then
        return null;
    end if;
    phrase := phraseto_tsquery('simple', found);
    if suffix = '' and found ~ ('(^| )' || one || '$') then
        return (phrase::text || ':*')::tsquery;
    end if;
    return (phrase::text || suffix)::tsquery;
end
$$;

-- All words between spaces, in any order; null where there is none.
create function search_words(input text, suffix text) returns tsquery
    language sql immutable strict parallel safe
as $$
    select string_agg('(' || word.phrase::text || ')', ' & ')::tsquery
    from (
        select search_phrase(piece, suffix) as phrase
        from regexp_split_to_table(input, '\s+') as piece
    ) word
    where word.phrase is not null
$$;

-- ── what is searched ─────────────────────────────────────────────────────────────────────────
drop index posts_search;
alter table posts drop column search;
alter table posts
    add column search tsvector not null generated always as (to_tsvector('simple', search_text(text))) stored;
create index posts_search on posts using gin (search);

-- Weight A: handle and name.
drop index accounts_search;
alter table accounts drop column search;
alter table accounts
    add column search tsvector not null generated always as (
        setweight(to_tsvector('simple', search_text(handle || ' ' || display_name)), 'A')
        || to_tsvector('simple', search_text(bio))
    ) stored;
create index accounts_search on accounts using gin (search);

drop index communities_search;
alter table communities drop column search;
alter table communities
    add column search tsvector not null generated always as (
        to_tsvector('simple', search_text(name || ' ' || description))
    ) stored;
create index communities_search on communities using gin (search);

-- ── whom a handle names ──────────────────────────────────────────────────────────────────────
-- The account that has the handle, else the one that gave it up: nobody may take it for 30 days, and until somebody
-- does it leads to whom it led to. What the viewer may see of that account is asked by the caller.
create function account_named(wanted text) returns bigint
    language sql stable parallel safe
as $$
    select coalesce(
        (select a.id from accounts a where a.handle_key = lower(wanted)),
        (select f.account_id from former_handles f where f.handle_key = lower(wanted)))
$$;

-- Accounts of which the handle begins like the query, whose handle or name has words that begin like its words, or
-- that had exactly this handle.
create function accounts_called(query text) returns setof bigint
    language sql stable parallel safe
as $$
    select a.id
    from accounts a
    where a.search @@ search_words(query, ':*A')
    union
    select a.id
    from accounts a
    where folded(query) <> '' and a.handle_key ~>=~ folded(query) and a.handle_key ~<~ (folded(query) || chr(1114111))
    union
    select account_named(query)
$$;

-- ── what a search finds ──────────────────────────────────────────────────────────────────────
-- What lists outside communities may show. Anybody may read a community, so anybody finds what is shown there.
create or replace function found_posts(viewer bigint) returns setof posts
    language sql stable parallel safe
as $$
    select p.* from listed_posts(viewer) p where p.held = 0
$$;

-- Posts that match a parsed query (types::search) but for its authors, which the caller asks by an index each. The
-- conditions that an index can answer come as parameters of their own, null where the query has none. All others are
-- rows of the last four (condition, negated, kind, value): of each condition one row must hold. Handles come as ids.
create function matching_posts(
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
