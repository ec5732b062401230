//! Spaces of a random fixture: planned ones and recorded ones, of every audience. Each name and caption has a word that
//! appears nowhere else.

use super::{
    expectation::{Person, Position},
    fixture::{Fixture, PEOPLE},
    space_expectation::{PlantedSpace, SpaceAudience},
};
use rand::{Rng, rngs::StdRng};
use std::collections::BTreeSet;

/// The word of a space. Its name and its captions contain it.
pub fn space_canary(position: Position) -> String {
    format!("broadcast{position:03}x")
}

impl Fixture {
    /// Everybody has one space of each audience, planned or recorded in turn. Some people are removed from some of them.
    pub(super) async fn create_spaces(&mut self, rng: &mut StdRng) {
        for founder in 0..PEOPLE {
            let circle = self.facts.circles.iter().position(|circle| circle.owner == founder);
            let community = self
                .facts
                .members
                .iter()
                .position(|community| community.contains(&founder));
            let guests: BTreeSet<Person> = (0..PEOPLE).filter(|_| rng.random_bool(0.3)).collect();
            let audiences = [
                Some(SpaceAudience::Public),
                Some(SpaceAudience::Followers),
                Some(SpaceAudience::Guests(guests)),
            ]
            .into_iter()
            .chain([
                circle.map(SpaceAudience::Circle),
                community.map(SpaceAudience::Community),
            ]);
            for (turn, audience) in audiences.flatten().enumerate() {
                let recorded = (founder + turn) % 2 == 0;
                let barred = (0..PEOPLE).filter(|person| *person != founder && rng.random_bool(0.1));
                let barred = barred.collect();
                self.create_space(founder, audience, barred, recorded).await;
            }
        }
    }

    async fn create_space(
        &mut self,
        founder: Person,
        audience: SpaceAudience,
        barred: BTreeSet<Person>,
        recorded: bool,
    ) {
        let (pool, position) = (self.app.store.pool(), self.spaces.len());
        let id = self.app.store.next_id();
        let (number, of) = match &audience {
            SpaceAudience::Public => (0, None),
            SpaceAudience::Followers => (1, None),
            SpaceAudience::Circle(circle) => (2, Some(self.circles[*circle].0)),
            SpaceAudience::Community(community) => (3, Some(self.communities[*community].id.0)),
            SpaceAudience::Guests(_) => (4, None),
        };
        // As the service stores them: a planned space has a room, an ended one has a recording.
        sqlx::query(
            "insert into spaces (id, founder_id, host_id, name, audience, audience_id, recording, phase, planned_at,
                                 started_at, ended_at, room, replay, replay_milliseconds)
             values ($1, $2, $2, $3, $4, $5, true, case when $6 then 2 else 0 end, now() + interval '1 day',
                     case when $6 then now() - interval '2 hours' end, case when $6 then now() - interval '1 hour' end,
                     case when $6 then null else 'null'::jsonb end, case when $6 then 2 else 0 end, 60000)",
        )
        .bind(id)
        .bind(self.accounts[founder].0)
        .bind(space_canary(position))
        .bind(number)
        .bind(of)
        .bind(recorded)
        .execute(pool)
        .await
        .unwrap();
        for (account, is_barred) in [(founder, false)]
            .into_iter()
            .chain(barred.iter().map(|who| (*who, true)))
        {
            sqlx::query("insert into space_people (space_id, account_id, role, barred) values ($1, $2, 0, $3)")
                .bind(id)
                .bind(self.accounts[account].0)
                .bind(is_barred)
                .execute(pool)
                .await
                .unwrap();
        }
        if let SpaceAudience::Guests(guests) = &audience {
            for guest in guests {
                sqlx::query("insert into space_guests (space_id, account_id) values ($1, $2)")
                    .bind(id)
                    .bind(self.accounts[*guest].0)
                    .execute(pool)
                    .await
                    .unwrap();
            }
        }
        sqlx::query(
            "insert into space_captions (space_id, account_id, number, revision, starts, ends, text)
             values ($1, $2, 1, 1, 0, 1000, $3)",
        )
        .bind(id)
        .bind(self.accounts[founder].0)
        .bind(space_canary(position))
        .execute(pool)
        .await
        .unwrap();
        self.spaces.push(types::SpaceId(id));
        self.facts.spaces.push(PlantedSpace {
            founder,
            audience,
            barred,
        });
    }
}
