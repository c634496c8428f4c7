"""Words for figures: who they are, in which colour, what they wear and how they go. Knows nothing of pixels."""

from model.papercut.theatre.vocabulary.things import Colour, Subject, Words

SUBJECT_WORDS: dict[Subject, Words] = {
    Subject.WOMAN: Words(
        ("woman", "lady", "stylish woman", "young woman", "elegant woman", "female dancer", "mother"),
        ("actress", "businesswoman", "princess"),
    ),
    Subject.MAN: Words(
        ("man", "gentleman", "guy", "old man", "young man", "bearded man", "detective", "traveler"),
        ("boy", "cowboy", "businessman"),
    ),
    Subject.CAR: Words(
        ("car", "SUV", "vintage SUV", "jeep", "off-road car", "vehicle", "pickup truck", "automobile", "station wagon"),
        ("taxi", "van", "Land Rover"),
    ),
    Subject.DOG: Words(
        ("dog", "hound", "little dog", "terrier", "labrador", "friendly dog", "dalmatian"),
        ("puppy", "poodle", "beagle", "doggy"),
    ),
    Subject.BOAT: Words(
        ("boat", "sailboat", "sailing ship", "ship", "paper boat", "yacht", "small boat with a sail", "sailing boat"),
        ("schooner", "dinghy", "vessel"),
    ),
    Subject.BIRD: Words(
        ("bird", "small bird", "songbird", "sparrow", "parrot", "pigeon", "finch", "little bird"),
        ("eagle", "swallow", "thrush"),
    ),
    Subject.HORSE: Words(
        ("horse", "pony", "stallion", "mare", "wild horse", "mustang", "foal"),
        ("steed", "colt", "racehorse"),
    ),
    Subject.BALLOON: Words(
        ("hot-air balloon", "balloon", "hot air balloon with a basket", "big balloon", "air balloon", "aerostat"),
        ("floating balloon", "airship", "dirigible"),
    ),
    Subject.GIRL: Words(
        ("girl", "little girl", "child", "small child", "kid", "schoolgirl", "young girl"),
        ("daughter", "toddler", "lass"),
    ),
    Subject.ASTRONAUT: Words(
        ("astronaut", "spaceman", "cosmonaut", "space explorer", "person with a space helmet", "space traveler"),
        ("spacewoman", "moonwalker", "crew member of a spaceship"),
    ),
    Subject.ROBOT: Words(
        ("robot", "small robot", "toy robot", "friendly robot", "tin robot", "humanoid robot", "android"),
        ("droid", "automaton", "walking machine"),
    ),
    Subject.BUS: Words(
        ("bus", "city bus", "school bus", "coach", "minibus", "tour bus", "long bus"),
        ("omnibus", "shuttle", "motor coach"),
    ),
    Subject.BICYCLE: Words(
        ("bicycle", "cyclist", "bike", "bicycle with a rider", "cyclist on a bike", "bike rider", "racing bicycle"),
        ("biker on a two-wheeler", "mountain bike", "pedal cycle"),
    ),
    Subject.CAT: Words(
        ("cat", "little cat", "tomcat", "house cat", "tabby cat", "curious cat", "pet cat"),
        ("kitten", "kitty", "feline"),
    ),
    Subject.ELEPHANT: Words(
        ("elephant", "big elephant", "circus elephant", "young elephant", "African elephant", "Indian elephant"),
        ("pachyderm", "tusker", "jumbo"),
    ),
    Subject.DUCK: Words(
        ("duck", "duckling", "little duck", "drake", "wild duck", "rubber duck", "farm duck"),
        ("mallard", "pond bird", "waterfowl"),
    ),
}

COLOUR_WORDS: dict[Colour, Words] = {
    Colour.RED: Words(
        ("red", "bright red", "scarlet", "ruby", "cherry red", "dark red", "blood-red", "fire-engine red"),
        ("crimson", "vermilion", "carmine", "tomato-colored"),
    ),
    Colour.ORANGE: Words(
        ("orange", "bright orange", "tangerine", "amber", "pumpkin-colored", "coral"),
        ("apricot", "rust-orange", "carrot-colored"),
    ),
    Colour.YELLOW: Words(
        ("yellow", "bright yellow", "golden", "lemon yellow", "canary yellow", "sunflower yellow", "mustard"),
        ("saffron", "blond", "honey-colored"),
    ),
    Colour.GREEN: Words(
        ("green", "bright green", "emerald", "lime green", "olive green", "jade", "grass-green", "mint green"),
        ("bottle green", "moss-colored", "pea-green"),
    ),
    Colour.BLUE: Words(
        ("blue", "bright blue", "navy blue", "cobalt", "azure", "sky blue", "sapphire", "ultramarine"),
        ("indigo", "royal blue", "denim-colored"),
    ),
    Colour.PURPLE: Words(
        ("purple", "bright purple", "violet", "lavender", "plum", "lilac", "magenta"),
        ("mauve", "aubergine", "amethyst"),
    ),
    Colour.WHITE: Words(
        ("white", "pure white", "snow-white", "ivory", "cream", "pearl white", "pale white"),
        ("chalk-white", "alabaster", "milky"),
    ),
    Colour.BLACK: Words(
        ("black", "jet black", "ebony", "charcoal", "pitch-black", "coal-black", "raven black"),
        ("onyx", "inky", "sable"),
    ),
    Colour.PINK: Words(
        ("pink", "bright pink", "rose-colored", "hot pink", "salmon pink", "bubblegum pink", "candy pink"),
        ("fuchsia", "flamingo-colored", "rosy"),
    ),
    Colour.BROWN: Words(
        ("brown", "dark brown", "chocolate brown", "chestnut", "coffee-colored", "caramel brown", "nut-brown"),
        ("mahogany", "cinnamon-colored", "umber"),
    ),
}

GARMENT_WORDS: dict[Subject, Words] = {
    Subject.WOMAN: Words(("dress", "long dress", "gown", "evening dress", "summer dress", "robe"), ("frock", "skirt")),
    Subject.MAN: Words(("coat", "long coat", "jacket", "trench coat", "overcoat", "raincoat"), ("parka", "cloak")),
    Subject.GIRL: Words(
        ("raincoat", "rain jacket", "little coat", "hooded coat", "rain cape", "jacket"), ("anorak", "slicker")
    ),
    Subject.ASTRONAUT: Words(
        ("space suit", "spacesuit", "astronaut suit", "pressure suit", "suit"), ("flight suit", "extravehicular suit")
    ),
}
"""What carries the colour of people; every other subject has it on the skin."""

TRAVEL_WORDS: dict[Subject, tuple[str, ...]] = {
    Subject.WOMAN: ("walks", "strolls", "is walking", "walks confidently and casually", "hurries"),
    Subject.MAN: ("walks", "strolls", "is walking", "hurries", "wanders"),
    Subject.CAR: ("drives", "speeds", "is driving", "rolls", "speeds up and drives"),
    Subject.DOG: ("runs", "walks", "trots", "is running"),
    Subject.BOAT: ("sails", "glides", "is sailing", "drifts"),
    Subject.BIRD: ("flies", "is flying", "glides", "flutters"),
    Subject.HORSE: ("gallops", "trots", "runs", "is running"),
    Subject.BALLOON: ("floats", "drifts", "is floating", "flies"),
    Subject.GIRL: ("walks", "runs", "skips along", "is walking", "strolls"),
    Subject.ASTRONAUT: ("walks", "strides", "is walking", "wanders", "trudges"),
    Subject.ROBOT: ("walks", "marches", "is walking", "rolls", "strides"),
    Subject.BUS: ("drives", "rolls", "is driving", "speeds", "travels"),
    Subject.BICYCLE: ("rides", "cycles", "is riding", "pedals", "rolls"),
    Subject.CAT: ("walks", "prowls", "runs", "is walking", "sneaks"),
    Subject.ELEPHANT: ("walks", "strides", "is walking", "trots", "trudges"),
    Subject.DUCK: ("waddles", "walks", "is walking", "runs", "toddles"),
}
"""Verbs of going somewhere; a direction follows."""
