-- Suggestions while typing a hashtag look tags up by their beginning.
create index post_tags_prefix on post_tags (tag text_pattern_ops);
