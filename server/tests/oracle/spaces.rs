//! Spaces of a random world: planned ones and recorded ones, of every audience, with names and captions that stand
//! nowhere else.

use super::{
    expectation::{Person, Place},
    fixture::{PEOPLE, World},
    space_expectation::{Air, Room},
};
use rand::{Rng, rngs::StdRng};
use std::collections::BTreeSet;

/// The word of a space: in its name, and in what was said there.
pub fn air_canary(place: Place) -> String {
    format!("airwave{place:03}x")
}

impl World {
    /// Everybody has one space of each audience, planned or recorded in turn. Some people were put out of some.
    pub(super) async fn go_on_air(&mut self, dice: &mut StdRng) {
        for founder in 0..PEOPLE {
            let ring = self.facts.rings.iter().position(|ring| ring.owner == founder);
            let roost = self.facts.roosts.iter().position(|roost| roost.contains(&founder));
            let guests: BTreeSet<Person> = (0..PEOPLE).filter(|_| dice.random_bool(0.3)).collect();
            let audiences = [Some(Air::Everybody), Some(Air::Followers), Some(Air::Guests(guests))]
                .into_iter()
                .chain([ring.map(Air::Circle), roost.map(Air::Members)]);
            for (turn, audience) in audiences.flatten().enumerate() {
                let recorded = (founder + turn) % 2 == 0;
                let barred = (0..PEOPLE).filter(|person| *person != founder && dice.random_bool(0.1));
                let barred = barred.collect();
                self.put_on_air(founder, audience, barred, recorded).await;
            }
        }
    }

    async fn put_on_air(&mut self, founder: Person, audience: Air, barred: BTreeSet<Person>, recorded: bool) {
        let (pool, place) = (self.app.store.pool(), self.spaces.len());
        let id = self.app.store.next_id();
        let (number, of) = match &audience {
            Air::Everybody => (0, None),
            Air::Followers => (1, None),
            Air::Circle(ring) => (2, Some(self.circles[*ring].0)),
            Air::Members(roost) => (3, Some(self.communities[*roost].id.0)),
            Air::Guests(_) => (4, None),
        };
        // As the service leaves them: a planned one has its room, an ended one its recording.
        sqlx::query(
            "insert into spaces (id, founder_id, host_id, name, audience, audience_id, recording, phase, planned_at,
                                 started_at, ended_at, room, replay, replay_milliseconds)
             values ($1, $2, $2, $3, $4, $5, true, case when $6 then 2 else 0 end, now() + interval '1 day',
                     case when $6 then now() - interval '2 hours' end, case when $6 then now() - interval '1 hour' end,
                     case when $6 then null else 'null'::jsonb end, case when $6 then 2 else 0 end, 60000)",
        )
        .bind(id)
        .bind(self.accounts[founder].0)
        .bind(air_canary(place))
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
        if let Air::Guests(guests) = &audience {
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
        .bind(air_canary(place))
        .execute(pool)
        .await
        .unwrap();
        self.spaces.push(types::SpaceId(id));
        self.facts.rooms.push(Room {
            founder,
            audience,
            barred,
        });
    }
}
