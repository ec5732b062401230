//! A text goes to nobody whom its writer did not see: an audience that cannot be chosen any more is refused with the
//! text kept, and one that is missing or unknown is never everybody.

use crate::support::{Answer, CommunityFixture, TestApp, TestUser, encode};
use http::{Method, header};
use types::{Circle, Error, Field, InvitationId, Post, PostId, Result, Rule, SpaceId};

async fn write(who: &TestUser, fields: &[(&str, &str)]) -> Result<Post> {
    who.browser.call("/api/posts/create", fields).await
}

async fn circle(owner: &TestUser) -> String {
    let circle: Circle = owner
        .browser
        .call("/api/circles/create", &[("name", "Few")])
        .await
        .expect("a circle");
    circle.id.to_string()
}

/// The composer's form on a page without script.
async fn plain(who: &TestUser, from: &str, fields: &[(&str, &str)]) -> Answer {
    let part = |(name, value): &(&str, &str)| {
        format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let form: String = fields.iter().map(part).chain(["--edge--\r\n".to_owned()]).collect();
    let request = who
        .browser
        .request(Method::POST, "/media/post")
        .header(header::ACCEPT, "text/html")
        .header(header::REFERER, format!("http://127.0.0.1:8000{from}"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
    who.browser.send(request, form.into()).await
}

/// A request that no page sends: just these fields.
async fn bare(who: &TestUser, path: &str, fields: &[(&str, &str)]) -> Answer {
    let request = who
        .browser
        .request(Method::POST, path)
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    who.browser.send(request, encode(fields).into()).await
}

async fn posts(app: &TestApp) -> i64 {
    sqlx::query_scalar("select count(*) from posts")
        .fetch_one(app.store.pool())
        .await
        .expect("a count")
}

fn at_audience<T: std::fmt::Debug>(answer: Result<T>) -> Rule {
    match answer {
        Err(Error::Invalid {
            field: Field::Audience,
            rule,
        }) => rule,
        answer => panic!("{answer:?}"),
    }
}

/// Whether a list on the page stands at this choice.
fn is_selected(page: &str, value: &str) -> bool {
    let mut options = page.split("<option").skip(1).filter_map(|rest| rest.split('>').next());
    options.any(|option| option.contains(&format!("value=\"{value}\"")) && option.contains(" selected"))
}

#[tokio::test]
async fn what_a_barred_member_writes_in_the_community_goes_nowhere_else() {
    let fixture = CommunityFixture::new().await;
    fixture.mia.relate("block", &fixture.mo).await;
    fixture.out.relate("follow", &fixture.mia).await;
    let before = posts(&fixture.app).await;
    // The page offers nothing to write with, and says why.
    let page = fixture.mia.browser.get("/c/birds").await;
    assert_eq!(page.status, 200);
    assert!(
        page.body.contains("A block stands between you and a moderator"),
        "{}",
        page.body
    );
    assert!(!page.body.contains("composer-page"));
    // A page that was open before still sends what it shows.
    let refused = fixture.write(&fixture.mia, "For birds alone").await;
    assert_eq!(at_audience(refused), Rule::BarredByModerator);
    let audience = format!("community-{}", fixture.community.id);
    let answer = plain(
        &fixture.mia,
        "/compose",
        &[
            ("text", "For birds alone"),
            ("audience", &audience),
            ("reply_rule", "nobody"),
        ],
    )
    .await;
    assert_eq!((answer.status, answer.location()), (303, "/compose"));
    assert_eq!(posts(&fixture.app).await, before);
    // The form comes back with the text, no audience, and what is wrong with it there.
    let page = fixture.mia.browser.get("/compose").await.body;
    assert!(page.contains("For birds alone") && page.contains("A block stands between you and a moderator"));
    assert!(page.contains("Choose an audience"), "{page}");
    assert!(!is_selected(&page, "public"));
    assert!(is_selected(&page, "nobody"), "nor is the rule lost");
    // Sent again as it came back, it is refused again.
    plain(
        &fixture.mia,
        "/compose",
        &[("text", "For birds alone"), ("audience", "")],
    )
    .await;
    assert_eq!(posts(&fixture.app).await, before);
}

#[tokio::test]
async fn a_group_that_is_gone_does_not_become_everybody() {
    let fixture = CommunityFixture::new().await;
    let [ada, mia] = [&fixture.ada, &fixture.mia];
    // A circle that was given up, and one of somebody else.
    let given_up = circle(mia).await;
    let () = mia
        .browser
        .call("/api/circles/delete", &[("circle_id", &given_up)])
        .await
        .expect("given up");
    let others = circle(ada).await;
    for id in [&given_up, &others, &"1".to_owned()] {
        let refused = write(mia, &[("text", "For few"), ("audience[circle]", id)]).await;
        assert_eq!(at_audience(refused), Rule::AudienceGone);
    }
    // A community that was left, and one that was closed.
    let () = mia
        .browser
        .call("/api/communities/leave", &[("slug", "birds")])
        .await
        .expect("left");
    assert_eq!(at_audience(fixture.write(mia, "For birds").await), Rule::MembersOnly);
    sqlx::query("update communities set closed_at = now()")
        .execute(fixture.app.store.pool())
        .await
        .expect("closed");
    assert_eq!(at_audience(fixture.write(ada, "For birds").await), Rule::MembersOnly);
    // Whoever went protected meanwhile writes for followers, not for those whom the page named.
    ada.protect().await;
    let post = write(ada, &[("text", "For all"), ("audience", "public")])
        .await
        .expect("a post");
    assert_eq!(post.audience, types::Audience::Followers);
    assert_eq!(posts(&fixture.app).await, 1);
}

#[tokio::test]
async fn a_reply_for_some_does_not_go_to_others() {
    let fixture = CommunityFixture::new().await;
    let [ada, mia] = [&fixture.ada, &fixture.mia];
    let of_town = fixture.post(ada, "Birds?").await;
    let id = circle(mia).await;
    let reply = async |audience: (&str, &str), to: PostId| {
        write(mia, &[("text", "An answer"), ("reply_to", &to.to_string()), audience]).await
    };
    // Anybody reads a community: not what was meant for followers or a circle.
    for audience in [("audience", "followers"), ("audience[circle]", &*id)] {
        assert_eq!(
            at_audience(reply(audience, of_town).await),
            Rule::AudienceOfReply,
            "{audience:?}"
        );
    }
    let community = fixture.community.id.to_string();
    for audience in [("audience[community]", &*community), ("audience", "public")] {
        let post = reply(audience, of_town).await.expect("an answer");
        assert_eq!(
            post.audience,
            types::Audience::Community(fixture.community.id),
            "{audience:?}"
        );
    }
    // Where the first post went with its author's account, still only members answer.
    fixture.app.store.delete_account(ada.id).await.expect("deleted");
    let answers: Vec<i64> = sqlx::query_scalar("select id from posts where reply_to_id is not null order by id")
        .fetch_all(fixture.app.store.pool())
        .await
        .expect("answers");
    let fields = [
        ("text", "Me too"),
        ("reply_to", &*answers[0].to_string()),
        ("audience[community]", &*community),
    ];
    assert_eq!(at_audience(write(&fixture.out, &fields).await), Rule::MembersOnly);
    assert!(write(&fixture.mo, &fields).await.is_ok());
}

#[tokio::test]
async fn what_says_for_nobody_in_particular_is_for_nobody() {
    let app = TestApp::new().await;
    let [ada, ben] = [TestUser::new(&app, "ada").await, TestUser::new(&app, "ben").await];
    ben.relate("follow", &ada).await;
    let required = Error::invalid(Field::Audience, Rule::Required);
    for path in ["/api/posts/create", "/api/co_posts/invite"] {
        let fields = [("text", "For whom?"), ("invitee", &*ben.id.to_string())];
        let answer = bare(&ada, path, &fields).await;
        let refusal: Error = serde_json::from_str(&answer.body).expect("a refusal");
        assert_eq!(refusal, required, "{path}");
        for wrong in ["", "everyone", "circle-0", "Public"] {
            let answer = bare(&ada, path, &[&fields[..], &[("audience", wrong)]].concat()).await;
            assert!(answer.status >= 400, "{path} {wrong}: {}", answer.body);
        }
    }
    for wrong in [None, Some(""), Some("everyone"), Some("circle-x")] {
        let mut fields = vec![("text", "For whom?")];
        fields.extend(wrong.map(|wrong| ("audience", wrong)));
        let answer = plain(&ada, "/compose", &fields).await;
        let memory = answer.form_memory().expect("a refused form");
        assert_eq!(
            (memory.error, memory.fields["text"].as_str()),
            (required.clone(), "For whom?")
        );
        fields[0] = ("name", "For whom?");
        let answer = bare(&ada, "/api/spaces/start", &fields).await;
        let refusal: Error = serde_json::from_str(&answer.body).expect("a refusal");
        assert_eq!(
            refusal,
            Error::invalid(Field::Audience, Rule::SpaceAudience),
            "{wrong:?}"
        );
    }
    assert_eq!(posts(&app).await, 0);
    // As pages send it, it works.
    write(&ada, &[("text", "For all")]).await.expect("a post");
    let _: InvitationId = ada
        .browser
        .call(
            "/api/co_posts/invite",
            &[("text", "Two"), ("invitee", &*ben.id.to_string())],
        )
        .await
        .expect("invited");
    let _: SpaceId = ada
        .browser
        .call("/api/spaces/start", &[("name", "Owls")])
        .await
        .expect("a space");
}
