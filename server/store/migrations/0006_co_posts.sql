-- ── co-posts ─────────────────────────────────────────────────────────────────────────────────
-- A post by two: the author invites one co-author, who stands here once they have accepted. Leaving empties it.
alter table posts
    add column co_author_id bigint,
    add constraint posts_co_post_form
        check (co_author_id is null or (audience = 0 and reply_to_id is null and co_author_id <> author_id));
create index posts_co_author on posts (co_author_id, id desc) where co_author_id is not null and deleted_at is null;

-- What waits for an answer is no post yet: no read of posts can find it. Accepting, declining and withdrawing all
-- delete the row, and only the one that does so has happened.
create table co_post_invitations (
    id          bigint primary key,
    inviter_id  bigint not null,
    invitee_id  bigint not null,
    text        varchar(4000) not null,
    -- [{"id": …, "alt": …}]
    photos      jsonb not null default '[]',
    reply_rule  smallint not null default 0 check (reply_rule between 0 and 3),
    constraint co_post_invitations_not_self check (inviter_id <> invitee_id)
);
create index co_post_invitations_inviter on co_post_invitations (inviter_id, id desc);
create index co_post_invitations_invitee on co_post_invitations (invitee_id, id desc);

-- ── features that the operator opens to some ─────────────────────────────────────────────────
-- No row: open to everyone.
create table features (
    name      varchar(40) primary key,
    everyone  boolean not null,
    accounts  bigint[] not null default '{}',
    -- ISO 3166-1, two capital letters
    countries varchar(2)[] not null default '{}'
);

-- 8 to 11 are of co-posts: invited (subject: the invitation), accepted, declined, left (subject: the post).
-- 12 to 23 are of communities, 24 to 31 of reports.
alter table notifications drop constraint notifications_kind_check,
    add constraint notifications_kind_known check (kind between 0 and 31);
