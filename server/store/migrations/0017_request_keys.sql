-- What was made for a request that named itself: when its answer is lost and it comes again, nothing is made twice. No
-- reference to the account: the row is written before the account's own is taken, and goes after 30 days by itself.
create table request_keys (
    account_id bigint not null,
    key text not null constraint request_keys_key_length check (char_length(key) between 1 and 80),
    made_id bigint not null,
    made_at timestamptz not null default now(),
    primary key (account_id, key)
);

-- Rows are written in the order of their time, and only deleted by it.
create index request_keys_made_at on request_keys using brin (made_at);
