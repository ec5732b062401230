-- ── rules as files ───────────────────────────────────────────────────────────────────────────
-- Functions and views that say who sees what stand in ../rules and are written over what is here when they differ.
-- `hash` tells which text the database has, `made` what it consists of, so that what a later text does without is
-- dropped.
create table applied_rules (
    only_row   boolean primary key default true constraint applied_rules_one check (only_row),
    hash       text not null,
    made       text[] not null,
    applied_at timestamptz not null default now()
);

-- ── numbers that stand for something ─────────────────────────────────────────────────────────
-- Each column that keeps an enum takes the numbers that the program knows, and no others.
alter table posts
    drop constraint posts_audience_known,
    add constraint posts_audience_known check (audience between 0 and 3),
    add constraint posts_held_known check (held between 0 and 2);
alter table notifications
    drop constraint notifications_kind_known,
    add constraint notifications_kind_known check (kind between 0 and 21 or kind between 24 and 33 or kind = 40);
alter table community_members
    add constraint community_members_role_before_known check (role_before in (0, 1));
