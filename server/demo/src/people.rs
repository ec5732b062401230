//! Who lives in the demo: birds and towns, none of which exist.

/// A fictional account.
pub struct Person {
    pub handle: &'static str,
    pub display_name: &'static str,
    pub language: &'static str,
    pub bio: &'static str,
    pub place: &'static str,
    pub website: &'static str,
    pub protected: bool,
    /// Colours of the picture: background, body, breast, as 0xRRGGBB.
    pub colours: [u32; 3],
    /// Towns have roofs for a picture, birds have a bird.
    pub town: bool,
    /// How many follow: 1 few, 3 many.
    pub fame: u32,
}

const fn person(
    handle: &'static str,
    display_name: &'static str,
    language: &'static str,
    bio: &'static str,
    place: &'static str,
    colours: [u32; 3],
    fame: u32,
) -> Person {
    Person {
        handle,
        display_name,
        language,
        bio,
        place,
        website: "",
        protected: false,
        colours,
        town: false,
        fame,
    }
}

pub const PEOPLE: &[Person] = &[
    Person {
        website: "https://reeds.example/diary",
        ..person(
            "marsh_warbler",
            "Marsh Warbler",
            "en",
            "I sing other birds' songs, with credit. Early riser. #dawnchorus every day before work.",
            "The reeds, left of the bridge",
            [0xf3d9a4, 0x8a7443, 0xf7efd8],
            3,
        )
    },
    person(
        "tawny_owl",
        "Tawny Owl",
        "en",
        "Night shift. I read the long version so that you do not have to.",
        "Hollow oak, second floor",
        [0x26304f, 0x8a5a34, 0xe3c9a0],
        3,
    ),
    person(
        "kingfisher",
        "Kingfisher",
        "en",
        "Photographs of water, mostly missed ones. One hit in ten, and proud of it.",
        "Mill stream",
        [0xbfe3e0, 0x1476b8, 0xe8813a],
        3,
    ),
    person(
        "cliff_puffin",
        "Puffin of the North Cliff",
        "en",
        "Burrow renovation, sand eels, weather. Opinions are those of the whole colony.",
        "North Cliff, burrow 214",
        [0x9cc4dd, 0x22262e, 0xf4f4f0],
        2,
    ),
    person(
        "grey_heron",
        "Grey Heron",
        "en",
        "MembershipState still since spring. Recommends patience and good boots.",
        "Shallow end",
        [0xd8dfe2, 0x78848e, 0xf1f3f4],
        2,
    ),
    person(
        "swift_above",
        "Swift 🐦",
        "en",
        "Have not landed in ten months. Typos are turbulence.",
        "Up",
        [0x8fb8e8, 0x33302f, 0x6b625d],
        2,
    ),
    Person {
        protected: true,
        ..person(
            "nightjar",
            "Nightjar",
            "en",
            "Mostly bark. Ask first.",
            "You would not see me",
            [0x2d2a26, 0x6e5a45, 0xa98f6d],
            1,
        )
    },
    person(
        "merle_noir",
        "Merle Noir",
        "fr",
        "Chanteur de toits, jardinier d’occasion. Les vers de terre sont mes amis, à leur manière.",
        "Gouttière, côté cour",
        [0xdfe8c9, 0x1f1d1c, 0xf0a12b],
        3,
    ),
    Person {
        website: "https://carnet-huppe.example",
        ..person(
            "huppe_fasciee",
            "Huppe Fasciée",
            "fr",
            "Coiffure soignée, propos aussi. Carnets de route entre deux étés.",
            "Sur la route du sud",
            [0xf2c79a, 0xc9773d, 0x2a2523],
            2,
        )
    },
    person(
        "rossignol",
        "Rossignol du Canal",
        "fr",
        "Concerts gratuits de 23 h à 4 h. Les voisins ont été prévenus.",
        "Péniche amarrée, quai bas",
        [0x2c3d58, 0x9a6b43, 0xe6d3b5],
        3,
    ),
    person(
        "mesange_bleue",
        "Mésange Bleue",
        "fr",
        "Onze grammes, beaucoup d’avis. Recettes, mangeoires, petites victoires.",
        "Le noisetier",
        [0xfaf0b4, 0x3f7fc4, 0xf2d743],
        2,
    ),
    person(
        "cormoran_quai",
        "Grand Cormoran Qui Sèche Ses Ailes Au Bout Du Quai",
        "fr",
        "Oui, c’est mon nom en entier. Non, je n’ai pas froid.",
        "Au bout du quai",
        [0xbcd0cf, 0x23302f, 0x4c615e],
        1,
    ),
    person(
        "hudhud",
        "هدهد الوادي",
        "ar",
        "أنقل الأخبار من الوادي إلى التل، ومن التل إلى من يسأل.",
        "الوادي",
        [0xe7d3b0, 0xb5683a, 0x1e1b1a],
        1,
    ),
    Person {
        town: true,
        website: "https://fogwick.example",
        ..person(
            "fogwick",
            "Town of Fogwick",
            "en",
            "Official voice of a town that you can rarely see. Bins, bridges, fog signals.",
            "Fogwick",
            [0xc7ccd1, 0x5a6672, 0xf2c14e],
            2,
        )
    },
    Person {
        town: true,
        website: "https://brumeval.example",
        ..person(
            "brumeval",
            "Ville de Brumeval",
            "fr",
            "Compte de la ville imaginaire de Brumeval : travaux, marchés, fêtes et brouillard.",
            "Brumeval",
            [0xbfd3e6, 0x7a4a3a, 0xf0d58c],
            2,
        )
    },
    Person {
        town: true,
        ..person(
            "port_lanterne",
            "Port-Lanterne · Capitainerie",
            "fr",
            "Marées, météo du large, bateaux en visite. Veille assurée, café compris.",
            "Quai des Trois-Lanternes",
            [0x12324a, 0x29597a, 0xffd36b],
            1,
        )
    },
];
