//! Posts as pages see them.

use crate::{
    AccountCard, AccountId, Audience, Error, Field, MediaId, PostCircle, PostCommunity, PostId, ReplyControl,
    ReplyRule, Result, Rule, SpaceCard, text::Entity,
};
use serde::{Deserialize, Serialize};

/// Photos in one post, characters in one image description (product contract §4).
pub const MAX_PHOTOS: usize = 4;
pub const MAX_ALT: usize = 1000;
/// Largest photo upload, in bytes.
pub const MAX_PHOTO_BYTES: usize = 5 * 1024 * 1024;

/// A photo of a post. Addresses: `/media/{key}/{variant}` with the variants of [`crate::media`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photo {
    pub id: MediaId,
    pub key: String,
    pub width: u32,
    pub height: u32,
    pub blurhash: String,
    pub alt: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub replies: u32,
    pub reposts: u32,
    pub quotes: u32,
    pub likes: u32,
}

/// What the viewer did with a post.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    pub liked: bool,
    pub reposted: bool,
    pub bookmarked: bool,
    /// The viewer's own post.
    pub mine: bool,
    /// Pinned to its author's profile.
    pub pinned: bool,
}

/// The post answered, where the viewer may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parent {
    pub id: PostId,
    pub author_id: AccountId,
    pub author_handle: String,
}

/// One post, hydrated for one viewer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Post {
    pub id: PostId,
    pub author: AccountCard,
    /// Who wrote it together with the author.
    pub co_author: Option<AccountCard>,
    pub text: String,
    pub entities: Vec<Entity>,
    pub language: String,
    pub audience: Audience,
    /// Of a post for a circle.
    pub circle: Option<PostCircle>,
    /// Of a post in a community.
    pub community: Option<PostCommunity>,
    pub root_id: PostId,
    pub parent: Option<Parent>,
    pub photos: Vec<Photo>,
    /// The space that the text leads to, where the viewer may know of it.
    pub space: Option<Box<SpaceCard>>,
    pub quote: Option<Box<Post>>,
    /// It quotes a post that the viewer cannot see (or that is gone); nothing more is told.
    pub quote_missing: bool,
    pub counts: Counts,
    pub marks: Marks,
    pub replies: ReplyControl,
    /// A reply that the author of the first post put out of the way.
    pub hidden: bool,
    /// False where reposting and quoting would carry it out of its audience.
    pub shareable: bool,
}

impl Post {
    /// A public post with nothing in it, by nobody in particular: for tests, which name what matters to them.
    pub fn fixture(id: PostId) -> Self {
        Self {
            id,
            author: AccountCard {
                id: AccountId(1),
                handle: "ada".to_owned(),
                display_name: "Ada".to_owned(),
                avatar: None,
                protected: false,
            },
            co_author: None,
            text: String::new(),
            entities: Vec::new(),
            language: String::new(),
            audience: Audience::Public,
            circle: None,
            community: None,
            root_id: id,
            parent: None,
            photos: Vec::new(),
            space: None,
            quote: None,
            quote_missing: false,
            counts: Counts::default(),
            marks: Marks::default(),
            replies: ReplyControl::default(),
            hidden: false,
            shareable: true,
        }
    }

    /// Address of the conversation page.
    pub fn path(&self) -> String {
        format!("/@{}/{}", self.author.handle, self.id)
    }
}

/// A row of a timeline: a post and why it stands here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimelineItem {
    pub post: Post,
    pub reposted_by: Option<AccountCard>,
}

/// One page of a list that goes on by key: pass `next` back as the cursor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<String>,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            next: None,
        }
    }
}

/// A post with what stands above and below it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    /// From the root down to the parent; ends early where one is not visible.
    pub ancestors: Vec<Post>,
    /// After how many of these a post was deleted.
    pub deleted_after: Vec<u32>,
    pub focus: Post,
    pub replies: Page<Post>,
    /// Replies that the author of the first post put out of the way: they are listed when asked for.
    pub hidden: u32,
}

/// A new post as the composer sends it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewPost {
    pub text: String,
    pub reply_to: Option<PostId>,
    pub quote_of: Option<PostId>,
    /// Uploaded photos in order; at most [`MAX_PHOTOS`].
    pub photos: Vec<NewPhoto>,
    pub audience: Audience,
    /// Of a first post; in a conversation that of its first post counts.
    pub reply_rule: ReplyRule,
    /// Names the request, at most 64 characters: sent again with the same, it makes nothing new.
    #[serde(default)]
    pub key: Option<String>,
}

impl NewPost {
    /// The same for the audience that the request names. It has to name one: nobody's text is for everybody because a
    /// part of the form was lost or means nothing.
    pub fn meant_for(self, audience: Option<Audience>) -> Result<Self> {
        let audience = audience.ok_or(Error::invalid(Field::Audience, Rule::Required))?;
        Ok(Self { audience, ..self })
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewPhoto {
    pub id: MediaId,
    pub alt: String,
}

/// A hashtag in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trend {
    /// As most people write it, without `#`.
    pub tag: String,
    /// Public posts with it in the last seven days.
    pub posts: u32,
}
