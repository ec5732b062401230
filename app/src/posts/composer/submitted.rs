//! The composer's form on pages without script: shown again as it was, after a refusal.

use super::{ComposeTarget, PLAIN_FORM};
use crate::posts::api;
use base::initial_state::FormMemorySignal;
use leptos::{prelude::*, server_fn::ServerFn};
use types::Error;

/// What a form left that was refused.
#[derive(Default)]
pub(super) struct Submitted {
    pub text: String,
    /// For whom it was meant; empty where none was sent, none without a refusal.
    pub audience: Option<String>,
    pub reply_rule: Option<String>,
    pub co_author: String,
    pub error: Option<Error>,
}

/// Text and refusal of this form from a page without script.
pub(super) fn submitted(target: &ComposeTarget) -> Submitted {
    let Some(FormMemorySignal(memory)) = use_context() else {
        return Default::default();
    };
    memory
        .with_untracked(|memory| {
            let memory = memory
                .as_ref()
                .filter(|memory| [PLAIN_FORM, api::Create::PATH].contains(&memory.path.as_str()))?;
            let field = |name: &str| memory.fields.get(name).cloned();
            let same = field("reply_to") == target.reply_to().map(|id| id.to_string())
                && field("quote_of") == target.quote_of().map(|id| id.to_string());
            same.then(|| Submitted {
                text: field("text").unwrap_or_default(),
                audience: Some(field("audience").unwrap_or_default()),
                reply_rule: field("reply_rule"),
                co_author: field("co_author").unwrap_or_default(),
                error: Some(memory.error.clone()),
            })
        })
        .unwrap_or_default()
}
