//! What stands in a community's log says why.

use crate::support::CommunityFixture;
use types::{Error, Field, ModeratorAction, Rule};

#[tokio::test]
async fn showing_lifting_refusing_and_dismissing_ask_for_a_reason() {
    let fixture = CommunityFixture::new().await;
    let CommunityFixture { mo, mia, out, .. } = &fixture;
    let post = fixture.post(mia, "A post of Mia").await;
    assert_eq!(fixture.on_post(mo, ModeratorAction::Hide, post).await, Ok(()));
    assert_eq!(fixture.on_person(mo, ModeratorAction::Ban, out).await, Ok(()));
    let (post, account) = (post.to_string(), out.id.to_string());
    let missing = Err(Error::invalid(Field::Reason, Rule::Required));
    for (deed, subject) in [
        (ModeratorAction::Show, ("post_id", &*post)),
        (ModeratorAction::Dismiss, ("post_id", &*post)),
        (ModeratorAction::LiftBan, ("account_id", &*account)),
        (ModeratorAction::RefuseRequest, ("account_id", &*account)),
    ] {
        assert_eq!(fixture.act(mo, deed, &[subject]).await, missing, "{deed:?}");
    }
    let why = ("reason", "A mistake of mine");
    assert_eq!(
        fixture.act(mo, ModeratorAction::Show, &[("post_id", &post), why]).await,
        Ok(())
    );
    assert_eq!(
        fixture
            .act(mo, ModeratorAction::LiftBan, &[("account_id", &account), why])
            .await,
        Ok(())
    );
    let log = fixture.log(out).await;
    assert!(log.iter().take(2).all(|entry| entry.reason == "A mistake of mine"));
    // Without script a link leads to the form that asks.
    assert_eq!(fixture.on_person(mo, ModeratorAction::Ban, out).await, Ok(()));
    let page = mo.browser.get("/c/birds/moderation").await;
    assert!(page.body.contains("do=lift_ban"), "{}", page.body);
}
