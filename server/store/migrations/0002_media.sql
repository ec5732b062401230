-- What the hourly sweep of pictures looks for: uploads that were never attached, pictures of deleted posts.
create index media_unattached on media (id) where post_id is null;
create index posts_deleted_media on posts (id) where deleted_at is not null and has_media;
