-- How words are looked for. What stored columns are made of (`folded`, `search_text`) stands in the migrations: a change of
-- it has to make those columns anew.

-- What finds these words beside each other. A run at an edge of the phrase may go on there, so it asks for its pairs
-- alone, and one character alone for every pair that begins with it. `suffix` is for the last word: ':*' for what
-- begins so, with the letter of a weight where only that counts. Null where there is no word.
create or replace function search_phrase(words text, suffix text) returns tsquery
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

-- Accounts of which the handle begins like the query, whose handle or name has words that begin like its words, or
-- that had exactly this handle.
create or replace function accounts_called(query text) returns setof bigint
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
