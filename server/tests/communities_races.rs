//! What holds in communities when two hundred try at once, twenty rounds each.

use crate::support::{TestApp, retry_while_busy};
use futures::future::join_all;
use types::{AccountId, CommunityDraft, CommunityId, CommunityRole, Error, JoinLevel, MembershipState, Rule};

const ROUNDS: usize = 20;
const TRIES: usize = 200;

/// Straight into the table: sign-ups would take minutes of password hashing.
async fn people(app: &TestApp, number: usize) -> Vec<AccountId> {
    let mut people = Vec::new();
    for number in 0..number {
        let id = app.store.next_id();
        sqlx::query(
            "insert into accounts (id, handle, handle_skeleton, display_name, email, password_hash)
             values ($1, $2, $2, $2, $2 || '@example.org', 'x')",
        )
        .bind(id)
        .bind(format!("member{number}"))
        .execute(app.store.pool())
        .await
        .expect("account");
        people.push(AccountId(id));
    }
    people
}

async fn found(app: &TestApp, founder: AccountId, level: JoinLevel) -> CommunityId {
    let id = app.store.next_id();
    let draft = CommunityDraft {
        name: "Birds".to_owned(),
        level,
        ..CommunityDraft::default()
    };
    sqlx::query("delete from rate_counters")
        .execute(app.store.pool())
        .await
        .unwrap();
    let slug = format!("birds-{id}");
    let founded = app.store.create_community(founder, &slug, &draft, &[]);
    founded.await.expect("a community").id
}

/// Rows against what the community counts: members and admins.
async fn counted(app: &TestApp, community: CommunityId) -> [(i64, i32); 2] {
    let row: (i64, i32, i64, i32) = sqlx::query_as(
        "select (select count(*) from community_members where community_id = $1), members,
                (select count(*) from community_members where community_id = $1 and role = 2), admins
         from communities where id = $1",
    )
    .bind(community.0)
    .fetch_one(app.store.pool())
    .await
    .unwrap();
    [(row.0, row.1), (row.2, row.3)]
}

#[tokio::test]
async fn joining_two_hundred_times_at_once_is_joining_once() {
    let app = TestApp::new().await;
    let people = people(&app, 2).await;
    for _ in 0..ROUNDS {
        let birds = found(&app, people[0], JoinLevel::Open).await;
        let tries = (0..TRIES).map(|_| retry_while_busy(|| app.store.join_community(people[1], birds, "")));
        let answers = join_all(tries).await;
        assert!(
            answers
                .iter()
                .all(|answer| matches!(answer, Ok(MembershipState::Member { .. })))
        );
        assert_eq!(counted(&app, birds).await, [(2, 2), (1, 1)]);
    }
}

#[tokio::test]
async fn five_invitations_are_five_however_many_are_sent_at_once() {
    let app = TestApp::new().await;
    let people = people(&app, TRIES + 2).await;
    for _ in 0..ROUNDS {
        let birds = found(&app, people[0], JoinLevel::Invite).await;
        app.store
            .invite_to_community(people[0], birds, people[1])
            .await
            .unwrap();
        app.store.join_community(people[1], birds, "").await.unwrap();
        let tries = people[2..]
            .iter()
            .map(|guest| retry_while_busy(|| app.store.invite_to_community(people[1], birds, *guest)));
        let answers = join_all(tries).await;
        let none_left = Error::invalid(types::Field::Form, Rule::NoInvitationsLeft);
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 5);
        assert!(
            answers
                .iter()
                .filter_map(|answer| answer.as_ref().err())
                .all(|error| *error == none_left)
        );
    }
}

#[tokio::test]
async fn an_invitation_used_two_hundred_times_lets_one_in() {
    let app = TestApp::new().await;
    let people = people(&app, TRIES + 2).await;
    for _ in 0..ROUNDS {
        let birds = found(&app, people[0], JoinLevel::Invite).await;
        app.store
            .invite_to_community(people[0], birds, people[1])
            .await
            .unwrap();
        // Half of the tries are the invited one's, half those of others with the same address.
        let tries = (0..TRIES).map(|number| {
            let who = if number % 2 == 0 { people[1] } else { people[number + 1] };
            let app = &app;
            async move { (who, retry_while_busy(|| app.store.join_community(who, birds, "")).await) }
        });
        for (who, answer) in join_all(tries).await {
            assert_eq!(answer.is_ok(), who == people[1], "{answer:?}");
        }
        assert_eq!(counted(&app, birds).await, [(2, 2), (1, 1)]);
    }
}

#[tokio::test]
async fn admins_who_leave_at_once_leave_one_behind() {
    let app = TestApp::new().await;
    let people = people(&app, TRIES).await;
    for _ in 0..ROUNDS {
        let birds = found(&app, people[0], JoinLevel::Open).await;
        // Ten admins among two hundred members, and everybody goes.
        sqlx::query(
            "with joined as (
                 insert into community_members (community_id, account_id, role)
                 select $1, id, case when place <= 9 then 2 else 0 end
                 from unnest($2::bigint[]) with ordinality as person (id, place)
                 returning role
             )
             update communities
             set members = members + (select count(*) from joined),
                 admins = admins + (select count(*) from joined where role = 2)
             where id = $1",
        )
        .bind(birds.0)
        .bind(people[1..].iter().map(|person| person.0).collect::<Vec<_>>())
        .execute(app.store.pool())
        .await
        .unwrap();
        let tries = people[..TRIES - 1]
            .iter()
            .map(|person| retry_while_busy(|| app.store.leave_community(*person, birds)));
        let answers = join_all(tries).await;
        let refused = Error::invalid(types::Field::Form, Rule::LastAdmin);
        assert_eq!(
            answers.iter().filter(|answer| answer.as_ref() == Err(&refused)).count(),
            1
        );
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), TRIES - 2);
        assert_eq!(counted(&app, birds).await, [(2, 2), (1, 1)]);
        // Stepping down does not leave it without one either.
        let last: i64 =
            sqlx::query_scalar("select account_id from community_members where community_id = $1 and role = 2")
                .bind(birds.0)
                .fetch_one(app.store.pool())
                .await
                .unwrap();
        let down = app
            .store
            .set_community_role(AccountId(last), birds, AccountId(last), CommunityRole::Member, false);
        assert_eq!(down.await, Err(refused));
    }
}
