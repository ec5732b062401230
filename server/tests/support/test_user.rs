//! Somebody signed up in a browser of their own, with what they do about others.

use super::{Answer, Browser, TestApp};
use types::{AccountId, NotificationGroup, Page, Post, PostId, Relation, Result};

pub struct Someone {
    pub browser: Browser,
    pub id: AccountId,
    pub handle: &'static str,
}

impl Someone {
    pub async fn new(app: &TestApp, handle: &'static str) -> Self {
        let browser = app.sign_up(handle).await;
        let id = app.store.account_by_handle(handle).await.expect("account");
        Self { browser, id, handle }
    }

    /// Follow, block and the rest, by their names in the address.
    pub async fn deed(&self, deed: &str, other: &Self) -> Result<Relation> {
        let fields = [("account_id", &*other.id.to_string())];
        self.browser.call(&format!("/api/profiles/{deed}"), &fields).await
    }

    /// A deed that must work.
    pub async fn does(&self, deed: &str, other: &Self) -> Relation {
        self.deed(deed, other)
            .await
            .unwrap_or_else(|error| panic!("{} {deed} {}: {error}", self.handle, other.handle))
    }

    /// Posts for followers only from now on.
    pub async fn protect(&self) {
        let answer: Result<bool> = self
            .browser
            .call("/api/settings/set_protected", &[("protected", "true")])
            .await;
        assert_eq!(answer, Ok(true));
    }

    pub async fn post(&self, text: &str) -> PostId {
        self.write(&[("text", text)]).await
    }

    pub async fn reply(&self, to: PostId, text: &str) -> PostId {
        self.write(&[("text", text), ("reply_to", &to.to_string())]).await
    }

    pub async fn quote(&self, of: PostId, text: &str) -> PostId {
        self.write(&[("text", text), ("quote_of", &of.to_string())]).await
    }

    async fn write(&self, fields: &[(&str, &str)]) -> PostId {
        let post: Post = self.browser.call("/api/posts/create", fields).await.expect("post");
        post.id
    }

    /// Like, repost and their like, by their names in the address.
    pub async fn react(&self, what: &str, post: PostId) {
        let fields = [("post_id", &*post.to_string())];
        let _: types::Counts = self
            .browser
            .call(&format!("/api/posts/{what}"), &fields)
            .await
            .expect("reaction");
    }

    pub async fn sees(&self, post: PostId) -> bool {
        let answer: Result<Post> = self
            .browser
            .ask("/api/posts/show", &[("post_id", &post.to_string())])
            .await;
        answer.is_ok()
    }

    pub async fn visit(&self, other: &Self) -> Answer {
        self.browser.get(&format!("/@{}", other.handle)).await
    }

    pub async fn notifications(&self) -> Vec<NotificationGroup> {
        let page: Page<NotificationGroup> = self
            .browser
            .ask("/api/notifications/list", &[])
            .await
            .expect("notifications");
        page.items
    }
}
