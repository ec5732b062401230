//! From database errors to what a person can be told. Constraint names become rules; everything unexpected is logged
//! under an id, and only the id leaves the server.

use types::{Error, Field, Rule};

/// `.or_error()?` on any sqlx result.
pub trait OrError<T> {
    fn or_error(self) -> types::Result<T>;
}

impl<T> OrError<T> for Result<T, sqlx::Error> {
    fn or_error(self) -> types::Result<T> {
        self.map_err(error_of)
    }
}

fn error_of(error: sqlx::Error) -> Error {
    if let sqlx::Error::Database(database) = &error
        && let Some(known) = database.constraint().and_then(rule_of)
    {
        return known;
    }
    match error {
        sqlx::Error::RowNotFound => Error::NotFound,
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::Tls(_) => {
            tracing::warn!(%error, "the database is away");
            Error::Unavailable
        }
        // 57P01–57P03: the server is shutting down or starting; 53300: it has no connection left.
        sqlx::Error::Database(database)
            if database
                .code()
                .is_some_and(|code| code.starts_with("57P") || code == "53300") =>
        {
            tracing::warn!(error = %database, "the database is away");
            Error::Unavailable
        }
        // 53100: no room on the disk.
        sqlx::Error::Database(database) if database.code().is_some_and(|code| code == "53100") => {
            tracing::error!(error = %database, "the database's disk is full");
            Error::StorageFull
        }
        // 22021, 22P05: a character that no text holds, such as NUL; 22003, 22008: a number or a time beyond its column.
        // The server's doors refuse these; what comes here all the same was sent, and is no fault of ours.
        sqlx::Error::Database(database)
            if database
                .code()
                .is_some_and(|code| ["22021", "22P05", "22003", "22008"].contains(&&*code)) =>
        {
            tracing::warn!(error = %database, "what was sent fits no column");
            Error::invalid(Field::Form, Rule::TextInvalid)
        }
        // 40001, 40P01: two transactions met; trying again helps.
        sqlx::Error::Database(database) if database.code().is_some_and(|code| code == "40001" || code == "40P01") => {
            Error::Conflict
        }
        error => internal(&error),
    }
}

/// Logs the cause under a fresh id and answers the error that names it.
pub fn internal(cause: &dyn std::fmt::Display) -> Error {
    let id = format!("{:08x}", rand::random::<u32>());
    tracing::error!(%id, %cause, "internal error");
    Error::Internal { id }
}

fn rule_of(constraint: &str) -> Option<Error> {
    Some(match constraint {
        "accounts_handle_unique" | "former_handles_pkey" => Error::invalid(Field::Handle, Rule::HandleTaken),
        "accounts_skeleton_unique" => Error::invalid(Field::Handle, Rule::HandleLooksTaken),
        "accounts_handle_form" => Error::invalid(Field::Handle, Rule::HandleCharacters),
        "accounts_email_unique" => Error::invalid(Field::Email, Rule::EmailTaken),
        "accounts_display_name_filled" => Error::invalid(Field::DisplayName, Rule::Required),
        "follows_not_self" | "follow_requests_not_self" | "blocks_not_self" | "mutes_not_self" => {
            Error::invalid(Field::Form, Rule::CannotFollowSelf)
        }
        "communities_slug_unique" => Error::invalid(Field::Slug, Rule::SlugTaken),
        "communities_slug_form" => Error::invalid(Field::Slug, Rule::SlugForm),
        "communities_has_admin" => Error::invalid(Field::Form, Rule::LastAdmin),
        "community_members_invited_limit" => Error::invalid(Field::Form, Rule::NoInvitationsLeft),
        "spaces_live_once" => Error::invalid(Field::Form, Rule::SpaceIsLive),
        "circles_members_limit" => Error::invalid(
            Field::Form,
            Rule::CircleFull {
                max: types::MAX_CIRCLE_MEMBERS,
            },
        ),
        _ => return None,
    })
}
