//! A signed-up user with a browser, and the actions that tests need.

use super::{Answer, Browser, TestApp};
use types::{AccountId, Conversation, Counts, NotificationGroup, Page, Post, PostId, Relation, Result};

pub struct TestUser {
    pub browser: Browser,
    pub id: AccountId,
    pub handle: &'static str,
}

impl TestUser {
    pub async fn new(app: &TestApp, handle: &'static str) -> Self {
        let browser = app.sign_up(handle).await;
        let id = app.store.account_by_handle(handle).await.expect("account");
        Self { browser, id, handle }
    }

    /// Follows, blocks or changes another relation, by the last segment of its address.
    pub async fn try_relate(&self, action: &str, other: &Self) -> Result<Relation> {
        let fields = [("account_id", &*other.id.to_string())];
        self.browser.call(&format!("/api/profiles/{action}"), &fields).await
    }

    /// Changes a relation, which must succeed.
    pub async fn relate(&self, action: &str, other: &Self) -> Relation {
        self.try_relate(action, other)
            .await
            .unwrap_or_else(|error| panic!("{} {action} {}: {error}", self.handle, other.handle))
    }

    /// Makes the account protected.
    pub async fn protect(&self) {
        let answer: Result<bool> = self
            .browser
            .call("/api/settings/set_protected", &[("protected", "true")])
            .await;
        assert_eq!(answer, Ok(true));
    }

    pub async fn try_post(&self, fields: &[(&str, &str)]) -> Result<Post> {
        self.browser.call("/api/posts/create", fields).await
    }

    /// Posts, and returns the post as its author sees it.
    pub async fn publish(&self, text: &str) -> Post {
        self.try_post(&[("text", text)]).await.expect("post")
    }

    pub async fn post(&self, text: &str) -> PostId {
        self.publish(text).await.id
    }

    /// Replies, and returns the reply as its author sees it.
    pub async fn publish_reply(&self, to: PostId, text: &str) -> Post {
        self.try_post(&[("text", text), ("reply_to", &to.to_string())])
            .await
            .expect("reply")
    }

    pub async fn reply(&self, to: PostId, text: &str) -> PostId {
        self.publish_reply(to, text).await.id
    }

    pub async fn quote(&self, of: PostId, text: &str) -> PostId {
        let quote = self.try_post(&[("text", text), ("quote_of", &of.to_string())]).await;
        quote.expect("quote").id
    }

    pub async fn delete(&self, post: PostId) -> Result<()> {
        self.browser
            .call("/api/posts/delete", &[("post_id", &post.to_string())])
            .await
    }

    /// Likes, reposts or changes another reaction, by the last segment of its address.
    pub async fn try_react(&self, action: &str, post: PostId) -> Result<Counts> {
        self.browser
            .call(&format!("/api/posts/{action}"), &[("post_id", &post.to_string())])
            .await
    }

    /// Changes a reaction, which must succeed.
    pub async fn react(&self, action: &str, post: PostId) {
        self.try_react(action, post).await.expect("reaction");
    }

    pub async fn show(&self, post: PostId) -> Result<Post> {
        self.browser
            .ask("/api/posts/show", &[("post_id", &post.to_string())])
            .await
    }

    pub async fn sees(&self, post: PostId) -> bool {
        self.show(post).await.is_ok()
    }

    pub async fn conversation(&self, post: PostId) -> Result<Conversation> {
        self.browser
            .ask("/api/posts/conversation", &[("post_id", &post.to_string())])
            .await
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
