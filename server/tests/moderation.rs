//! What moderators do: who may, what the log says, what waits, and who is kept out.

use crate::{
    live::{Socket, work},
    support::{CommunityFixture, RULE, TestUser, kinds},
};
use types::{
    Error, Field, LogAction, MembershipState, ModerationState, ModeratorAction, NotificationKind, Post, Result, Rule,
    live::ServerMessage,
};

#[tokio::test]
async fn who_may_act_against_whom() {
    let fixture = CommunityFixture::new().await;
    let CommunityFixture {
        ada,
        ann,
        mo,
        max,
        mia,
        out,
        ..
    } = &fixture;
    let posts = [
        (ada, fixture.post(ada, "By an admin").await),
        (mo, fixture.post(mo, "By a moderator").await),
        (mia, fixture.post(mia, "By a member").await),
    ];
    // Nobody acts against the own role or a higher one, and members act against nobody.
    for (actor, targets) in [
        (out, &posts[..]),
        (mia, &posts[..]),
        (mo, &posts[..2]),
        (max, &posts[..2]),
        (ann, &posts[..1]),
        (ada, &posts[..1]),
    ] {
        for (target, post) in targets {
            let what = format!("{} against {}", actor.handle, target.handle);
            assert_eq!(
                fixture.on_post(actor, ModeratorAction::Hide, *post).await,
                Err(Error::Forbidden),
                "{what}"
            );
            for deed in [ModeratorAction::Remove, ModeratorAction::Ban] {
                assert_eq!(
                    fixture.on_person(actor, deed, target).await,
                    Err(Error::Forbidden),
                    "{what}: {deed:?}"
                );
            }
        }
    }
    for actor in [out, mia] {
        for deed in [
            ModeratorAction::Show,
            ModeratorAction::Approve,
            ModeratorAction::Refuse,
            ModeratorAction::Dismiss,
        ] {
            let answer = fixture.on_post(actor, deed, posts[2].1).await;
            assert_eq!(answer, Err(Error::Forbidden), "{deed:?}");
        }
        for deed in [
            ModeratorAction::LiftBan,
            ModeratorAction::AcceptRequest,
            ModeratorAction::RefuseRequest,
        ] {
            let answer = fixture.on_person(actor, deed, mia).await;
            assert_eq!(answer, Err(Error::Forbidden), "{deed:?}");
        }
    }
    let guest = fixture.app.browser();
    let fields = [
        ("slug", "birds"),
        ("deed", "hide"),
        ("post_id", &*posts[2].1.to_string()),
    ];
    let answer: Result<()> = guest.call("/api/moderation/act", &fields).await;
    assert_eq!(answer, Err(Error::NotSignedIn));
    assert!(fixture.actions().await.is_empty(), "nothing happened");

    // Moderators against members, admins against both.
    assert_eq!(fixture.on_post(max, ModeratorAction::Hide, posts[2].1).await, Ok(()));
    assert_eq!(fixture.on_post(ann, ModeratorAction::Hide, posts[1].1).await, Ok(()));
    assert_eq!(
        fixture.on_post(mo, ModeratorAction::Show, posts[1].1).await,
        Err(Error::Forbidden),
        "not the own post"
    );
    assert_eq!(fixture.on_person(mo, ModeratorAction::Remove, mia).await, Ok(()));
    assert_eq!(fixture.on_person(ada, ModeratorAction::Ban, max).await, Ok(()));
    assert_eq!(
        fixture.on_person(mo, ModeratorAction::Ban, out).await,
        Ok(()),
        "also who is no member"
    );
    assert_eq!(fixture.actions().await.len(), 5);
}

#[tokio::test]
async fn a_hidden_post_is_its_authors_and_the_moderators_and_the_log_says_why() {
    let fixture = CommunityFixture::new().await;
    let CommunityFixture { mo, max, mia, out, .. } = &fixture;
    let post = fixture.post(mia, "Rude words").await;
    let id = post.to_string();
    assert_eq!(
        fixture.act(mo, ModeratorAction::Hide, &[("post_id", &id)]).await,
        Err(Error::invalid(Field::Reason, Rule::Required))
    );
    let words = [("post_id", &*id), ("rule", RULE), ("reason", "third time")];
    assert_eq!(fixture.act(mo, ModeratorAction::Hide, &words).await, Ok(()));
    assert!(mia.sees(post).await && max.sees(post).await && !out.sees(post).await);
    for (who, link) in [(out, None), (mia, Some(format!("/@mia/{post}")))] {
        let line = fixture.log(who).await.remove(0);
        assert_eq!(
            (line.action, line.reason.as_str(), line.post),
            (LogAction::PostHidden, "Be kind: third time", link)
        );
        assert_eq!(line.actor.map(|card| card.handle).as_deref(), Some("mo"));
        assert_eq!(line.account.map(|card| card.handle).as_deref(), Some("mia"));
    }
    let told = mia.notifications().await.remove(0);
    assert_eq!(
        (told.kind, told.post.map(|post| post.id)),
        (NotificationKind::PostHidden, Some(post))
    );
    assert_eq!(told.actors[0].handle, "mia", "names no moderator");

    assert_eq!(fixture.on_post(max, ModeratorAction::Show, post).await, Ok(()));
    assert!(out.sees(post).await);
    assert_eq!(kinds(mia).await[0], NotificationKind::PostApproved);
    assert!(
        !kinds(mia).await.contains(&NotificationKind::PostHidden),
        "no news any more"
    );
}

#[tokio::test]
async fn moderators_at_once_make_one_line() {
    let fixture = CommunityFixture::new().await;
    let CommunityFixture {
        ada, ann, mo, max, mia, ..
    } = &fixture;
    for round in 0..5 {
        let post = fixture.post(mia, &format!("Post {round}")).await;
        let answers =
            futures::future::join_all([ada, ann, mo, max].map(|one| fixture.on_post(one, ModeratorAction::Hide, post)))
                .await;
        assert_eq!(answers, [Ok(()), Ok(()), Ok(()), Ok(())]);
    }
    fixture.hold(10, 0).await;
    for round in 0..5 {
        let post = fixture.post(mia, &format!("Held {round}")).await;
        let (one, other) = futures::join!(
            fixture.on_post(mo, ModeratorAction::Approve, post),
            fixture.on_post(max, ModeratorAction::Refuse, post)
        );
        assert!(
            matches!(
                (&one, &other),
                (Ok(()), Err(Error::Conflict)) | (Err(Error::Conflict), Ok(()))
            ),
            "{one:?} {other:?}"
        );
    }
    let lines = fixture.actions().await;
    assert_eq!(lines.iter().filter(|line| **line == LogAction::PostHidden).count(), 5);
    assert_eq!(lines.len(), 5 + 1 + 5, "with the change of settings: {lines:?}");
}

#[tokio::test]
async fn first_posts_wait_and_are_told_of_when_they_appear() {
    let fixture = CommunityFixture::new().await;
    let CommunityFixture { mo, mia, out, ada, .. } = &fixture;
    fixture.hold(1, 0).await;
    let held = fixture.write(mia, "Hello @out").await.unwrap();
    assert_eq!(held.community.unwrap().held, ModerationState::Waiting);
    assert_eq!(
        fixture
            .write(mo, "By a moderator")
            .await
            .unwrap()
            .community
            .unwrap()
            .held,
        ModerationState::Shown
    );
    fixture.app.settle().await;
    assert!(mia.sees(held.id).await && mo.sees(held.id).await && !out.sees(held.id).await);
    assert!(out.notifications().await.is_empty());
    assert_eq!(kinds(ada).await, [NotificationKind::PostWaits]);
    let answer: Result<Post> = out
        .browser
        .call(
            "/api/posts/create",
            &[("text", "x"), ("quote_of", &held.id.to_string())],
        )
        .await;
    assert_eq!(answer.unwrap_err(), Error::NotFound);

    assert_eq!(fixture.on_post(mo, ModeratorAction::Approve, held.id).await, Ok(()));
    fixture.app.settle().await;
    assert!(out.sees(held.id).await);
    assert_eq!(kinds(out).await, [NotificationKind::Mention]);
    assert!(kinds(ada).await.is_empty(), "it does not wait any more");
    assert_eq!(kinds(mia).await[0], NotificationKind::PostApproved);
    let next = fixture.write(mia, "The second").await.unwrap();
    assert_eq!(next.community.unwrap().held, ModerationState::Shown);
}

#[tokio::test]
async fn links_of_those_who_are_new_wait() {
    let fixture = CommunityFixture::new().await;
    let CommunityFixture { mo, mia, .. } = &fixture;
    fixture.hold(0, 7).await;
    let held = async |who: &TestUser, text: &str| fixture.write(who, text).await.unwrap().community.unwrap().held;
    assert_eq!(held(mia, "Without").await, ModerationState::Shown);
    assert_eq!(held(mia, "See https://example.org").await, ModerationState::Waiting);
    assert_eq!(held(mo, "See https://example.org too").await, ModerationState::Shown);
    sqlx::query("update community_members set since = now() - interval '8 days' where account_id = $1")
        .bind(mia.id.0)
        .execute(fixture.app.store.pool())
        .await
        .unwrap();
    assert_eq!(held(mia, "See https://example.org again").await, ModerationState::Shown);
}

#[tokio::test]
async fn who_is_removed_or_banned_stays_out() {
    let fixture = CommunityFixture::new().await;
    let CommunityFixture { mo, mia, out, ada, .. } = &fixture;
    let store = &fixture.app.store;
    let post = fixture.post(mia, "Still here").await;
    store.leave_community(mia.id, fixture.community.id).await.unwrap();
    store
        .invite_to_community(ada.id, fixture.community.id, mia.id)
        .await
        .unwrap();
    store.join_community(mia.id, fixture.community.id, "").await.unwrap();

    assert_eq!(fixture.on_person(mo, ModeratorAction::Remove, mia).await, Ok(()));
    assert_eq!(
        fixture.write(mia, "Again").await.unwrap_err(),
        Error::invalid(Field::Audience, Rule::MembersOnly)
    );
    let reply: Result<Post> = mia
        .browser
        .call("/api/posts/create", &[("text", "x"), ("reply_to", &post.to_string())])
        .await;
    assert!(matches!(reply, Err(Error::Invalid { .. })));
    assert_eq!(
        fixture.standing(mia).await,
        MembershipState::MayAsk,
        "the invitation went too"
    );
    assert_eq!(kinds(mia).await[0], NotificationKind::CommunityRemoved);
    assert_eq!(
        fixture.on_person(mo, ModeratorAction::Remove, mia).await,
        Err(Error::NotFound)
    );

    let ban = [("handle", "@Out"), ("reason", "Spam"), ("days", "0")];
    assert_eq!(fixture.act(mo, ModeratorAction::Ban, &ban).await, Ok(()));
    assert_eq!(fixture.standing(out).await, MembershipState::Banned { until: None });
    let unknown = [("handle", "nobody"), ("reason", "Spam"), ("days", "0")];
    assert_eq!(
        fixture.act(mo, ModeratorAction::Ban, &unknown).await,
        Err(Error::invalid(Field::Handle, Rule::HandleUnknown))
    );
    let odd = [("handle", "out"), ("reason", "Spam"), ("days", "2")];
    assert!(matches!(
        fixture.act(mo, ModeratorAction::Ban, &odd).await,
        Err(Error::Invalid { .. })
    ));
    assert_eq!(
        store.join_community(out.id, fixture.community.id, "").await,
        Err(Error::invalid(Field::Form, Rule::BannedFromCommunity))
    );
    let page = mo.browser.get("/c/birds/moderation").await;
    assert!(page.body.contains("@out") && page.body.contains("Lift ban"));
    assert_eq!(fixture.on_person(mo, ModeratorAction::LiftBan, out).await, Ok(()));
    assert_eq!(
        fixture.on_person(mo, ModeratorAction::LiftBan, out).await,
        Err(Error::Conflict)
    );
    assert_eq!(fixture.standing(out).await, MembershipState::MayJoin);
    assert!(kinds(out).await.contains(&NotificationKind::BanLifted));
    assert_eq!(
        fixture.actions().await,
        [
            LogAction::BanLifted,
            LogAction::MemberBanned { days: None },
            LogAction::MemberRemoved
        ]
    );
}

#[tokio::test]
async fn open_pages_of_others_lose_a_hidden_post() {
    let fixture = CommunityFixture::new().await;
    let post = fixture.post(&fixture.mia, "Soon hidden").await;
    fixture.app.settle().await;
    let address = fixture.app.listen().await;
    let guest = fixture.app.browser();
    let (mut outs, _) = Socket::open(address, &fixture.out.browser).await;
    let (mut guests, _) = Socket::open(address, &guest).await;
    let (mut mias, _) = Socket::open(address, &fixture.mia.browser).await;
    for socket in [&mut outs, &mut guests, &mut mias] {
        socket.watch(&[post]).await;
    }
    let _working = work(&fixture.app);
    fixture.on_post(&fixture.mo, ModeratorAction::Hide, post).await.unwrap();
    let gone = ServerMessage::Gone { post_id: post };
    for socket in [&mut outs, &mut guests] {
        socket.wait_for(|message| *message == gone).await;
    }
    let heard = mias
        .wait_for(|message| matches!(message, ServerMessage::Unread { .. }))
        .await;
    assert!(!heard.contains(&gone), "its author keeps it");
}

#[tokio::test]
async fn forms_without_script_say_what_is_wrong_where_it_was_typed() {
    let fixture = CommunityFixture::new().await;
    let CommunityFixture { mo, mia, out, .. } = &fixture;
    let post = fixture.post(mia, "Rude words").await;
    let id = post.to_string();
    let page = format!("/c/birds/moderation?do=hide&post={id}");
    let fields = [("slug", "birds"), ("deed", "hide"), ("post_id", &*id), ("reason", " ")];
    let refused = mo.browser.post_form_from(&page, "/api/moderation/act", &fields).await;
    assert_eq!((refused.status, refused.location()), (303, page.as_str()));
    let again = mo.browser.get(&page).await.body;
    assert!(again.contains("Fill this in.") && again.contains("name=\"reason\""));
    let fields = [
        ("slug", "birds"),
        ("deed", "hide"),
        ("post_id", &*id),
        ("reason", "Rude"),
    ];
    let done = mo.browser.post_form_from(&page, "/api/moderation/act", &fields).await;
    assert_eq!(done.location(), "/c/birds/moderation");
    assert!(mo.browser.get("/c/birds/moderation").await.body.contains("Rude"));
    // Others see the log and no queue; a deed in the address changes nothing about that.
    let body = out.browser.get(&page).await.body;
    assert!(body.contains("Public log") && !body.contains("name=\"reason\"") && !body.contains("Ban somebody"));
    assert!(!body.contains("Rude words"));
    assert_eq!(out.browser.get("/c/nowhere/moderation").await.status, 404);
}
