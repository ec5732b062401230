//! A community with people in every role, for what moderators do there.

use super::{TestApp, TestUser};
use types::{
    CommunityDraft, CommunityName, CommunityRole, CommunityRule, JoinLevel, LogAction, LogEntry, MembershipState,
    ModeratorAction, NotificationKind, Page, Post, PostId, Result,
};

/// `ada` and `ann` are its admins, `mo` and `max` its moderators, `mia` a member, `out` is in none.
pub struct CommunityFixture {
    pub app: TestApp,
    pub community: CommunityName,
    pub ada: TestUser,
    pub ann: TestUser,
    pub mo: TestUser,
    pub max: TestUser,
    pub mia: TestUser,
    pub out: TestUser,
}

pub const RULE: &str = "Be kind";

impl CommunityFixture {
    pub async fn new() -> Self {
        let app = TestApp::new().await;
        let [ada, ann, mo, max, mia, out] = [
            TestUser::new(&app, "ada").await,
            TestUser::new(&app, "ann").await,
            TestUser::new(&app, "mo").await,
            TestUser::new(&app, "max").await,
            TestUser::new(&app, "mia").await,
            TestUser::new(&app, "out").await,
        ];
        let rules = [CommunityRule {
            title: RULE.to_owned(),
            detail: String::new(),
        }];
        let community = app
            .store
            .create_community(ada.id, "birds", &draft(), &rules)
            .await
            .unwrap();
        for one in [&ann, &mo, &max, &mia] {
            app.store.join_community(one.id, community.id, "").await.unwrap();
        }
        for (one, role) in [
            (&ann, CommunityRole::Admin),
            (&mo, CommunityRole::Moderator),
            (&max, CommunityRole::Moderator),
        ] {
            app.store
                .set_community_role(ada.id, community.id, one.id, role, false)
                .await
                .unwrap();
        }
        Self {
            app,
            community,
            ada,
            ann,
            mo,
            max,
            mia,
            out,
        }
    }

    pub async fn write(&self, who: &TestUser, text: &str) -> Result<Post> {
        let fields = [("text", text), ("audience[community]", &*self.community.id.to_string())];
        who.browser.call("/api/posts/create", &fields).await
    }

    pub async fn post(&self, who: &TestUser, text: &str) -> PostId {
        self.write(who, text).await.expect("a post").id
    }

    pub async fn act(&self, who: &TestUser, deed: ModeratorAction, fields: &[(&str, &str)]) -> Result<()> {
        let mut all = vec![("slug", "birds"), ("deed", deed.name())];
        all.extend_from_slice(fields);
        who.browser.call("/api/moderation/act", &all).await
    }

    pub async fn on_post(&self, who: &TestUser, deed: ModeratorAction, post: PostId) -> Result<()> {
        let id = post.to_string();
        self.act(who, deed, &[("post_id", &id), ("rule", RULE)]).await
    }

    pub async fn on_person(&self, who: &TestUser, deed: ModeratorAction, account: &TestUser) -> Result<()> {
        let id = account.id.to_string();
        self.act(who, deed, &[("account_id", &id), ("reason", "Enough"), ("days", "7")])
            .await
    }

    pub async fn log(&self, who: &TestUser) -> Vec<LogEntry> {
        let page: Page<LogEntry> = who
            .browser
            .ask("/api/moderation/log", &[("slug", "birds")])
            .await
            .expect("a log");
        page.items
    }

    /// The actions in the log without the changes of roles, which the fixture itself made.
    pub async fn actions(&self) -> Vec<LogAction> {
        let lines = self.log(&self.out).await.into_iter().map(|entry| entry.action);
        lines
            .filter(|action| !matches!(action, LogAction::RoleChanged { .. }))
            .collect()
    }

    pub async fn hold(&self, first: u32, links: u32) {
        self.app
            .store
            .update_community(self.ada.id, self.community.id, &draft(), first, links)
            .await
            .unwrap();
    }

    pub async fn standing(&self, who: &TestUser) -> MembershipState {
        self.app.store.community(who.id, "birds").await.unwrap().membership
    }
}

fn draft() -> CommunityDraft {
    CommunityDraft {
        name: "Birds".to_owned(),
        description: String::new(),
        topics: String::new(),
        level: JoinLevel::Open,
    }
}

pub async fn kinds(who: &TestUser) -> Vec<NotificationKind> {
    let groups = who.notifications().await;
    groups.into_iter().map(|group| group.kind).collect()
}
