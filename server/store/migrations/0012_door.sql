-- ── browsers that an account was opened in before ───────────────────────────────────────────────
-- The cookie behind `token_hash` lets its browser try a password though others of its network, or others anywhere, have
-- guessed too often. It opens nothing by itself.
create table known_browsers (
    token_hash bytea not null check (length(token_hash) = 32),
    account_id bigint not null,
    used_at    timestamptz not null default now(),
    primary key (token_hash, account_id)
);
create index known_browsers_account on known_browsers (account_id, used_at);
create index known_browsers_used on known_browsers (used_at);

-- ── the greatest id that a server gave ──────────────────────────────────────────────────────────
-- Written every few seconds. Ids tell the time: where the clock was ahead and is set right, they go on from here, so that
-- what is new stays newer than what is there.
create table ids_given (
    node smallint primary key,
    last bigint not null
);
