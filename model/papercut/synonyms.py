"""What artists call the things on stage: synonyms beyond the theatre's own vocabulary, and what merely comes near.

A synonym means the same thing to the theatre and is read without a word. A near word is something that the theatre
does not have; the thing it is listed under stands in for it, and the word is marked. Knows nothing of sentences.
"""

from model.papercut.theatre.vocabulary import Colour, Setting, Subject

SETTING_SYNONYMS: dict[Setting, tuple[str, ...]] = {
    Setting.NEON_STREET: (
        "tokyo", "shibuya", "shinjuku", "osaka", "hong kong", "times square", "akihabara", "kabukicho", "las vegas",
        "neon street", "neon city", "neon lights", "neon signs", "neon sign", "neon lit", "neon alley", "neon glow",
        "city street", "wet street", "rainy street", "busy street", "city at night", "night street", "night city",
        "city lights", "city signage", "cyberpunk", "blade runner", "metropolis", "nightlife", "chinatown",
        "downtown",
    ),
    Setting.MOUNTAIN_ROAD: (
        "mountain", "mountain road", "mountain slope", "mountainside", "mountain trail", "hillside road", "dirt road",
        "dirt track", "gravel road", "country road", "winding road", "alps", "rockies", "himalayas",
        "everest", "alpine", "mountain pass", "serpentine", "highlands", "summit", "canyon road", "hiking trail",
        "pine trees", "pines", "fir trees", "valley",
    ),
    Setting.GOLD_TOWN: (
        "gold rush", "gold rush town", "wild west", "old west", "western town", "frontier town", "saloon", "klondike",
        "mining town", "deadwood", "ghost town", "1849", "nineteenth century town", "19th century town",
        "cowboy town",
        "old western", "tombstone",
    ),
    Setting.WINDOW_ROOM: (
        "window", "windowsill", "window sill", "living room", "bedroom", "kitchen", "apartment", "indoors", "inside",
        "at home", "parlour", "parlor", "lounge", "room", "house", "sofa", "couch", "cafe", "office", "interior",
    ),
    Setting.BEACH: (
        "beach", "seaside", "shore", "seashore", "shoreline", "coast", "coastline", "hawaii", "waikiki", "malibu",
        "palm trees", "palms", "palm beach", "ocean", "sea", "waves", "surf", "island", "lagoon", "caribbean", "bay",
        "tropical", "sandy beach",
    ),
    Setting.FOREST: (
        "forest", "woods", "woodland", "jungle", "rainforest", "redwoods", "grove", "thicket", "clearing", "taiga",
        "tall trees", "black forest", "pine forest", "bamboo forest", "mushrooms", "among trees", "between trees",
    ),
    Setting.SNOW_FIELD: (
        "snowy field", "snow field", "snowfield", "winter landscape", "winter wonderland", "tundra", "arctic",
        "antarctica", "siberia", "lapland", "north pole", "south pole", "glacier", "ice field", "icy plain",
        "snow covered", "snowy landscape", "snowscape", "deep snow", "alaska", "greenland", "iceland", "frozen lake",
    ),
    Setting.DESERT: (
        "desert", "dunes", "sand dunes", "sahara", "gobi", "mojave", "arizona", "monument valley", "canyon",
        "badlands",
        "wasteland", "cactus", "cacti", "cactuses", "mesa", "mesas", "grand canyon", "death valley", "utah",
        "outback",
    ),
    Setting.HARBOUR: (
        "harbour", "harbor", "pier", "port", "docks", "dock", "quay", "wharf", "marina", "jetty", "lighthouse",
        "fishing port", "fishing village", "waterfront", "boardwalk",
    ),
    Setting.MEADOW: (
        "meadow", "flowers", "wildflowers", "flower field", "field of flowers", "poppies", "poppy field", "daisies",
        "grassland", "pasture", "prairie", "green hills", "rolling hills", "grassy hill", "lawn", "lavender field",
        "sunflower field", "tulip field", "green field",
    ),
    Setting.CASTLE: (
        "castle", "palace", "fortress", "citadel", "medieval", "fairy tale kingdom", "kingdom", "neuschwanstein",
        "towers", "fort", "stronghold", "camelot", "castle gate", "ruins",
    ),
    Setting.MOON: (
        "on moon", "on moon surface", "lunar", "moon surface", "surface of moon", "lunar surface", "moon landing",
        "outer space", "space", "craters", "asteroid", "another planet", "alien planet", "strange planet", "mars",
        "on mars", "planet", "galaxy", "cosmos", "zero gravity", "moon base", "walking on moon",
    ),
    Setting.PARK: (
        "park", "city park", "central park", "hyde park", "public garden", "garden", "gardens", "botanical garden",
        "promenade", "benches", "bench", "park bench", "street lamps", "avenue", "playground",
    ),
    Setting.FARM: (
        "farm", "barn", "red barn", "farmyard", "countryside", "haystacks", "hay bales", "wheat field", "cornfield",
        "corn field", "ranch", "windmill", "field of wheat", "homestead", "village", "rural", "kansas", "farmhouse",
        "barley field", "orchard", "vineyard",
    ),
}  # fmt: skip
"""Said with the shortest phrase of training that has the same words, else with the setting's first phrase."""

WEAK_SETTING_WORDS: dict[Setting, tuple[str, ...]] = {
    Setting.NEON_STREET: ("neon", "street", "city", "alley", "downtown", "skyscrapers", "traffic", "sidewalk", "urban"),
    Setting.MOUNTAIN_ROAD: ("road", "path", "trail", "hill", "hills", "slope", "track", "peaks"),
    Setting.GOLD_TOWN: ("western", "town", "california", "miners", "prospectors", "wagon", "sheriff"),
    Setting.WINDOW_ROOM: ("home", "curtains", "glass", "bed", "table", "chair", "floor"),
    Setting.BEACH: ("sand", "water", "underwater"),
    Setting.FOREST: ("trees", "tree", "moss", "mossy", "trunks", "wood"),
    Setting.SNOW_FIELD: ("snow", "snowy", "ice", "icy", "winter", "frozen", "frost", "frosty"),
    Setting.DESERT: ("rocks", "sandy", "arid"),
    Setting.HARBOUR: ("anchor", "moored", "lake", "river", "pond"),
    Setting.MEADOW: ("grass", "grassy", "field", "spring", "blossoms"),
    Setting.CASTLE: ("fairy tale", "king", "queen", "gate", "tower", "walls", "flags"),
    Setting.MOON: ("lander", "stars", "earth", "universe"),
    Setting.PARK: ("fountain", "picnic"),
    Setting.FARM: ("fence", "hay", "wheat", "corn", "crops"),
}
"""Words that point to a place when nothing says it outright."""

SUBJECT_SYNONYMS: dict[Subject, tuple[str, ...]] = {
    Subject.WOMAN: (
        "female", "dancer", "ballerina", "queen", "bride", "grandmother", "lady", "model", "heroine", "waitress",
        "mom", "wife", "girlfriend", "housewife", "geisha", "nun", "witch", "singer",
    ),
    Subject.MAN: (
        "male", "fellow", "dude", "king", "father", "dad", "grandfather", "husband", "gentleman", "hero", "farmer",
        "fisherman", "soldier", "sailor", "miner", "prospector", "wizard", "monk", "samurai", "old man", "boy", "lad",
        "person", "human", "someone", "somebody", "stranger", "traveller", "hiker", "wanderer", "tourist", "sheriff",
        "prince", "doctor", "worker", "musician", "artist", "filmmaker",
    ),
    Subject.CAR: (
        "suv", "4x4", "truck", "pickup", "sedan", "cab", "limousine", "convertible", "sports car", "sportscar",
        "race car", "hatchback", "land rover", "roadster", "coupe", "beetle", "oldtimer", "cars", "police car",
        "auto",
    ),
    Subject.DOG: (
        "puppy", "pup", "doggo", "doggie", "corgi", "husky", "bulldog", "shepherd dog", "german shepherd",
        "retriever",
        "golden retriever", "collie", "dachshund", "pug", "chihuahua", "greyhound", "canine", "spaniel", "hound",
    ),
    Subject.BOAT: (
        "canoe", "rowboat", "ferry", "vessel", "fishing boat", "sail boat", "pirate ship", "gondola", "kayak", "raft",
        "steamboat", "tugboat", "catamaran", "galleon", "sloop", "frigate",
    ),
    Subject.BIRD: (
        "eagle", "hawk", "falcon", "seagull", "gull", "dove", "crow", "raven", "owl", "robin", "blackbird", "canary",
        "hummingbird", "swallow", "thrush", "birdie", "parakeet", "magpie", "jay", "cardinal", "stork", "crane bird",
    ),
    Subject.HORSE: ("steed", "colt", "filly", "racehorse", "workhorse", "bronco", "horses", "equine"),
    Subject.BALLOON: ("hot air balloon", "zeppelin", "blimp", "airship", "balloons"),
    Subject.GIRL: (
        "little girl", "toddler", "schoolgirl", "kid", "children", "daughter", "teenage girl", "baby girl",
        "little kid",
        "teenager", "young girl",
    ),
    Subject.ASTRONAUT: ("spaceman", "cosmonaut", "spacewoman", "space explorer", "taikonaut", "space traveller"),
    Subject.ROBOT: ("droid", "android", "cyborg", "automaton", "mech", "bot", "machine man", "humanoid"),
    Subject.BUS: ("school bus", "coach", "minibus", "double decker", "double decker bus", "tram", "trolleybus"),
    Subject.BICYCLE: ("bike", "cyclist", "biker", "bicyclist", "push bike", "mountain bike", "tricycle"),
    Subject.CAT: ("kitten", "kitty", "kitty cat", "feline", "tabby", "tomcat", "siamese", "housecat", "pussycat"),
    Subject.ELEPHANT: ("elephants", "pachyderm", "baby elephant", "tusker"),
    Subject.DUCK: ("duckling", "mallard", "drake", "waterfowl", "ducky"),
}  # fmt: skip

NEAR_SUBJECTS: dict[Subject, tuple[str, ...]] = {
    Subject.WOMAN: ("mermaid", "fairy", "goddess", "angel", "statue"),
    Subject.MAN: ("skeleton", "ghost", "zombie", "vampire", "snowman", "monkey", "gorilla", "ape", "clown", "knight"),
    Subject.CAR: ("van", "tractor", "tank", "ambulance", "fire truck", "lorry", "trailer", "carriage"),
    Subject.DOG: ("wolf", "fox", "coyote", "hyena", "jackal", "raccoon", "badger", "bear", "pig", "sheep", "lamb",
                  "goat"),
    Subject.BOAT: ("submarine", "cruise ship", "surfboard", "whale", "dolphin", "shark", "battleship"),
    Subject.BIRD: ("bat", "butterfly", "bee", "dragonfly", "insect", "dragon", "phoenix", "drone", "bee", "moth",
                   "peacock"),
    Subject.HORSE: ("donkey", "mule", "zebra", "unicorn", "deer", "moose", "cow", "bull", "camel", "giraffe", "llama",
                    "reindeer", "pegasus", "buffalo", "bison", "centaur", "ox", "stag"),
    Subject.BALLOON: ("airplane", "aeroplane", "plane", "aircraft", "jet", "helicopter", "ufo", "kite", "parachute",
                      "flying saucer", "rocket ship", "lantern"),
    Subject.GIRL: ("doll", "baby", "elf", "dwarf", "gnome", "puppet"),
    Subject.ASTRONAUT: ("spaceship", "spacecraft", "rocket", "diver", "alien", "martian", "scuba diver"),
    Subject.ROBOT: ("terminator", "transformer", "cyclops", "monster", "golem"),
    Subject.BUS: ("train", "locomotive", "subway", "metro", "caravan", "railway"),
    Subject.BICYCLE: ("motorcycle", "motorbike", "scooter", "skateboard", "moped", "skateboarder", "vespa",
                      "unicycle"),
    Subject.CAT: ("lion", "tiger", "leopard", "panther", "cheetah", "lynx", "jaguar", "puma", "rabbit", "bunny",
                  "hare",
                  "mouse", "rat", "squirrel", "hamster", "hedgehog", "frog", "lizard", "panda", "koala", "lioness"),
    Subject.ELEPHANT: ("rhino", "rhinoceros", "hippo", "hippopotamus", "mammoth", "dinosaur", "t rex", "triceratops"),
    Subject.DUCK: ("goose", "geese", "swan", "penguin", "chicken", "hen", "rooster", "flamingo", "turkey",
                   "ostrich", "fish",
                   "turtle"),
}  # fmt: skip

NEAR_SETTINGS: dict[Setting, tuple[str, ...]] = {
    Setting.NEON_STREET: ("paris", "london", "new york", "berlin", "los angeles", "chicago", "rome", "shanghai",
                          "seoul",
                          "manhattan", "bangkok", "subway station", "train station", "market", "shopping mall",
                          "highway",
                          "motorway", "airport", "nightclub", "rooftop"),
    Setting.MOUNTAIN_ROAD: ("volcano", "cliff", "waterfall", "cave", "gorge"),
    Setting.WINDOW_ROOM: ("library", "classroom", "museum", "theater", "theatre", "restaurant", "hospital", "church",
                          "stage", "studio", "bathroom", "laboratory"),
    Setting.BEACH: ("swimming pool", "pool", "coral reef", "seabed", "oasis"),
    Setting.FOREST: ("swamp", "treehouse"),
    Setting.HARBOUR: ("venice", "bridge", "canal", "riverbank", "lakeside", "amsterdam"),
    Setting.CASTLE: ("temple", "cathedral", "pyramid", "pyramids", "colosseum", "pagoda", "mansion", "taj mahal"),
    Setting.MEADOW: ("savanna", "savannah", "steppe", "moor", "golf course"),
    Setting.PARK: ("zoo", "stadium", "cemetery", "schoolyard", "campsite", "amusement park", "circus"),
    Setting.FARM: ("stable", "greenhouse"),
}  # fmt: skip

WEAK_SUBJECT_WORDS: dict[Subject, tuple[str, ...]] = {
    Subject.MAN: ("people", "couple", "two people", "friends", "family", "lovers", "everyone", "passenger", "driver"),
    Subject.BIRD: ("animal", "wings", "flock"),
    Subject.DOG: ("pet",),
}
"""Words for whoever is meant when the prompt names nobody else."""

COLOUR_SYNONYMS: dict[Colour, tuple[str, ...]] = {
    Colour.RED: ("crimson", "maroon", "burgundy", "wine red", "cherry", "vermilion", "ginger red"),
    Colour.ORANGE: ("ginger", "peach", "copper", "rust colored", "terracotta"),
    Colour.YELLOW: ("gold", "golden", "lemon", "blonde", "sunny yellow"),
    Colour.GREEN: ("lime", "olive", "teal", "emerald green", "forest green", "khaki"),
    Colour.BLUE: ("navy", "turquoise", "cyan", "aqua", "azure", "sapphire blue", "light blue", "dark blue"),
    Colour.PURPLE: ("violet", "lilac", "aubergine", "lavender colored"),
    Colour.WHITE: ("snow white", "ivory", "off white"),
    Colour.BLACK: ("jet black", "pitch black"),
    Colour.PINK: ("magenta pink", "fuchsia", "salmon"),
    Colour.BROWN: ("tan", "beige", "chocolate", "bronze", "hazel", "chestnut", "sand colored"),
}

NEAR_COLOURS: dict[Colour, tuple[str, ...]] = {
    Colour.WHITE: ("silver", "grey", "light grey", "transparent", "chrome", "metallic", "glass colored"),
    Colour.BLACK: ("dark grey", "slate"),
    Colour.PURPLE: ("rainbow", "multicolored", "iridescent"),
}
