//! Reports: a rule of a community goes to its moderators, everything else to the operators of the platform.

use crate::{
    OrError, Store,
    cards::CardRow,
    communities::members::moderator_ids,
    limits,
    moderation::lists::tally,
    numbers::{known, unknown},
};
use sqlx::PgConnection;
use std::collections::HashMap;
use types::{
    AccountId, CommunityId, CommunityName, Error, Evidence, Field, NotificationKind, NumberEnum, PlatformReport,
    PostId, ReportId, ReportReason, Reportable, Reported, Result, Rule, number_enum, validate_note,
};

/// Reports that one account makes in a day.
pub const REPORTS_A_DAY: u32 = 100;
/// Things reported that an operator sees at once; what is settled makes room for the next.
const MOST: i64 = 50;

/// As `reports.reason` keeps it.
fn reason_number(reason: &ReportReason) -> i16 {
    match reason {
        ReportReason::Rule(_) => 0,
        ReportReason::Spam => 1,
        ReportReason::Abuse => 2,
        ReportReason::Hate => 3,
        ReportReason::Violence => 4,
        ReportReason::Sexual => 5,
        ReportReason::SelfHarm => 6,
        ReportReason::Illegal => 7,
        ReportReason::Other => 8,
    }
}

fn reason_of(number: i16) -> Result<ReportReason> {
    let mut reasons = ReportReason::PLATFORM.into_iter();
    let known = reasons.find(|reason| reason_number(reason) == number);
    known.ok_or_else(|| unknown::<ReportReason>(number))
}

/// Every number of a reason.
pub(crate) fn reason_numbers() -> Vec<i16> {
    let rule = ReportReason::Rule(String::new());
    let all = [rule].into_iter().chain(ReportReason::PLATFORM);
    all.map(|reason| reason_number(&reason)).collect()
}

/// What became of a report, as `reports.outcome` keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Dismissed,
    ActedUpon,
}

number_enum!(Outcome {
    Dismissed = 0,
    ActedUpon = 1,
});

impl Outcome {
    fn of(acted_upon: bool) -> Self {
        if acted_upon { Self::ActedUpon } else { Self::Dismissed }
    }
}

impl Store {
    /// What a report of this would offer; `NotFound` for what is not there for the reporter, `Forbidden` for own posts.
    pub async fn report_form(&self, reporter: AccountId, reported: Reported) -> Result<Reportable> {
        match reported {
            Reported::Post(id) => {
                let post = self.post(reporter, id).await?;
                if post.marks.mine {
                    return Err(Error::Forbidden);
                }
                let community = post.community.as_ref().map(|place| place.community.clone());
                let rules = match &community {
                    Some(community) => self.community_rules(community.id).await?,
                    None => Vec::new(),
                };
                Ok(Reportable {
                    post: Some(post),
                    community,
                    rules,
                })
            }
            Reported::Community(id) => {
                let row = sqlx::query!(
                    "select slug, name from communities where id = $1 and closed_at is null",
                    id.0
                )
                .fetch_one(self.pool())
                .await
                .or_error()?;
                Ok(Reportable {
                    post: None,
                    community: Some(CommunityName {
                        id,
                        slug: row.slug,
                        name: row.name,
                    }),
                    rules: self.community_rules(id).await?,
                })
            }
        }
    }

    /// Reports a post or a community, and tells those who judge it; again, while the first report is open, changes
    /// nothing. `Required` at the reason
    /// for a rule that the post's community does not have, and for any rule about a community.
    pub async fn report(
        &self,
        reporter: AccountId,
        reported: Reported,
        reason: &ReportReason,
        note: &str,
    ) -> Result<()> {
        let note = validate_note(note)?;
        let form = self.report_form(reporter, reported).await?;
        let (rule, to_moderators) = match reason {
            ReportReason::Rule(title) if form.post.is_some() && form.rules.iter().any(|rule| rule.title == *title) => {
                (title.as_str(), true)
            }
            ReportReason::Rule(_) => return Err(Error::invalid(Field::Reason, Rule::Required)),
            _ => ("", false),
        };
        // Reports of a post to the operators are of the post alone, wherever it stands.
        let community = form.community.filter(|_| to_moderators || form.post.is_none());
        let mut transaction = self.pool().begin().await.or_error()?;
        limits::consume(&mut transaction, reporter, "report", 86_400, REPORTS_A_DAY).await?;
        let (post, community) = (form.post.map(|post| post.id), community.map(|community| community.id));
        let added = sqlx::query!(
            "insert into reports (id, reporter_id, post_id, community_id, reason, rule, note)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict do nothing",
            self.next_id(),
            reporter.0,
            post.map(|post| post.0),
            community.map(|community| community.0),
            reason_number(reason),
            rule,
            note
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        if added.rows_affected() > 0 {
            let group = community.filter(|_| to_moderators);
            self.tell_judges(&mut transaction, reporter, post, community, group)
                .await?;
        }
        transaction.commit().await.or_error()
    }

    /// Tells the moderators of `group`, or else the operators, that something waits; not those whom it is about.
    async fn tell_judges(
        &self,
        connection: &mut PgConnection,
        reporter: AccountId,
        post: Option<PostId>,
        community: Option<CommunityId>,
        group: Option<CommunityId>,
    ) -> Result<()> {
        let judges = match group {
            Some(group) => moderator_ids(connection, group).await?,
            None => sqlx::query_scalar!("select id from accounts where role = 1 and status = 0 order by id")
                .fetch_all(&mut *connection)
                .await
                .or_error()?,
        };
        let judges = sqlx::query_scalar!(
            r#"select judge as "judge!" from unnest($1::bigint[]) with ordinality as judges (judge, position)
               where judge <> $2 and judges_report(judge, $3, $4)
               order by position"#,
            &judges,
            reporter.0,
            post.map(|post| post.0),
            community.map(|community| community.0)
        )
        .fetch_all(&mut *connection)
        .await
        .or_error()?;
        let (kind, subject) = match group {
            Some(group) => (NotificationKind::PostsReported, group.0),
            None => (NotificationKind::ReportsWait, 0),
        };
        let told: Vec<_> = judges.into_iter().map(|judge| (judge, subject)).collect();
        self.notify_decisions(connection, kind, &told).await
    }

    /// What was reported to the operators: open, or the last that they settled. Those with the newest reports first.
    /// Of a post that is for a few, its text comes with the report: who reported it showed it. Of reports about
    /// themselves nobody learns here. `NotFound` for others.
    pub async fn platform_reports(&self, operator: AccountId, handled: bool) -> Result<Vec<PlatformReport>> {
        let mut connection = self.pool().acquire().await.or_error()?;
        require_operator(&mut connection, operator).await?;
        let rows = sqlx::query!(
            r#"select max(r.id) as "id!", count(distinct r.reporter_id) as "reporters!", r.outcome,
                      array_agg(r.reason) as "reasons!: Vec<i16>",
                      array_agg(r.note order by r.id) as "notes!: Vec<String>",
                      p.id as "post_id?", case when p.deleted_at is null then p.text end as text,
                      a.id as "author_id?", a.handle as "handle?", a.display_name as "display_name?", a.avatar,
                      a.protected as "protected?",
                      c.id as "community_id?", c.slug as "slug?", c.name as "name?", c.description as "description?"
               from reports r
               left join posts p on p.id = r.post_id
               left join accounts a on a.id = p.author_id
               left join communities c on c.id = r.community_id
               where r.reason > 0 and (r.handled_at is not null) = $1
                 and (a.id is not null or c.id is not null)
                 and judges_report($3, r.post_id, r.community_id)
                 and ($1 or case when r.post_id is null then c.closed_at is null else p.deleted_at is null end)
               group by r.handled_at, r.outcome, p.id, a.id, c.id
               order by r.handled_at desc nulls first, max(r.id) desc
               limit $2"#,
            handled,
            MOST,
            operator.0
        )
        .fetch_all(&mut *connection)
        .await
        .or_error()?;
        drop(connection);
        let ids: Vec<PostId> = rows.iter().filter_map(|row| row.post_id.map(PostId)).collect();
        let posts = self.hydrate(operator, &ids).await?;
        let posts: HashMap<PostId, _> = posts.into_iter().map(|post| (post.id, post)).collect();
        let reports = rows.into_iter().filter_map(|row| {
            let reasons = row.reasons.into_iter().map(reason_of).collect::<Result<Vec<_>>>();
            let outcome = row.outcome.map(known::<Outcome>).transpose();
            let (reasons, outcome) = match (reasons, outcome) {
                (Ok(reasons), Ok(outcome)) => (reasons, outcome),
                (Err(error), _) | (_, Err(error)) => return Some(Err(error)),
            };
            let evidence = match row.post_id.map(PostId) {
                Some(id) => Evidence::Post {
                    id,
                    author: CardRow {
                        id: row.author_id?,
                        handle: row.handle?,
                        display_name: row.display_name?,
                        avatar: row.avatar,
                        protected: row.protected?,
                    }
                    .into(),
                    text: row.text,
                    post: posts.get(&id).cloned().map(Box::new),
                },
                None => Evidence::Community {
                    community: CommunityName {
                        id: CommunityId(row.community_id?),
                        slug: row.slug?,
                        name: row.name?,
                    },
                    description: row.description?,
                },
            };
            Some(Ok(PlatformReport {
                id: ReportId(row.id),
                evidence,
                reporters: u32::try_from(row.reporters).unwrap_or(u32::MAX),
                reasons: tally(reasons),
                notes: row.notes.into_iter().filter(|note| !note.is_empty()).collect(),
                acted_upon: outcome.map(|outcome| outcome == Outcome::ActedUpon),
            }))
        });
        reports.collect()
    }
}

/// `NotFound` for everybody but operators.
pub(crate) async fn require_operator(connection: &mut PgConnection, account: AccountId) -> Result<()> {
    sqlx::query_scalar!(
        "select id from accounts where id = $1 and role = 1 and status = 0",
        account.0
    )
    .fetch_one(connection)
    .await
    .or_error()?;
    Ok(())
}

/// `Forbidden` where the report is about whoever judges it: a post of theirs, a community that they moderate.
pub(crate) async fn require_impartial(
    connection: &mut PgConnection,
    judge: AccountId,
    reported: Reported,
) -> Result<()> {
    let (post, community) = match reported {
        Reported::Post(post) => (Some(post.0), None),
        Reported::Community(community) => (None, Some(community.0)),
    };
    let impartial = sqlx::query_scalar!(
        r#"select judges_report($1, $2, $3) as "impartial!""#,
        judge.0,
        post,
        community
    )
    .fetch_one(connection)
    .await
    .or_error()?;
    if impartial { Ok(()) } else { Err(Error::Forbidden) }
}

/// Closes the open reports of a post to its moderators; answers (reporter, report) of each.
pub(crate) async fn handle_of_rules(
    connection: &mut PgConnection,
    by: AccountId,
    post: PostId,
    acted_upon: bool,
) -> Result<Vec<(i64, i64)>> {
    let rows = sqlx::query!(
        "update reports set handled_at = now(), handled_by = $2, outcome = $3
         where post_id = $1 and reason = 0 and handled_at is null
         returning reporter_id, id",
        post.0,
        by.0,
        Outcome::of(acted_upon).number()
    )
    .fetch_all(connection)
    .await
    .or_error()?;
    Ok(rows.into_iter().map(|row| (row.reporter_id, row.id)).collect())
}

/// Closes the open reports of something to the operators; answers (reporter, report) of each.
pub(crate) async fn handle_of_platform(
    connection: &mut PgConnection,
    by: AccountId,
    reported: Reported,
    acted_upon: bool,
) -> Result<Vec<(i64, i64)>> {
    let (post, community) = match reported {
        Reported::Post(post) => (Some(post.0), None),
        Reported::Community(community) => (None, Some(community.0)),
    };
    let rows = sqlx::query!(
        "update reports set handled_at = now(), handled_by = $3, outcome = $4
         where post_id is not distinct from $1 and community_id is not distinct from $2
           and reason > 0 and handled_at is null
         returning reporter_id, id",
        post,
        community,
        by.0,
        Outcome::of(acted_upon).number()
    )
    .fetch_all(connection)
    .await
    .or_error()?;
    Ok(rows.into_iter().map(|row| (row.reporter_id, row.id)).collect())
}
