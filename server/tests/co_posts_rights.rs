//! Who may start a co-post, with whom, and where the operator lets them.

use crate::{
    co_posts::{accept, invite, three, waiting},
    support::{TestApp, TestUser},
};
use types::{CoAuthorBar, CoAuthorCandidate, Error, Field, InvitationId, Result, Rule};

fn refused(field: Field, rule: Rule) -> Error {
    Error::invalid(field, rule)
}

#[tokio::test]
async fn only_public_followers_without_a_block_and_only_for_everybody() {
    let app = TestApp::new().await;
    let [ada, ben, eve] = three(&app).await;
    let kim = TestUser::new(&app, "kim").await;
    kim.relate("follow", &ada).await;
    kim.protect().await;
    let search = async |query: &str| -> Vec<(String, Option<CoAuthorBar>)> {
        let found: Vec<CoAuthorCandidate> = ada
            .browser
            .ask("/api/co_posts/candidates", &[("query", query)])
            .await
            .expect("people");
        found.into_iter().map(|found| (found.card.handle, found.bar)).collect()
    };
    let named = |handle: &str, bar| (handle.to_owned(), bar);
    assert_eq!(
        search("").await,
        [named("ben", None), named("kim", Some(CoAuthorBar::Protected))]
    );
    assert_eq!(search("@EV").await, [named("eve", Some(CoAuthorBar::NotFollowing))]);
    let cannot = |rule| Err(refused(Field::CoAuthor, rule));
    assert_eq!(invite(&ada, &eve, "x").await, cannot(Rule::CoAuthorNotFollowing));
    assert_eq!(invite(&ada, &kim, "x").await, cannot(Rule::CoAuthorProtected));
    assert_eq!(invite(&ada, &ada, "x").await, cannot(Rule::CoAuthorUnknown));
    assert_eq!(invite(&kim, &ada, "x").await, cannot(Rule::CoPostPublicOnly));
    assert_eq!(
        invite(&ada, &ben, " ").await,
        Err(refused(Field::Text, Rule::TextEmpty))
    );
    let circle: types::Circle = ada
        .browser
        .call("/api/circles/create", &[("name", "Few")])
        .await
        .expect("circle");
    for audience in [("audience", "followers"), ("audience[circle]", &*circle.id.to_string())] {
        let fields = [("invitee", &*ben.id.to_string()), ("text", "x"), audience];
        let answer: Result<InvitationId> = ada.browser.call("/api/co_posts/invite", &fields).await;
        assert_eq!(answer, cannot(Rule::CoPostPublicOnly), "{audience:?}");
    }
    ben.relate("block", &ada).await;
    assert_eq!(invite(&ada, &ben, "x").await, cannot(Rule::CoAuthorUnknown));
    assert!(
        !search("").await.iter().any(|(handle, _)| handle == "ben"),
        "who blocks is not named"
    );
    assert!(waiting(&ada).await.sent.is_empty());
}

#[tokio::test]
async fn the_operator_opens_it_to_some() {
    let app = TestApp::with(&[
        ("sign_ups_per_hour", "0"),
        ("trusted_proxies", "127.0.0.1"),
        ("country_header", "CF-IPCountry"),
    ])
    .await;
    let [ada, ben, _] = three(&app).await;
    let closed = Err(refused(Field::CoAuthor, Rule::CoPostsClosed));
    let set = async |open: store::FeatureFor| app.store.set_feature(types::CO_POSTS, &open).await.expect("set");
    let offered = async |country: &str| {
        let request = ada
            .browser
            .request(http::Method::GET, "/compose")
            .header("accept", "text/html");
        let page = ada
            .browser
            .send(request.header("cf-ipcountry", country), axum::body::Body::empty());
        page.await.body.contains("name=\"co_author\"")
    };
    assert!(offered("").await, "open where nothing was said");
    set(store::FeatureFor::Nobody).await;
    assert_eq!(invite(&ada, &ben, "x").await, closed);
    assert!(!offered("FR").await);
    set(store::FeatureFor::Accounts(vec![ben.id])).await;
    assert_eq!(invite(&ada, &ben, "x").await, closed);
    set(store::FeatureFor::Accounts(vec![ada.id])).await;
    assert!(offered("").await && invite(&ada, &ben, "x").await.is_ok());
    set(store::FeatureFor::Countries(vec!["FR".to_owned(), "CH".to_owned()])).await;
    assert!(offered("ch").await && !offered("DE").await && !offered("").await);
    assert_eq!(invite(&ada, &ben, "x").await, closed, "from nowhere that is known");
    // What is out already can be accepted: the flag is for starting.
    assert!(accept(&ben, waiting(&ben).await.received[0].id).await.is_ok());
    set(store::FeatureFor::Everyone).await;
    assert!(invite(&ada, &ben, "x").await.is_ok());
}
