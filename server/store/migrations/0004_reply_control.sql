-- Who may answer in a conversation stands at its first post. 0 everyone, 1 people its author follows and those it
-- mentions, 2 those it mentions, 3 nobody but its author.
alter table posts
    add column reply_rule smallint not null default 0 constraint posts_reply_rule_known check (reply_rule between 0 and 3),
    -- from then on only its author and those it mentions
    add column replies_close_at timestamptz,
    -- put behind "Show hidden replies" by the author of the first post
    add column hidden_at timestamptz;

-- Whether the viewer may answer in the conversation that begins with `root`. Where its first post was taken away
-- with its author's account, everybody who sees a post of it may.
create function may_reply(viewer bigint, root bigint) returns boolean
    language sql stable parallel safe
as $$
    select coalesce(
        (
            select r.author_id = viewer
                or (
                    r.reply_rule <> 3
                    and exists (select 1 from post_mentions m where m.post_id = r.id and m.account_id = viewer)
                )
                or (
                    (r.replies_close_at is null or r.replies_close_at > now())
                    and (
                        r.reply_rule = 0
                        or (
                            r.reply_rule = 1
                            and exists (
                                select 1 from follows f where f.follower_id = r.author_id and f.followee_id = viewer)
                        )
                    )
                )
            from posts r
            where r.id = root
        ),
        true
    )
$$;
