//! An account as rows of lists answer it.

use types::{AccountCard, AccountId};

/// `select a.id, a.handle, a.display_name, a.avatar, a.protected …`
pub(crate) struct CardRow {
    pub id: i64,
    pub handle: String,
    pub display_name: String,
    pub avatar: Option<String>,
    pub protected: bool,
}

impl From<CardRow> for AccountCard {
    fn from(row: CardRow) -> Self {
        Self {
            id: AccountId(row.id),
            handle: row.handle,
            display_name: row.display_name,
            avatar: row.avatar,
            protected: row.protected,
        }
    }
}
