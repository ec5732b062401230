//! Communities: who enters how, what members may do, where posts of one stand, and what outsiders can do.

use crate::support::{TestApp, TestUser};
use types::{
    Community, CommunityName, CommunityRole, Counts, Error, Field, InvitationCandidate, MembershipState, Page, Post,
    Result, Rule, TimelineItem,
};

pub async fn found(founder: &TestUser, slug: &str, level: &str) -> CommunityName {
    let fields = [
        ("name", "Birds of Lyon"),
        ("slug", slug),
        ("description", "On roofs and in parks"),
        ("topics", "birds lyon"),
        ("level", level),
        ("rules[0][title]", "Be kind"),
        ("rules[0][detail]", "To birds too"),
        ("rules[1][title]", ""),
        ("rules[1][detail]", ""),
    ];
    founder
        .browser
        .call("/api/communities/create", &fields)
        .await
        .expect("a community")
}

pub async fn call<T: serde::de::DeserializeOwned>(
    who: &TestUser,
    what: &str,
    slug: &str,
    more: &[(&str, &str)],
) -> Result<T> {
    let mut fields = vec![("slug", slug)];
    fields.extend_from_slice(more);
    who.browser.call(&format!("/api/communities/{what}"), &fields).await
}

pub async fn join(who: &TestUser, slug: &str) -> Result<MembershipState> {
    call(who, "join", slug, &[("message", "Let me in")]).await
}

pub async fn standing(who: &TestUser, slug: &str) -> MembershipState {
    let community: Community = who
        .browser
        .ask("/api/communities/show", &[("slug", slug)])
        .await
        .expect("a page");
    community.membership
}

pub async fn post_in(who: &TestUser, community: &CommunityName, text: &str) -> Result<Post> {
    let fields = [("text", text), ("audience[community]", &*community.id.to_string())];
    who.browser.call("/api/posts/create", &fields).await
}

pub fn refused<T: std::fmt::Debug>(answer: Result<T>) -> Rule {
    match answer {
        Err(Error::Invalid { rule, .. }) => rule,
        answer => panic!("{answer:?}"),
    }
}

pub const MEMBER: MembershipState = MembershipState::Member {
    role: CommunityRole::Member,
    invitations_left: Some(5),
};

pub async fn three(app: &TestApp) -> [TestUser; 3] {
    [
        TestUser::new(app, "ada").await,
        TestUser::new(app, "bob").await,
        TestUser::new(app, "eve").await,
    ]
}

#[tokio::test]
async fn what_is_posted_stands_in_the_community_and_at_home_with_members() {
    let app = TestApp::new().await;
    let [ada, bob, eve] = three(&app).await;
    let birds = found(&ada, "birds", "open").await;
    assert_eq!(join(&bob, "birds").await, Ok(MEMBER));
    // Eve follows the author and is no member, bob is a member and follows nobody.
    eve.relate("follow", &ada).await;
    let post = post_in(&ada, &birds, "Canary at the river #canarytag").await.unwrap();
    app.settle().await;
    let guest = app.browser();
    let contains = async |who: &crate::support::Browser, path: &str| {
        let page = who.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        page.body.contains("Canary at the river")
    };
    for path in [
        "/home",
        "/c/birds",
        "/c/birds?f=top",
        "/search?q=canary&f=latest",
        "/tags/canarytag",
    ] {
        assert!(contains(&bob.browser, path).await, "{path}");
    }
    for path in ["/home", "/@ada", "/@ada/replies", "/explore"] {
        assert!(!contains(&eve.browser, path).await, "{path}");
    }
    let address = format!("/@ada/{}", post.id);
    for path in ["/c/birds", &address, "/search?q=canary&f=latest", "/tags/canarytag"] {
        assert!(
            contains(&eve.browser, path).await && contains(&guest, path).await,
            "{path}"
        );
    }
    assert!(!contains(&guest, "/").await);
    assert_eq!(guest.get("/c/nothing").await.status, 404);
    for path in [
        "/c/birds/about",
        "/c/birds/members",
        "/communities",
        "/communities?q=lyon",
    ] {
        let page = guest.get(path).await;
        assert!(page.status == 200 && page.body.contains("Birds of Lyon"), "{path}");
    }
    assert!(
        guest
            .get("/search?q=lyon&f=communities")
            .await
            .body
            .contains("Birds of Lyon")
    );
    assert_eq!(eve.browser.get("/c/birds/settings").await.status, 404);
    assert_eq!(ada.browser.get("/c/birds/settings").await.status, 200);
}

#[tokio::test]
async fn outsiders_read_and_quote_and_members_do_the_rest() {
    let app = TestApp::new().await;
    let [ada, bob, eve] = three(&app).await;
    let birds = found(&ada, "birds", "open").await;
    join(&bob, "birds").await.unwrap();
    let post = post_in(&ada, &birds, "A wren").await.unwrap();
    let id = post.id.to_string();
    let react = async |who: &TestUser, what: &str| -> Result<Counts> {
        who.browser
            .call(&format!("/api/posts/{what}"), &[("post_id", &id)])
            .await
    };
    let reply = async |who: &TestUser| -> Result<Post> {
        who.browser
            .call("/api/posts/create", &[("text", "Where?"), ("reply_to", &id)])
            .await
    };
    assert_eq!(refused(react(&eve, "like").await), Rule::MembersOnly);
    assert_eq!(refused(react(&eve, "repost").await), Rule::MembersOnly);
    assert_eq!(refused(reply(&eve).await), Rule::RepliesClosed);
    assert_eq!(refused(post_in(&eve, &birds, "Me too").await), Rule::MembersOnly);
    eve.quote(post.id, "Look at this").await;
    assert_eq!(react(&bob, "like").await.unwrap().likes, 1);
    assert_eq!(react(&bob, "repost").await.unwrap().reposts, 1);
    let answer = reply(&bob).await.unwrap();
    assert_eq!(answer.community.expect("stays there").community, birds);
    let begun: Result<Post> = bob
        .browser
        .call(
            "/api/posts/create",
            &[
                ("text", "Elsewhere"),
                ("reply_to", &eve.post("Hello").await.to_string()),
                ("audience[community]", &birds.id.to_string()),
            ],
        )
        .await;
    assert_eq!(
        begun.unwrap_err(),
        Error::invalid(Field::Audience, Rule::AudienceOfReply)
    );
    // Who left reads on and writes no more.
    let () = call(&bob, "leave", "birds", &[]).await.unwrap();
    assert_eq!(refused(reply(&bob).await), Rule::RepliesClosed);
    assert!(bob.sees(post.id).await && eve.sees(answer.id).await);
}

#[tokio::test]
async fn each_level_lets_in_as_it_says() {
    let app = TestApp::new().await;
    let [ada, bob, eve] = three(&app).await;
    found(&ada, "open-birds", "open").await;
    let asked = found(&ada, "ask-birds", "request").await;
    found(&ada, "our-birds", "invite").await;
    assert_eq!(join(&bob, "open-birds").await, Ok(MEMBER));
    assert_eq!(join(&bob, "open-birds").await, Ok(MEMBER), "twice is once");

    assert_eq!(join(&bob, "ask-birds").await, Ok(MembershipState::Requested));
    let requests = app.store.join_requests(ada.id, asked.id).await.unwrap();
    assert_eq!((requests.len(), requests[0].message.as_str()), (1, "Let me in"));
    assert_eq!(app.store.join_requests(bob.id, asked.id).await, Err(Error::Forbidden));
    app.store
        .answer_join_request(ada.id, asked.id, bob.id, true, "")
        .await
        .unwrap();
    assert_eq!(standing(&bob, "ask-birds").await, MEMBER);

    assert_eq!(refused(join(&bob, "our-birds").await), Rule::InvitationNeeded);
    let () = call(&ada, "invite", "our-birds", &[("account_id", &bob.id.to_string())])
        .await
        .unwrap();
    assert_eq!(join(&bob, "our-birds").await, Ok(MEMBER));
    // A member invites too; who leaves comes back with the invitation.
    let () = call(&bob, "invite", "our-birds", &[("account_id", &eve.id.to_string())])
        .await
        .unwrap();
    assert_eq!(join(&eve, "our-birds").await, Ok(MEMBER));
    let () = call(&eve, "leave", "our-birds", &[]).await.unwrap();
    assert_eq!(join(&eve, "our-birds").await, Ok(MEMBER));
    let candidates: Vec<InvitationCandidate> = bob
        .browser
        .ask("/api/communities/candidates", &[("slug", "our-birds"), ("query", "e")])
        .await
        .unwrap();
    assert!(candidates.is_empty(), "members are not offered");
    let page: Page<types::CommunityMember> = eve
        .browser
        .ask("/api/communities/members", &[("slug", "our-birds")])
        .await
        .unwrap();
    let handles: Vec<_> = page.items.iter().map(|member| member.card.handle.as_str()).collect();
    assert_eq!(handles, ["ada", "bob", "eve"], "those who answer for it first");
}

#[tokio::test]
async fn members_have_five_invitations() {
    let app = TestApp::new().await;
    let [ada, bob, _] = three(&app).await;
    found(&ada, "birds", "invite").await;
    let () = call(&ada, "invite", "birds", &[("account_id", &bob.id.to_string())])
        .await
        .unwrap();
    join(&bob, "birds").await.unwrap();
    for handle in ["wren", "lark", "rook", "finch", "swift", "crane"] {
        let guest = TestUser::new(&app, handle).await;
        let answer: Result<()> = call(&bob, "invite", "birds", &[("account_id", &guest.id.to_string())]).await;
        if handle == "crane" {
            assert_eq!(refused(answer), Rule::NoInvitationsLeft);
            let () = call(&ada, "invite", "birds", &[("account_id", &guest.id.to_string())])
                .await
                .expect("an admin has as many as needed");
        } else {
            assert_eq!(answer, Ok(()), "{handle}");
        }
    }
}

#[tokio::test]
async fn everything_works_as_plain_forms() {
    let app = TestApp::new().await;
    let [ada, bob, _] = three(&app).await;
    // Refused at the place where it was typed, with what was typed.
    let fields = [("name", "Birds"), ("slug", "b!rds"), ("rules[0][title]", "Be kind")];
    let refused = ada
        .browser
        .post_form_from("/communities/new", "/api/communities/create", &fields)
        .await;
    assert!(refused.is_refused_form());
    let page = ada.browser.get("/communities/new").await.body;
    for typed in [
        "value=\"Birds\"",
        "value=\"b!rds\"",
        "value=\"Be kind\"",
        "letters a to z",
    ] {
        assert!(page.contains(typed), "{typed}");
    }
    let fields = [("name", "Birds"), ("slug", "birds"), ("level", "request")];
    let created = ada
        .browser
        .post_form_from("/communities/new", "/api/communities/create", &fields)
        .await;
    assert_eq!(created.location(), "/c/birds");
    assert!(
        bob.browser
            .get("/c/birds/about")
            .await
            .body
            .contains("Agree and ask to join")
    );
    let fields = [("slug", "birds"), ("message", "Please")];
    let asked = bob
        .browser
        .post_form_from("/c/birds/about", "/api/communities/join", &fields)
        .await;
    assert_eq!(asked.location(), "/c/birds");
    assert!(
        bob.browser
            .get("/c/birds")
            .await
            .body
            .contains("A moderator will answer")
    );
    assert_eq!(standing(&bob, "birds").await, MembershipState::Requested);
}

#[tokio::test]
async fn suggestions_say_why() {
    let app = TestApp::new().await;
    let [ada, bob, eve] = three(&app).await;
    found(&ada, "birds", "open").await;
    found(&bob, "quiet", "open").await;
    eve.relate("follow", &ada).await;
    eve.post("I like #lyon").await;
    let suggested = app.store.suggested_communities(eve.id, 10).await.unwrap();
    let reasons: Vec<_> = suggested
        .iter()
        .map(|card| (card.community.slug.as_str(), card.suggested_for.clone()))
        .collect();
    assert_eq!(
        reasons,
        [
            ("birds", Some(types::SuggestedFor::Followed(1))),
            ("quiet", Some(types::SuggestedFor::Topic("lyon".to_owned()))),
        ]
    );
    let page: Page<TimelineItem> = eve
        .browser
        .ask(
            "/api/timelines/list",
            &[
                ("source[community][community]", &suggested[0].community.id.to_string()),
                ("source[community][part]", "top"),
            ],
        )
        .await
        .unwrap();
    assert!(page.items.is_empty());
}
