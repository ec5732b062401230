//! Who stays outside a community, who answers for it, and what admins decide.

use crate::{
    communities::{MEMBER, call, found, join, post_in, refused, standing, three},
    support::{TestApp, TestUser},
};
use types::{CommunityName, CommunityRole, Error, Field, MembershipState, Result, Rule};

#[tokio::test]
async fn protected_accounts_and_blocks_stay_outside() {
    let app = TestApp::new().await;
    let [ada, bob, eve] = three(&app).await;
    let birds = found(&ada, "birds", "open").await;
    bob.protect().await;
    assert_eq!(refused(join(&bob, "birds").await), Rule::PublicAccountsOnly);
    assert_eq!(standing(&bob, "birds").await, MembershipState::Protected);
    eve.relate("block", &ada).await;
    assert_eq!(refused(join(&eve, "birds").await), Rule::BarredByModerator);
    eve.relate("unblock", &ada).await;
    assert_eq!(join(&eve, "birds").await, Ok(MEMBER));
    let post = post_in(&eve, &birds, "Hello").await.unwrap();
    // A block between a member and a moderator takes the right to write, not the posts of others.
    eve.relate("block", &ada).await;
    assert_eq!(refused(post_in(&eve, &birds, "Again").await), Rule::BarredByModerator);
    assert!(eve.sees(post.id).await && !ada.sees(post.id).await);
    let page = eve.browser.get("/c/birds").await;
    assert!(page.status == 200 && page.body.contains("Hello"));
}

#[tokio::test]
async fn roles_are_given_and_given_up() {
    let app = TestApp::new().await;
    let [ada, bob, eve] = three(&app).await;
    let birds = found(&ada, "birds", "open").await;
    for person in [&bob, &eve] {
        join(person, "birds").await.unwrap();
    }
    let role = async |who: &TestUser, whom: &TestUser, role: &str, hand_over: &str| -> Result<()> {
        let fields = [
            ("account_id", &*whom.id.to_string()),
            ("role", role),
            ("hand_over", hand_over),
        ];
        call(who, "set_role", "birds", &fields).await
    };
    assert_eq!(role(&bob, &eve, "moderator", "false").await, Err(Error::Forbidden));
    assert_eq!(refused(call::<()>(&ada, "leave", "birds", &[]).await), Rule::LastAdmin);
    assert_eq!(refused(role(&ada, &ada, "member", "false").await), Rule::LastAdmin);
    role(&ada, &bob, "admin", "true").await.unwrap();
    let of = async |who: &TestUser| match standing(who, "birds").await {
        MembershipState::Member { role, .. } => role,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        (of(&ada).await, of(&bob).await),
        (CommunityRole::Moderator, CommunityRole::Admin)
    );
    // Going protected gives the role up; the longest-serving moderator follows.
    bob.protect().await;
    assert_eq!(
        (of(&ada).await, of(&bob).await),
        (CommunityRole::Admin, CommunityRole::Member)
    );
    assert_eq!(refused(post_in(&bob, &birds, "Hello").await), Rule::MembersOnly);
    // So does leaving Piaf.
    app.store.deactivate_account(ada.id).await.unwrap();
    assert_eq!(of(&eve).await, CommunityRole::Admin);
    // The last of all closes it, and its posts are gone.
    let post = post_in(&eve, &birds, "Last words").await.unwrap();
    app.store.delete_account(ada.id).await.unwrap();
    let () = call(&bob, "leave", "birds", &[]).await.unwrap();
    let () = call(&eve, "leave", "birds", &[]).await.unwrap();
    assert_eq!(eve.browser.get("/c/birds").await.status, 404);
    assert!(!eve.sees(post.id).await);
}

#[tokio::test]
async fn what_admins_decide_is_theirs_and_bounded() {
    let app = TestApp::new().await;
    let [ada, bob, _] = three(&app).await;
    found(&ada, "birds", "open").await;
    join(&bob, "birds").await.unwrap();
    let details = [
        ("name", "Owls"),
        ("description", ""),
        ("topics", "owls"),
        ("level", "invite"),
    ];
    assert_eq!(
        call::<()>(&bob, "update", "birds", &details).await,
        Err(Error::Forbidden)
    );
    let () = call(&ada, "update", "birds", &details).await.unwrap();
    let page = ada.browser.get("/c/birds/about").await.body;
    assert!(page.contains("Owls") && page.contains("Be kind"));
    let rules = [("rules[0][title]", "Whisper")];
    assert_eq!(
        call::<()>(&bob, "set_rules", "birds", &rules).await,
        Err(Error::Forbidden)
    );
    let () = call(&ada, "set_rules", "birds", &rules).await.unwrap();
    assert!(ada.browser.get("/c/birds/about").await.body.contains("Whisper"));
    let again: Result<CommunityName> = bob
        .browser
        .call("/api/communities/create", &[("name", "Other"), ("slug", "Birds")])
        .await;
    assert_eq!(again.unwrap_err(), Error::invalid(Field::Slug, Rule::SlugTaken));
    let long: Result<CommunityName> = bob
        .browser
        .call(
            "/api/communities/create",
            &[("name", &"x".repeat(31)), ("slug", "other")],
        )
        .await;
    assert_eq!(
        long.unwrap_err(),
        Error::invalid(Field::CommunityName, Rule::TooLong { max: 30 })
    );
}
