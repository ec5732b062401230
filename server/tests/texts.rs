//! Texts that are made to deceive or to disturb: stacked marks, hosts that pass for others, names that look empty.

use crate::support::{TestApp, TestUser};
use types::{Error, Field, Post, Result, Rule};

async fn show(who: &TestUser, post: types::PostId) -> Post {
    let fields = [("post_id", &*post.to_string())];
    who.browser.ask("/api/posts/show", &fields).await.expect("post")
}

#[tokio::test]
async fn marks_stacked_on_a_letter_are_cut() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let post = ada.post(&format!("Z{} and more", "\u{301}".repeat(180))).await;
    let text = show(&ada, post).await.text;
    assert_eq!(text, format!("Z{} and more", "\u{301}".repeat(6)));
}

#[tokio::test]
async fn a_host_that_passes_for_another_is_shown_in_ascii() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let post = ada.post("see https://аpple.com/login and https://bücher.com").await;
    let page = ada.browser.get(&format!("/@ada/{post}")).await.body;
    // As the link's text and on hover; what a browser makes of the address is its own business.
    assert!(page.contains(">xn--pple-43d.com/login<"), "{page}");
    assert!(page.contains("title=\"https://xn--pple-43d.com/login\""), "{page}");
    assert!(page.contains(">bücher.com<"));
}

#[tokio::test]
async fn a_name_that_looks_empty_is_refused() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    for unseen in ["\u{1d173}", "\u{301}", "\u{200b}\u{301}", "\u{3164}"] {
        let fields = [
            ("display_name", unseen),
            ("bio", ""),
            ("place", ""),
            ("website", ""),
            ("birthday", ""),
        ];
        let answer: Result<()> = ada.browser.call("/api/profiles/update", &fields).await;
        assert_eq!(
            answer,
            Err(Error::invalid(Field::DisplayName, Rule::Required)),
            "{unseen:?}"
        );
        let circle: Result<types::CircleId> = ada
            .browser
            .call("/api/circles/create", &[("name", unseen), ("emoji", "")])
            .await;
        assert!(matches!(circle, Err(Error::Invalid { .. })), "{unseen:?}");
        let post: Result<Post> = ada
            .browser
            .call("/api/posts/create", &[("text", unseen), ("audience", "public")])
            .await;
        assert!(matches!(post, Err(Error::Invalid { .. })), "{unseen:?}");
    }
}
