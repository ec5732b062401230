//! Server functions of reports and moderation. Who may do what is asked in the store, with the deed.

use base::api::ApiResult;
#[cfg(not(target_family = "wasm"))]
use base::{
    api::redirect_plain_form,
    services::{account_id, services, viewer_id},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};
use types::{
    AccountId, Community, CommunityId, LogEntry, ModerationQueue, ModeratorAction, OperatorAction, Page,
    PlatformReport, PostId, Reportable,
};
#[cfg(not(target_family = "wasm"))]
use types::{Error, Field, Reported, Rule};

/// Lines of the log at once.
#[cfg(not(target_family = "wasm"))]
const LINES: u32 = 30;

/// A community's log, and for its moderators what waits for them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModerationView {
    pub community: Community,
    pub queue: Option<ModerationQueue>,
    pub log: Page<LogEntry>,
}

/// What a report of a post, or of a community by its address, would offer.
#[server(prefix = "/api", endpoint = "moderation/report_form", input = GetUrl)]
pub async fn report_form(
    #[server(default)] post_id: Option<PostId>,
    #[server(default)] community: Option<String>,
) -> ApiResult<Reportable> {
    let (store, reporter) = (services()?.store, account_id()?);
    let reported = match (post_id, community) {
        (Some(post), _) => Reported::Post(post),
        (None, Some(slug)) => Reported::Community(store.community_name(&slug).await?.id),
        (None, None) => return Err(Error::NotFound.into()),
    };
    Ok(store.report_form(reporter, reported).await?)
}

/// `reason` is one of [`types::ReportReason`] as it is written.
#[server(prefix = "/api", endpoint = "moderation/report")]
pub async fn report(
    #[server(default)] post_id: Option<PostId>,
    #[server(default)] community_id: Option<CommunityId>,
    #[server(default)] reason: String,
    #[server(default)] note: String,
) -> ApiResult<()> {
    let reporter = account_id()?;
    let reported = subject(post_id, community_id)?;
    services()?
        .store
        .report(reporter, reported, &reason.parse()?, &note)
        .await?;
    redirect_plain_form("/report?sent");
    Ok(())
}

#[cfg(not(target_family = "wasm"))]
fn subject(post: Option<PostId>, community: Option<CommunityId>) -> Result<Reported, Error> {
    match (post, community) {
        (Some(post), _) => Ok(Reported::Post(post)),
        (None, Some(community)) => Ok(Reported::Community(community)),
        (None, None) => Err(Error::NotFound),
    }
}

/// `cursor` goes on with the log, on pages without script.
#[server(prefix = "/api", endpoint = "moderation/show", input = GetUrl)]
pub async fn show(slug: String, #[server(default)] cursor: Option<String>) -> ApiResult<ModerationView> {
    let (store, viewer) = (services()?.store, viewer_id());
    let community = store.community(viewer, &slug).await?;
    let id = community.card.community.id;
    let queue = if community.moderates() {
        match store.moderation_queue(viewer, id).await {
            Ok(queue) => Some(queue),
            // A block stands between them and another moderator.
            Err(Error::Forbidden) => None,
            Err(error) => return Err(error.into()),
        }
    } else {
        None
    };
    let log = store.community_log(viewer, id, cursor.as_deref(), LINES).await?;
    Ok(ModerationView { community, queue, log })
}

/// A page of the log; `cursor` is `next` of the page before.
#[server(prefix = "/api", endpoint = "moderation/log", input = GetUrl)]
pub async fn log(slug: String, #[server(default)] cursor: Option<String>) -> ApiResult<Page<LogEntry>> {
    let store = services()?.store;
    let community = store.community_name(&slug).await?.id;
    Ok(store
        .community_log(viewer_id(), community, cursor.as_deref(), LINES)
        .await?)
}

/// What a moderator does: to a post (`post_id`), or to somebody (`account_id`, or their `handle`). `rule` and `reason`
/// stand in the log; `days` is how long a ban lasts, 0 for good.
#[server(prefix = "/api", endpoint = "moderation/act")]
pub async fn act(
    slug: String,
    deed: ModeratorAction,
    #[server(default)] post_id: Option<PostId>,
    #[server(default)] account_id: Option<AccountId>,
    #[server(default)] handle: String,
    #[server(default)] days: u32,
    #[server(default)] rule: String,
    #[server(default)] reason: String,
) -> ApiResult<()> {
    let (store, moderator) = (services()?.store, base::services::account_id()?);
    let community = store.community_name(&slug).await?;
    let reason = deed.reason(&rule, &reason)?;
    let post = post_id.ok_or(Error::NotFound);
    let account = match account_id {
        None if deed == ModeratorAction::Ban => store
            .visible_account(moderator, &handle)
            .await
            .map_err(|_| Error::invalid(Field::Handle, Rule::HandleUnknown)),
        account => account.ok_or(Error::NotFound),
    };
    let id = community.id;
    match deed {
        ModeratorAction::Hide | ModeratorAction::Show | ModeratorAction::Approve | ModeratorAction::Refuse => {
            store.judge_post(moderator, id, post?, deed, &reason).await
        }
        ModeratorAction::Dismiss => store.dismiss_reports(moderator, id, post?, &reason).await,
        ModeratorAction::Remove => store.remove_member(moderator, id, account?, &reason).await,
        ModeratorAction::Ban => store.ban(moderator, id, account?, days, &reason).await,
        ModeratorAction::LiftBan => store.lift_ban(moderator, id, account?, &reason).await,
        ModeratorAction::AcceptRequest | ModeratorAction::RefuseRequest => {
            let accept = deed == ModeratorAction::AcceptRequest;
            store
                .answer_join_request(moderator, id, account?, accept, &reason)
                .await
        }
    }?;
    redirect_plain_form(&format!("{}/moderation", community.path()));
    Ok(())
}

/// What was reported to the operators: open, or settled; for them alone.
#[server(prefix = "/api", endpoint = "moderation/platform_reports", input = GetUrl)]
pub async fn platform_reports(#[server(default)] handled: bool) -> ApiResult<Vec<PlatformReport>> {
    Ok(services()?.store.platform_reports(viewer_id(), handled).await?)
}

/// Settles the open reports of a post or a community; for operators.
#[server(prefix = "/api", endpoint = "moderation/settle")]
pub async fn settle(
    measure: OperatorAction,
    #[server(default)] post_id: Option<PostId>,
    #[server(default)] community_id: Option<CommunityId>,
) -> ApiResult<()> {
    let reported = subject(post_id, community_id)?;
    services()?.store.settle_reports(viewer_id(), reported, measure).await?;
    redirect_plain_form("/admin/reports");
    Ok(())
}
