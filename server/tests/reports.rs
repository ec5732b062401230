//! Reports: where they go, what came of them, and what operators do.

use crate::{
    relations_blocks::comparable,
    support::{CommunityFixture, RULE, TestApp, TestUser, kinds},
};
use types::{
    Error, Evidence, Field, ModerationQueue, ModeratorAction, NotificationKind, PlatformReport, PostId, ReportReason,
    Result, Rule,
};

async fn report(who: &TestUser, post: PostId, reason: &str) -> Result<()> {
    let fields = [("post_id", &*post.to_string()), ("reason", reason), ("note", "Look")];
    who.browser.call("/api/moderation/report", &fields).await
}

async fn queue(fixture: &CommunityFixture, who: &TestUser) -> Option<ModerationQueue> {
    let view: app::moderation::api::ModerationView = who
        .browser
        .ask("/api/moderation/show", &[("slug", "birds")])
        .await
        .expect(&fixture.community.slug);
    view.queue
}

async fn platform(who: &TestUser, handled: bool) -> Result<Vec<PlatformReport>> {
    let fields = [("handled", if handled { "true" } else { "false" })];
    who.browser.ask("/api/moderation/platform_reports", &fields).await
}

async fn settle(who: &TestUser, measure: &str, subject: (&str, String)) -> Result<()> {
    let fields = [("measure", measure), (subject.0, &*subject.1)];
    who.browser.call("/api/moderation/settle", &fields).await
}

async fn operator(app: &TestApp) -> TestUser {
    let one = TestUser::new(app, "op").await;
    app.store.set_role("op", true).await.unwrap();
    one
}

#[tokio::test]
async fn rules_go_to_moderators_everything_else_to_operators() {
    let fixture = CommunityFixture::new().await;
    let op = operator(&fixture.app).await;
    let CommunityFixture { mo, mia, out, ada, .. } = &fixture;
    let post = fixture.post(mia, "Rude words").await;
    let rule = format!("rule:{RULE}");
    for _ in 0..2 {
        assert_eq!(report(out, post, &rule).await, Ok(()));
        assert_eq!(report(out, post, "spam").await, Ok(()));
    }
    assert_eq!(report(ada, post, &rule).await, Ok(()));
    for (who, reason, error) in [
        (out, "rule:Another", Error::invalid(Field::Reason, Rule::Required)),
        (out, "", Error::invalid(Field::Reason, Rule::Required)),
        (mia, "spam", Error::Forbidden),
    ] {
        assert_eq!(report(who, post, reason).await, Err(error), "{reason}");
    }
    let found = queue(&fixture, mo).await.expect("a queue").reported;
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].reporters, found[0].rules.clone(), found[0].notes.len()),
        (2, vec![(RULE.to_owned(), 2)], 2)
    );
    for other in [mia, out, &op] {
        assert!(queue(&fixture, other).await.is_none(), "{}", other.handle);
    }
    let found = platform(&op, false).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].reporters, &*found[0].reasons),
        (1, &[(ReportReason::Spam, 1)][..])
    );
    for other in [mo, mia, out] {
        assert_eq!(platform(other, false).await.unwrap_err(), Error::NotFound);
    }

    // What came of it is told, and not by whom; each kind of report has its own end.
    assert_eq!(fixture.on_post(mo, ModeratorAction::Dismiss, post).await, Ok(()));
    assert_eq!(
        fixture.on_post(mo, ModeratorAction::Dismiss, post).await,
        Err(Error::Conflict)
    );
    let told = out.notifications().await;
    assert_eq!(told.len(), 1);
    assert_eq!(
        (told[0].kind, &*told[0].actors[0].handle),
        (NotificationKind::ReportDismissed, "out")
    );
    assert_eq!(platform(&op, false).await.unwrap().len(), 1);
    // A closed report may be followed by another.
    assert_eq!(report(out, post, &rule).await, Ok(()));
    assert_eq!(fixture.on_post(mo, ModeratorAction::Hide, post).await, Ok(()));
    assert_eq!(kinds(out).await[0], NotificationKind::ReportActedUpon);
    assert!(queue(&fixture, mo).await.unwrap().reported.is_empty());
    assert_eq!(
        report(out, post, &rule).await,
        Err(Error::NotFound),
        "hidden is not there"
    );
}

#[tokio::test]
async fn only_operators_find_their_page() {
    let fixture = CommunityFixture::new().await;
    let op = operator(&fixture.app).await;
    assert_eq!(op.browser.get("/admin/reports").await.status, 200);
    for browser in [&fixture.ada.browser, &fixture.app.browser()] {
        let (hidden, missing) = (browser.get("/admin/reports").await, browser.get("/admin/nothing").await);
        assert_eq!((hidden.status, missing.status), (404, 404));
        assert_eq!(comparable(&hidden.body), comparable(&missing.body));
    }
    let home = op.browser.get("/settings").await.body;
    assert!(home.contains("href=\"/admin/reports\""), "and a way to it");
    assert!(
        !fixture
            .ada
            .browser
            .get("/settings")
            .await
            .body
            .contains("/admin/reports")
    );
}

#[tokio::test]
async fn operators_delete_suspend_and_keep_what_was_settled() {
    let app = TestApp::new().await;
    let op = operator(&app).await;
    let [ada, bob] = [TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await];
    let (first, second) = (bob.post("Buy this").await, bob.post("And this").await);
    for post in [first, second] {
        assert_eq!(report(&ada, post, "spam").await, Ok(()));
    }
    let subject = |post: PostId| ("post_id", post.to_string());
    assert_eq!(settle(&ada, "delete_post", subject(first)).await, Err(Error::NotFound));
    assert_eq!(
        settle(&op, "close_community", subject(first)).await,
        Err(Error::NotFound)
    );
    assert_eq!(settle(&op, "delete_post", subject(first)).await, Ok(()));
    assert_eq!(settle(&op, "dismiss", subject(first)).await, Err(Error::Conflict));
    assert!(!ada.sees(first).await && !bob.sees(first).await);
    assert_eq!(kinds(&ada).await, [NotificationKind::ReportActedUpon]);
    assert_eq!(settle(&op, "suspend_author", subject(second)).await, Ok(()));
    assert!(!ada.sees(second).await);
    assert_eq!(
        bob.browser.get("/settings/account").await.status,
        app.get("/settings/account").await.status,
        "signed out"
    );
    assert!(platform(&op, false).await.unwrap().is_empty());
    let kept = platform(&op, true).await.unwrap();
    assert_eq!(kept.len(), 2);
    assert!(kept.iter().all(|report| report.acted_upon == Some(true)));
    let text = |report: &PlatformReport| match &report.evidence {
        Evidence::Post { text, .. } => text.clone(),
        Evidence::Community { .. } => None,
    };
    assert_eq!((text(&kept[0]).as_deref(), text(&kept[1])), (Some("And this"), None));
    // Operators do not suspend one another.
    let own = op.post("By an operator").await;
    assert_eq!(report(&ada, own, "other").await, Ok(()));
    assert_eq!(settle(&op, "suspend_author", subject(own)).await, Err(Error::Forbidden));
    assert!(
        platform(&op, false).await.unwrap().is_empty(),
        "nobody judges a report about themselves"
    );
}

#[tokio::test]
async fn a_whole_community_is_reported_and_closed() {
    let fixture = CommunityFixture::new().await;
    let op = operator(&fixture.app).await;
    let CommunityFixture { mia, out, .. } = &fixture;
    let post = fixture.post(mia, "In the community").await;
    let id = fixture.community.id.to_string();
    let send = async |reason: &str| -> Result<()> {
        let fields = [("community_id", &*id), ("reason", reason)];
        out.browser.call("/api/moderation/report", &fields).await
    };
    let rule = format!("rule:{RULE}");
    assert_eq!(send(&rule).await, Err(Error::invalid(Field::Reason, Rule::Required)));
    assert_eq!((send("hate").await, send("hate").await), (Ok(()), Ok(())));
    assert_eq!(platform(&op, false).await.unwrap().len(), 1);
    let closed = ("community_id", id.clone());
    assert_eq!(settle(&op, "close_community", closed.clone()).await, Ok(()));
    assert_eq!(settle(&op, "close_community", closed).await, Err(Error::Conflict));
    assert_eq!(out.browser.get("/c/birds/moderation").await.status, 404);
    assert!(!mia.sees(post).await && !out.sees(post).await);
    assert_eq!(kinds(mia).await[0], NotificationKind::CommunityClosed);
    assert_eq!(
        mia.notifications().await[0].community.as_ref(),
        Some(&fixture.community)
    );
    assert!(!kinds(out).await.contains(&NotificationKind::CommunityClosed));
    assert!(fixture.write(mia, "After").await.is_err());
}

#[tokio::test]
async fn the_page_of_a_report_works_without_script() {
    let fixture = CommunityFixture::new().await;
    let CommunityFixture { mia, out, mo, .. } = &fixture;
    let post = fixture.post(mia, "Rude words").await;
    let id = post.to_string();
    let page = format!("/report?post={id}");
    let shown = out.browser.get(&page).await;
    assert!(shown.status == 200 && shown.body.contains(&format!("value=\"rule:{RULE}\"")));
    let long = "x".repeat(501);
    let fields = [("post_id", &*id), ("reason", "spam"), ("note", &*long)];
    let refused = out
        .browser
        .post_form_from(&page, "/api/moderation/report", &fields)
        .await;
    assert_eq!(refused.location(), page);
    let again = out.browser.get(&page).await.body;
    assert!(again.contains("At most 500 characters.") && again.contains(&long));
    let fields = [("post_id", &*id), ("reason", &format!("rule:{RULE}"))];
    let sent = out
        .browser
        .post_form_from(&page, "/api/moderation/report", &fields)
        .await;
    assert_eq!(sent.location(), "/report?sent");
    assert!(
        out.browser
            .get("/report?sent")
            .await
            .body
            .contains("your report is on its way")
    );
    assert_eq!(queue(&fixture, mo).await.unwrap().reported.len(), 1);
    assert_eq!(mia.browser.get(&page).await.status, 404, "not the own");
    assert_eq!(out.browser.get("/report?post=1").await.status, 404);
    assert_eq!(out.browser.get("/report?community=birds").await.status, 200);
}
