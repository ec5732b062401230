//! Features that the operator opens to some only. Without a row everybody has them.

use crate::{OrError, Store};
use types::{AccountId, Result};

/// For whom a feature is open; the last word of the operator counts alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeatureFor {
    Everyone,
    Nobody,
    Accounts(Vec<AccountId>),
    /// ISO 3166-1, two capital letters.
    Countries(Vec<String>),
}

impl Store {
    /// Opens a feature to these, and closes it to all others.
    pub async fn set_feature(&self, name: &str, open: &FeatureFor) -> Result<()> {
        let (mut accounts, mut countries) = (Vec::new(), Vec::new());
        match open {
            FeatureFor::Everyone | FeatureFor::Nobody => {}
            FeatureFor::Accounts(ids) => accounts.extend(ids.iter().map(|id| id.0)),
            FeatureFor::Countries(codes) => countries.clone_from(codes),
        }
        sqlx::query!(
            "insert into features (name, everyone, accounts, countries) values ($1, $2, $3, $4)
             on conflict (name) do update
             set everyone = excluded.everyone, accounts = excluded.accounts, countries = excluded.countries",
            name,
            *open == FeatureFor::Everyone,
            &accounts,
            &countries as &[String],
        )
        .execute(self.pool())
        .await
        .or_error()?;
        Ok(())
    }
}
