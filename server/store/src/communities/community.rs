//! Communities: places with rules and moderators. Anybody reads, members write. Becoming a member stands in
//! `members.rs`, lists in `lists.rs`, what moderators do in the folder `moderation`.

use crate::{
    OrError, Store,
    cards::CardRow,
    communities::{
        access::{lock, membership_check, require, take_public_account},
        lists::name_of,
        log::{LogEntry, LogKind},
    },
    limits,
    numbers::known,
    request_keys,
};
use sqlx::PgConnection;
use types::{
    AccountCard, AccountId, Community, CommunityCard, CommunityDraft, CommunityId, CommunityMember, CommunityName,
    CommunityRole, CommunityRule, Error, NumberEnum, Result, validate_rules, validate_slug,
};

/// Communities that one account founds in a day.
pub const FOUNDED_A_DAY: u32 = 10;
/// Faces on a community's page.
const FACES: i64 = 6;

impl Store {
    /// Founds a community; its founder is its first admin. Refuses protected accounts and addresses that are taken. What
    /// comes again under its key is answered and not made.
    pub async fn create_community_once(
        &self,
        founder: AccountId,
        key: Option<&str>,
        slug: &str,
        draft: &CommunityDraft,
        rules: &[CommunityRule],
    ) -> Result<CommunityName> {
        let (draft, topics) = draft.validate()?;
        let (slug, rules) = (validate_slug(slug)?, validate_rules(rules)?);
        let id = CommunityId(self.next_id());
        let mut transaction = self.pool().begin().await.or_error()?;
        let content = (&slug, &draft, &rules);
        if let Some(made) = request_keys::take_for(&mut transaction, founder, "community", key, &content, id.0).await? {
            return name_of(&mut transaction, CommunityId(made)).await;
        }
        take_public_account(&mut transaction, founder).await?;
        limits::consume(&mut transaction, founder, "community_new", 86_400, FOUNDED_A_DAY).await?;
        sqlx::query!(
            "with founded as (
                 insert into communities (id, slug, name, description, topics, join_level, members, admins)
                 values ($1, $2, $3, $4, $5, $6, 1, 1)
                 returning id
             )
             insert into community_members (community_id, account_id, role) select id, $7, 2 from founded",
            id.0,
            slug,
            draft.name,
            draft.description,
            &topics,
            draft.level.number(),
            founder.0
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        write_rules(&mut transaction, id, &rules).await?;
        transaction.commit().await.or_error()?;
        Ok(CommunityName {
            id,
            slug,
            name: draft.name,
        })
    }

    /// A community's page, for anybody; `NotFound` where there is none.
    pub async fn community(&self, viewer: AccountId, slug: &str) -> Result<Community> {
        let row = sqlx::query!(
            r#"select id, slug, name, description, cover, topics, join_level, members_for($2, id) as "members!",
                      takes_part($2, id) as "takes_part!",
                      hold_first, hold_links
               from communities where slug = $1 and closed_at is null"#,
            slug,
            viewer.0
        )
        .fetch_one(self.pool())
        .await
        .or_error()?;
        let id = CommunityId(row.id);
        let (rules, moderators, faces, check) = futures::try_join!(
            self.community_rules(id),
            self.moderators(viewer, id),
            self.community_faces(viewer, id),
            async {
                let mut connection = self.pool().acquire().await.or_error()?;
                membership_check(&mut connection, viewer, id).await
            }
        )?;
        Ok(Community {
            card: CommunityCard {
                community: CommunityName {
                    id,
                    slug: row.slug,
                    name: row.name,
                },
                description: row.description,
                cover: row.cover,
                topics: row.topics,
                level: known(row.join_level)?,
                members: u32::try_from(row.members).unwrap_or(0),
                is_member: check.role.is_some(),
                suggested_for: None,
            },
            rules,
            moderators,
            faces,
            membership: check.state(),
            takes_part: row.takes_part,
            hold_first: u32::from(row.hold_first.unsigned_abs()),
            hold_links: u32::from(row.hold_links.unsigned_abs()),
        })
    }

    pub(crate) async fn community_rules(&self, community: CommunityId) -> Result<Vec<CommunityRule>> {
        sqlx::query_as!(
            CommunityRule,
            "select title, detail from community_rules where community_id = $1 order by position",
            community.0
        )
        .fetch_all(self.pool())
        .await
        .or_error()
    }

    async fn moderators(&self, viewer: AccountId, community: CommunityId) -> Result<Vec<CommunityMember>> {
        let rows = sqlx::query!(
            r#"select a.id as "id!", a.handle as "handle!", a.display_name as "display_name!", a.avatar,
                      a.protected as "protected!", m.role
               from community_members m join visible_accounts($1) a on a.id = m.account_id
               where m.community_id = $2 and m.role > 0
               order by m.role desc, m.since, a.id"#,
            viewer.0,
            community.0
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        rows.into_iter()
            .map(|row| {
                let card = CardRow {
                    id: row.id,
                    handle: row.handle,
                    display_name: row.display_name,
                    avatar: row.avatar,
                    protected: row.protected,
                };
                Ok(CommunityMember {
                    card: card.into(),
                    role: known(row.role)?,
                })
            })
            .collect()
    }

    /// Of people whom the viewer follows first.
    async fn community_faces(&self, viewer: AccountId, community: CommunityId) -> Result<Vec<AccountCard>> {
        sqlx::query_as!(
            CardRow,
            r#"select a.id as "id!", a.handle as "handle!", a.display_name as "display_name!", a.avatar,
                      a.protected as "protected!"
               from (
                   (select m.account_id, 0 as rank from community_members m
                    join follows f on f.follower_id = $1 and f.followee_id = m.account_id
                    where m.community_id = $2 limit $3)
                   union all
                   (select m.account_id, 1 from community_members m where m.community_id = $2 limit 2 * $3)
               ) known
               join visible_accounts($1) a on a.id = known.account_id
               group by a.id, a.handle, a.display_name, a.avatar, a.protected
               order by min(known.rank), a.id
               limit $3"#,
            viewer.0,
            community.0,
            FACES
        )
        .fetch_all(self.pool())
        .await
        .or_error()
        .map(|rows| rows.into_iter().map(AccountCard::from).collect())
    }

    /// Changes what its admins decide; the address stays. `hold_first` posts of new members wait for a moderator,
    /// and posts with links in the first `hold_links` days.
    pub async fn update_community(
        &self,
        admin: AccountId,
        community: CommunityId,
        draft: &CommunityDraft,
        hold_first: u32,
        hold_links: u32,
    ) -> Result<()> {
        let (draft, topics) = draft.validate()?;
        let number = |number: u32, max: i16| i16::try_from(number).unwrap_or(max).min(max);
        let mut transaction = self.pool().begin().await.or_error()?;
        lock(&mut transaction, community).await?;
        require(&mut transaction, admin, community, CommunityRole::Admin).await?;
        sqlx::query!(
            "update communities
             set name = $2, description = $3, topics = $4, join_level = $5, hold_first = $6, hold_links = $7
             where id = $1",
            community.0,
            draft.name,
            draft.description,
            &topics,
            draft.level.number(),
            number(hold_first, 10),
            number(hold_links, 30)
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        self.log(
            &mut transaction,
            community,
            admin,
            LogKind::SettingsChanged,
            LogEntry::default(),
        )
        .await?;
        transaction.commit().await.or_error()
    }

    /// Replaces the rules.
    pub async fn set_community_rules(
        &self,
        admin: AccountId,
        community: CommunityId,
        rules: &[CommunityRule],
    ) -> Result<()> {
        let rules = validate_rules(rules)?;
        let mut transaction = self.pool().begin().await.or_error()?;
        lock(&mut transaction, community).await?;
        require(&mut transaction, admin, community, CommunityRole::Admin).await?;
        sqlx::query!("delete from community_rules where community_id = $1", community.0)
            .execute(&mut *transaction)
            .await
            .or_error()?;
        write_rules(&mut transaction, community, &rules).await?;
        self.log(
            &mut transaction,
            community,
            admin,
            LogKind::RulesChanged,
            LogEntry::default(),
        )
        .await?;
        transaction.commit().await.or_error()
    }

    /// Shows a picture that the admin uploaded on top of the community's page, or none.
    pub async fn set_community_cover(&self, admin: AccountId, community: CommunityId, key: Option<&str>) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        require(&mut transaction, admin, community, CommunityRole::Admin).await?;
        let changed = sqlx::query!(
            "update communities set cover = $2
             where id = $1
               and ($2::text is null or exists (select 1 from media where key = $2 and owner_id = $3 and kind = 2))",
            community.0,
            key,
            admin.0
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        if changed.rows_affected() == 0 {
            return Err(Error::NotFound);
        }
        transaction.commit().await.or_error()
    }
}

async fn write_rules(connection: &mut PgConnection, community: CommunityId, rules: &[CommunityRule]) -> Result<()> {
    let (titles, details): (Vec<String>, Vec<String>) = rules
        .iter()
        .map(|rule| (rule.title.clone(), rule.detail.clone()))
        .unzip();
    sqlx::query!(
        "insert into community_rules (community_id, position, title, detail)
         select $1, (position - 1)::smallint, title, detail
         from unnest($2::text[], $3::text[]) with ordinality as rule (title, detail, position)",
        community.0,
        &titles,
        &details
    )
    .execute(connection)
    .await
    .or_error()?;
    Ok(())
}
