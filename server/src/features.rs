//! `piaf feature …`: what an operator opens to some only.

use crate::{
    Failure,
    cli::{Feature, FeatureAudience, FeatureOptions},
};
use store::{FeatureFor, Store};
use types::{CO_POSTS, Error};

/// Does what the command says and prints the outcome.
pub async fn run(store: &Store, FeatureOptions { feature, open }: FeatureOptions) -> Result<(), Failure> {
    let name = match feature {
        Feature::CoPosts => CO_POSTS,
    };
    let (open, said) = match open {
        FeatureAudience::Everyone => (FeatureFor::Everyone, "everyone".to_owned()),
        FeatureAudience::Nobody => (FeatureFor::Nobody, "nobody".to_owned()),
        FeatureAudience::Accounts { handles } => {
            let mut accounts = Vec::new();
            for handle in &handles {
                accounts.push(store.account_by_handle(handle).await.map_err(|error| match error {
                    Error::NotFound => Failure::new(format!("nobody has the handle {handle:?}; nothing was changed")),
                    error => Failure::new(format!("{handle}: {error}")),
                })?);
            }
            (FeatureFor::Accounts(accounts), handles.join(", "))
        }
        FeatureAudience::Countries { codes } => {
            let said = codes.join(", ");
            (FeatureFor::Countries(codes), said)
        }
    };
    store
        .set_feature(name, &open)
        .await
        .map_err(|error| Failure::new(format!("{name}: {error}")))?;
    println!("{name} is open to: {said}.");
    Ok(())
}
