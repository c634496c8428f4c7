"""The theatre's vocabulary: what can be on stage, and every word that names it.

Each thing has words used in training captions and a few `unseen` words that no training caption ever uses; the
latter measure how far the model understands synonyms it was never told. Knows nothing of pixels.
"""

from dataclasses import dataclass
from enum import StrEnum


class Setting(StrEnum):
    """Where the scene plays."""

    NEON_STREET = "neon_street"
    MOUNTAIN_ROAD = "mountain_road"
    GOLD_TOWN = "gold_town"
    WINDOW_ROOM = "window_room"
    BEACH = "beach"
    FOREST = "forest"
    SNOW_FIELD = "snow_field"
    DESERT = "desert"


class Subject(StrEnum):
    """Who or what the scene is about."""

    WOMAN = "woman"
    MAN = "man"
    CAR = "car"
    DOG = "dog"
    BOAT = "boat"
    BIRD = "bird"
    HORSE = "horse"
    BALLOON = "balloon"


class Colour(StrEnum):
    """The colour of the subject; people wear it."""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    PURPLE = "purple"
    WHITE = "white"
    BLACK = "black"


class Action(StrEnum):
    """What the subject does."""

    LEFT = "left"
    RIGHT = "right"
    STILL = "still"
    JUMP = "jump"
    CLOSER = "closer"


class Camera(StrEnum):
    """What the camera does."""

    STATIC = "static"
    PAN_LEFT = "pan_left"
    PAN_RIGHT = "pan_right"
    ZOOM_IN = "zoom_in"


class TimeOfDay(StrEnum):
    """The light on the stage. The neon street is always at night."""

    DAY = "day"
    SUNSET = "sunset"
    NIGHT = "night"


class Aspect(StrEnum):
    """Frame shapes the theatre plays in."""

    WIDE = "16:9"
    SQUARE = "1:1"
    TALL = "9:16"


FRAME_SIZES: dict[Aspect, tuple[int, int]] = {
    Aspect.WIDE: (64, 112),
    Aspect.SQUARE: (80, 80),
    Aspect.TALL: (112, 64),
}
"""(height, width) in pixels of each aspect."""


@dataclass(frozen=True)
class Words:
    """Names of one thing: `seen` in training captions, `unseen` kept for evaluation; the first seen is canonical."""

    seen: tuple[str, ...]
    unseen: tuple[str, ...]


SETTING_WORDS: dict[Setting, Words] = {
    Setting.NEON_STREET: Words(
        (
            "on a neon street at night",
            "down a Tokyo street filled with warm glowing neon",
            "on a rain-wet city street with glowing neon signs",
            "in a Tokyo street at night",
            "in downtown Tokyo at night",
            "through Shinjuku at night",
            "on a damp and reflective city street at night",
            "in a city full of colorful neon lights",
            "in a neon-lit alley",
            "in a cyberpunk city",
            "on a busy city street with animated city signage",
            "in a rainy city at night",
            "in Hong Kong at night",
            "past glowing signs in the wet night street",
            "in the streets of Osaka under neon lights",
        ),
        ("in Shibuya after dark", "in a futuristic metropolis of bright signs", "in Times Square at night"),
    ),
    Setting.MOUNTAIN_ROAD: Words(
        (
            "on a mountain dirt road",
            "on a steep dirt road surrounded by pine trees",
            "up a steep dirt road on a mountain slope",
            "on a mountain road with pines",
            "in the mountains",
            "in front of high mountains",
            "on a rugged mountain trail",
            "on a winding road in the Alps",
            "below snowy mountain peaks",
            "in an alpine valley with fir trees",
            "along a dirt track through the hills",
            "on a mountain pass",
            "in the Rocky Mountains",
        ),
        ("in the highlands", "on a gravel path below the summit", "in the Himalayas"),
    ),
    Setting.GOLD_TOWN: Words(
        (
            "in a gold-rush town",
            "in California during the gold rush",
            "in historical footage of a gold rush town",
            "in an old wild west town",
            "on the main street of an old western town",
            "among wooden saloons",
            "in a frontier town with wooden houses",
            "in a dusty western town",
            "in a mining town of the old west",
            "in front of a saloon in the wild west",
            "in a nineteenth century town of wooden buildings",
            "in an old sepia film of a western street",
        ),
        ("in a cowboy village", "in Deadwood in 1876", "in a prospectors' camp"),
    ),
    Setting.WINDOW_ROOM: Words(
        (
            "in a room with a window",
            "at a window",
            "in front of a window sill",
            "by the window in a living room",
            "inside a house in front of a large window",
            "indoors at the window",
            "in a cosy room while people pass by outside",
            "at home in front of the window",
            "in an apartment with curtains",
            "in a bedroom with a window",
            "in a kitchen by the window sill",
        ),
        ("inside a parlour", "indoors behind a glass pane", "in a lounge"),
    ),
    Setting.BEACH: Words(
        (
            "on a beach",
            "on a sandy beach",
            "by the sea",
            "by the ocean",
            "on the shore under palm trees",
            "on a tropical beach",
            "at the seaside",
            "on an island with palms",
            "along the coast",
            "on the sand in front of the waves",
            "in Hawaii",
            "on the sea shore",
        ),
        ("at the waterfront of a lagoon", "on a rugged coastline", "on a Caribbean bay"),
    ),
    Setting.FOREST: Words(
        (
            "in a forest",
            "in a deep green forest",
            "in the woods",
            "among tall trees",
            "among redwoods",
            "in a dark wood",
            "in a woodland with mossy trunks",
            "under the trees of a forest",
            "in a jungle",
            "on a forest clearing",
            "in a fairy tale forest",
        ),
        ("in a grove of oaks", "in the rainforest", "in a thicket"),
    ),
    Setting.SNOW_FIELD: Words(
        (
            "in a snowy field",
            "in the snow",
            "in a winter landscape",
            "on a snow-covered meadow",
            "in Siberia in winter",
            "in a white winter landscape",
            "in deep snow among frosted trees",
            "on an icy plain",
            "in the frozen north",
            "in the Arctic",
            "on snow-covered ground",
        ),
        ("on a frosty tundra", "in a blizzard-white wilderness", "in wintry Lapland"),
    ),
    Setting.DESERT: Words(
        (
            "in a desert",
            "in the desert among cacti",
            "among sand dunes",
            "in the Sahara",
            "in a canyon of red rocks",
            "in Arizona among red mesas",
            "on hot sand between cactuses",
            "in a dry desert valley",
            "in Monument Valley",
            "in the burning desert",
            "on the dunes",
        ),
        ("in arid badlands", "in the Gobi", "in a dry wasteland"),
    ),
}
"""Each phrase brings its own preposition, so that a caption only has to place it."""

SUBJECT_WORDS: dict[Subject, Words] = {
    Subject.WOMAN: Words(
        ("woman", "lady", "girl", "stylish woman", "young woman", "elegant woman", "female dancer", "mother"),
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
        ("dog", "puppy", "hound", "little dog", "terrier", "labrador", "friendly dog"),
        ("poodle", "beagle", "doggy"),
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
}

COLOUR_WORDS: dict[Colour, Words] = {
    Colour.RED: Words(
        ("red", "bright red", "crimson", "scarlet", "ruby", "cherry red", "dark red", "blood-red"),
        ("vermilion", "carmine", "tomato-colored"),
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
}

GARMENT_WORDS: dict[Subject, Words] = {
    Subject.WOMAN: Words(("dress", "long dress", "gown", "evening dress", "summer dress", "robe"), ("frock", "skirt")),
    Subject.MAN: Words(("coat", "long coat", "jacket", "trench coat", "overcoat", "raincoat"), ("parka", "cloak")),
}

TRAVEL_WORDS: dict[Subject, tuple[str, ...]] = {
    Subject.WOMAN: ("walks", "strolls", "is walking", "walks confidently and casually", "hurries"),
    Subject.MAN: ("walks", "strolls", "is walking", "hurries", "wanders"),
    Subject.CAR: ("drives", "speeds", "is driving", "rolls", "speeds up and drives"),
    Subject.DOG: ("runs", "walks", "trots", "is running"),
    Subject.BOAT: ("sails", "glides", "is sailing", "drifts"),
    Subject.BIRD: ("flies", "is flying", "glides", "flutters"),
    Subject.HORSE: ("gallops", "trots", "runs", "is running"),
    Subject.BALLOON: ("floats", "drifts", "is floating", "flies"),
}
"""Verbs of going somewhere; a direction follows."""

DIRECTION_WORDS: dict[Action, Words] = {
    Action.LEFT: Words(
        ("left", "to the left", "from right to left", "toward the left", "leftward", "to the left side"),
        ("off toward the left edge", "away to the left-hand side"),
    ),
    Action.RIGHT: Words(
        ("right", "to the right", "from left to right", "toward the right", "rightward", "to the right side"),
        ("off toward the right edge", "away to the right-hand side"),
    ),
}

ACTION_WORDS: dict[Action, Words] = {
    Action.STILL: Words(
        ("stands still", "stays in place", "waits", "is still", "does not move", "remains motionless", "rests"),
        ("pauses", "is at rest", "stops"),
    ),
    Action.JUMP: Words(
        ("jumps up and down", "jumps", "is jumping", "bounces", "hops", "leaps into the air", "bounces up and down"),
        ("springs up", "skips for joy", "vaults"),
    ),
    Action.CLOSER: Words(
        (
            "comes closer",
            "comes toward the camera",
            "approaches",
            "comes toward us",
            "moves forward",
            "is getting closer",
            "approaches the viewer",
        ),
        ("draws near", "advances on us", "nears the lens"),
    ),
}

CAMERA_WORDS: dict[Camera, Words] = {
    Camera.STATIC: Words(
        ("static camera", "the camera does not move", "the camera is still", "a fixed shot", "locked-off camera"),
        ("tripod shot",),
    ),
    Camera.PAN_LEFT: Words(
        ("the camera pans left", "camera panning left", "pan to the left", "the camera moves left"),
        ("the view swings leftward",),
    ),
    Camera.PAN_RIGHT: Words(
        ("the camera pans right", "camera panning right", "pan to the right", "the camera moves right"),
        ("the view swings rightward",),
    ),
    Camera.ZOOM_IN: Words(
        ("the camera zooms in", "slow zoom in", "zooming in", "the camera pushes in", "the camera moves closer"),
        ("the view tightens",),
    ),
}

TIME_WORDS: dict[TimeOfDay, Words] = {
    TimeOfDay.DAY: Words(("by day", "in daylight", "on a sunny day", "under a clear sky"), ("at noon",)),
    TimeOfDay.SUNSET: Words(("at sunset", "at dusk", "in the golden hour", "in warm evening light"), ("at sundown",)),
    TimeOfDay.NIGHT: Words(("at night", "under the moon", "by moonlight", "in the dark of night"), ("at midnight",)),
}
