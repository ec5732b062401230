//! The pages that show lists of posts.

use crate::{
    support::TestApp,
    timelines::{account, post},
};
use types::{Page, TimelineItem};

#[tokio::test]
async fn home_and_bookmarks_are_for_people_who_are_signed_in() {
    let app = TestApp::new().await;
    for (path, next) in [
        ("/home", "/login?next=%2Fhome"),
        ("/bookmarks", "/login?next=%2Fbookmarks"),
    ] {
        let answer = app.get(path).await;
        assert_eq!((answer.status, answer.location()), (302, next), "{path}");
    }
    for source in ["home", "bookmarks"] {
        let answer: types::Result<Page<TimelineItem>> =
            app.browser().ask("/api/timelines/list", &[("source", source)]).await;
        assert_eq!(answer, Err(types::Error::NotSignedIn), "{source}");
    }
    let ada = app.sign_up("ada").await;
    let answer = ada.get("/").await;
    assert_eq!((answer.status, answer.location()), (302, "/home"));
    let answer = ada.get("/home").await;
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("role=\"feed\""));
    assert_eq!(ada.get("/bookmarks").await.status, 200);
}

/// `href` of the first tag that has `attribute`.
fn address_in(body: &str, attribute: &str) -> String {
    let tag = body
        .split('<')
        .find(|tag| tag.contains(attribute))
        .unwrap_or_else(|| panic!("{attribute} in {body}"));
    let (_, rest) = tag.split_once("href=\"").expect("an address");
    rest.split('"').next().expect("its end").replace("&amp;", "&")
}

#[tokio::test]
async fn public_pages_are_complete_without_script() {
    let app = TestApp::new().await;
    let store = &app.store;
    let ada = account(store, "ada").await;
    let mut posts = Vec::new();
    for number in 0..25 {
        posts.push(post(store, ada, &format!("Message number {number} <b>&amp; #Caf\u{e9}")).await);
    }
    for path in ["/", "/explore", "/tags/Caf%C3%A9", "/search?q=message&f=latest"] {
        let answer = app.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        let body = &answer.body;
        assert!(
            body.contains("Message number 24 &lt;b>&amp;amp; ")
                || body.contains("Message number 24 &lt;b&gt;&amp;amp; "),
            "{path}: {body}"
        );
        assert!(!body.contains("Message number 2 "), "{path} shows one page");
        assert!(body.contains("aria-posinset=\"1\""), "{path}");
        assert!(body.contains("<title>"), "{path}");
        let more = address_in(body, "class=\"list__more\"");
        let answer = app.get(&more).await;
        assert_eq!(answer.status, 200, "{more}");
        assert!(answer.body.contains("Message number 0 "), "{more}");
        assert!(!answer.body.contains("Message number 24 "), "{more}");
        if !path.starts_with("/search") {
            let canonical = |body: &str| address_in(body, "rel=\"canonical\"");
            assert_eq!(
                canonical(body),
                canonical(&answer.body),
                "one address for all pages of {path}"
            );
        }
    }
    assert!(app.get("/explore").await.body.contains("href=\"/tags/Caf%C3%A9\""));
    let people = app.get("/search?q=ad&f=people").await;
    assert!(people.status == 200 && people.body.contains("href=\"/@ada\""));
    for path in [
        "/search",
        "/search?q=",
        "/search?q=%22",
        "/search?q=nothing",
        "/tags/nothing",
    ] {
        let answer = app.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.body.contains("empty-state"), "{path}");
    }
    let script = app.get("/search?q=%3Cscript%3Ealert(1)%3C/script%3E").await;
    assert!(!script.body.contains("<script>alert"), "a query is text");
}
