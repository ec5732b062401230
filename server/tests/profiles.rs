//! Profiles: what they show, to whom, and how they are changed.

use crate::support::{TestApp, TestUser};
use types::{Error, Field, Page, Person, Result, Rule};

/// The HTML without the marks that hydration needs.
fn plain(body: &str) -> String {
    body.replace("<!---->", "").replace("<!>", "")
}

async fn update(who: &TestUser, fields: &[(&str, &str)]) -> Result<String> {
    who.browser.call("/api/profiles/update", fields).await
}

fn refused(field: Field, rule: Rule) -> Result<String> {
    Err(Error::invalid(field, rule))
}

#[tokio::test]
async fn a_profile_says_who_somebody_is() {
    let app = TestApp::new().await;
    let (ada, bob) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await);
    let saved = update(
        &ada,
        &[
            ("display_name", "  Ada  Wren "),
            ("bio", "Counts birds with @bob near #Lyon\nhttps://example.org/birds"),
            ("place", "Croix-Rousse"),
            ("website", "example.org"),
            ("birthday", "1990-05-17"),
        ],
    )
    .await;
    assert_eq!(saved.as_deref(), Ok("Ada Wren"));
    let post = ada.post("Pinned to stay").await;
    ada.post("The second").await;
    let _: () = ada
        .browser
        .call("/api/posts/pin", &[("post_id", &post.to_string())])
        .await
        .unwrap();
    bob.relate("follow", &ada).await;

    let page = app.get("/@ada").await;
    let text = plain(&page.body);
    assert_eq!(page.status, 200);
    for part in [
        "<title>Ada Wren (@ada)",
        "<link href=\"http://127.0.0.1:8000/@ada\" rel=\"canonical\">",
        "property=\"og:title\" content=\"Ada Wren (@ada)\"",
        "property=\"og:type\" content=\"profile\"",
        "Croix-Rousse",
        "href=\"https://example.org\"",
        "href=\"/@bob\"",
        "href=\"/tags/Lyon\"",
        "<strong>1</strong> Follower<",
        "2 posts",
        "Joined ",
    ] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    assert!(!text.contains("1990"), "the birthday is private");
    let links = text.split("<a ").skip(1).filter_map(|rest| rest.split('>').next());
    for link in links.filter(|link| link.contains("example.org")) {
        assert!(
            link.contains("nofollow") && link.contains("ugc") && link.contains("noopener"),
            "{link}"
        );
    }
    // The pinned post stands first and once.
    let (pinned, second) = (text.find("Pinned to stay"), text.find("The second"));
    assert!(pinned < second && text.matches(&format!("id=\"post-{post}\"")).count() == 1);
    assert!(plain(&bob.browser.get("/@ada").await.body).contains("Following"));
    assert!(plain(&ada.browser.get("/@bob").await.body).contains("Follows you"));
    assert!(
        ada.browser
            .get("/@ada")
            .await
            .body
            .contains("href=\"/settings/profile\"")
    );
}

#[tokio::test]
async fn the_parts_of_a_profile_hold_what_they_say() {
    let app = TestApp::new().await;
    let (ada, bob) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await);
    let theirs = bob.post("Something of Bob").await;
    ada.post("Something of Ada").await;
    ada.reply(theirs, "An answer by Ada").await;
    ada.react("like", theirs).await;
    for (path, shows, hides) in [
        ("/@ada", "Something of Ada", "An answer by Ada"),
        ("/@ada/replies", "An answer by Ada", "Something of Ada"),
        ("/@ada/likes", "Something of Bob", "Something of Ada"),
        ("/@ada/media", "No photos yet", "Something of Ada"),
    ] {
        let page = app.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.body.contains(shows) && !page.body.contains(hides), "{path}");
        assert!(plain(&page.body).contains("aria-current=\"page\""), "{path}");
    }
    for path in ["/@nobody", "/@nobody/likes", "/@nobody/followers", "/@ada/elsewhere"] {
        assert_eq!(app.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn an_address_has_one_spelling_and_old_ones_lead_on_for_good() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    for (path, leads_to) in [
        ("/@ADA", "/@ada"),
        ("/@Ada/likes", "/@ada/likes"),
        ("/@ADA/followers", "/@ada/followers"),
    ] {
        let page = app.get(path).await;
        assert_eq!((page.status, page.location()), (301, leads_to), "{path}");
    }
    let _: String = ada
        .browser
        .call("/api/settings/change_handle", &[("handle", "countess")])
        .await
        .unwrap();
    for (path, leads_to) in [("/@ada", "/@countess"), ("/@ada/replies", "/@countess/replies")] {
        let page = app.get(path).await;
        assert_eq!((page.status, page.location()), (301, leads_to), "{path}");
    }
    let bob = TestUser::new(&app, "bob").await;
    ada.relate("block", &bob).await;
    assert_eq!(
        bob.browser.get("/@ada").await.status,
        404,
        "nor does an old handle lead the blocked on"
    );
}

#[tokio::test]
async fn a_protected_profile_shows_its_header_only() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    ada.post("Not for everybody").await;
    ada.protect().await;
    let page = app.get("/@ada").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("These posts are protected") && !page.body.contains("Not for everybody"));
    assert!(page.body.contains("noindex") && !page.body.contains("og:title"));
    assert!(ada.browser.get("/@ada").await.body.contains("Not for everybody"));
}

#[tokio::test]
async fn a_profile_is_changed_within_rules() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let named = |name: &'static str, value: &'static str| [("display_name", "Ada"), (name, value)];
    assert_eq!(update(&ada, &[]).await, refused(Field::DisplayName, Rule::Required));
    let long = "é".repeat(161);
    assert_eq!(
        update(&ada, &[("display_name", "Ada"), ("bio", &long)]).await,
        refused(Field::Bio, Rule::TooLong { max: 160 })
    );
    assert_eq!(
        update(&ada, &named("website", "javascript:alert(1)")).await,
        refused(Field::Website, Rule::WebsiteForm)
    );
    assert_eq!(
        update(&ada, &named("birthday", "2001-02-30")).await,
        refused(Field::Birthday, Rule::DateForm)
    );
    assert_eq!(
        update(&ada, &named("birthday", "9999-01-01")).await,
        refused(Field::Birthday, Rule::DateForm)
    );
    let answer: Result<String> = app
        .browser()
        .call("/api/profiles/update", &[("display_name", "Eve")])
        .await;
    assert_eq!(answer, Err(Error::NotSignedIn));

    // Without script: the error stands at its field, and what was typed stays.
    let fields = [
        ("display_name", "Ada the First"),
        ("bio", "Kept"),
        ("website", "not an address"),
    ];
    let answer = ada
        .browser
        .post_form_from("/settings/profile", "/api/profiles/update", &fields)
        .await;
    assert_eq!((answer.status, answer.location()), (303, "/settings/profile"));
    let page = plain(&ada.browser.get("/settings/profile").await.body);
    assert!(page.contains("Write an address such as"), "{page}");
    assert!(
        page.contains("value=\"Ada the First\"")
            && page.contains(">Kept</textarea>")
            && page.contains("not an address")
    );

    // What people write is text.
    let script = "<script>alert(1)</script>";
    update(
        &ada,
        &[
            ("display_name", script),
            ("bio", "<img src=x onerror=alert(1)>"),
            ("place", "\"><b>"),
        ],
    )
    .await
    .unwrap();
    ada.post("Hello").await;
    let page = app.get("/@ada").await.body;
    assert!(!page.contains("<script>alert(1)") && !page.contains("<img src=x") && !page.contains("\"><b>"));
}

#[tokio::test]
async fn lists_of_people_go_on_by_key() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    for number in 0..45 {
        let account = store::NewAccount {
            handle: format!("bird{number}"),
            display_name: format!("Bird {number}"),
            email: format!("bird{number}@piaf.example"),
            password_hash: "none".to_owned(),
        };
        let account = app.store.create_account(&account).await.unwrap();
        app.store.follow(account, ada.id).await.unwrap();
    }
    let page = app.get("/@ada/followers").await;
    assert!(
        page.body.contains("Bird 44")
            && !page.body.contains("Bird 4<")
            && page.body.contains("/@ada/followers?cursor=")
    );
    let first: Page<Person> = ada
        .browser
        .ask("/api/profiles/people", &[("kind", "followers"), ("handle", "ada")])
        .await
        .unwrap();
    let next = first.next.expect("more");
    let fields = [("kind", "followers"), ("handle", "ada"), ("cursor", &*next)];
    let second: Page<Person> = ada.browser.ask("/api/profiles/people", &fields).await.unwrap();
    assert_eq!((first.items.len(), second.items.len(), second.next), (40, 5, None));
    assert!(
        app.get(&format!("/@ada/followers?cursor={next}"))
            .await
            .body
            .contains("Bird 4<")
    );
}

#[tokio::test]
async fn the_first_run_path_works_without_script() {
    let app = TestApp::new().await;
    let (ada, bob) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await);
    assert_eq!(app.get("/welcome").await.location(), "/login?next=%2Fwelcome");
    let page = ada.browser.get("/welcome").await;
    assert!(page.body.contains("/welcome?step=bio") && page.body.contains("action=\"/media/profile\""));
    let answer = ada
        .browser
        .post_form_from(
            "/welcome?step=bio",
            "/api/profiles/set_bio",
            &[("bio", "Watches wrens")],
        )
        .await;
    assert_eq!((answer.status, answer.location()), (303, "/welcome?step=people"));
    assert!(app.get("/@ada").await.body.contains("Watches wrens"));
    let page = ada.browser.get("/welcome?step=people").await;
    assert!(
        page.body.contains("@bob") || plain(&page.body).contains("@bob"),
        "{}",
        page.body
    );
    let answer = ada
        .browser
        .post_form_from("/welcome?step=people", "/api/profiles/finish_welcome", &[])
        .await;
    assert_eq!(answer.location(), "/home");
    let viewer = app.store.viewer(ada.id, &[0; 16], None).await.unwrap();
    assert!(viewer.onboarded);
    let _ = bob;
}

#[tokio::test]
async fn own_lists_are_nobody_elses() {
    let app = TestApp::new().await;
    let (ada, bob) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await);
    ada.relate("block", &bob).await;
    let page = ada.browser.get("/settings/privacy").await;
    assert!(plain(&page.body).contains("@bob") && page.body.contains("action=\"/api/profiles/unblock\""));
    for kind in ["blocked", "muted", "requests"] {
        let answer: Result<Page<Person>> = app.browser().ask("/api/profiles/people", &[("kind", kind)]).await;
        assert_eq!(answer, Err(Error::NotSignedIn), "{kind}");
    }
}
