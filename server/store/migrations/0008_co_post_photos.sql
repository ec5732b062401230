-- Photos of what waits for a co-author's answer: kept from the sweep of pictures, from other posts, and from everybody but
-- the two. Their order and descriptions stand in `media` already, as with posts.
alter table co_post_invitations drop column photos;
alter table media
    add column invitation_id bigint,
    add constraint media_one_place check (post_id is null or invitation_id is null);
create index media_invitation on media (invitation_id, position) where invitation_id is not null;
drop index media_unattached;
create index media_unattached on media (id) where post_id is null and invitation_id is null;

-- What somebody wrote together with others, where their account closes or becomes protected.
create index posts_written_together on posts (author_id, id) where co_author_id is not null and deleted_at is null;

-- Whether the operator lets the account use a feature from this country (null where it is not known).
create function feature_open(feature varchar, account bigint, country varchar) returns boolean
    language sql stable parallel safe
as $$
    select coalesce(
        (select f.everyone or account = any (f.accounts) or coalesce(country = any (f.countries), false)
         from features f where f.name = feature),
        true)
$$;
