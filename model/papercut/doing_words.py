"""What artists call doings, light, weather, looks and clothes, beyond the theatre's own vocabulary.

Each list stands under the words of training that the caption will say instead. Knows nothing of sentences.
"""

from model.papercut.theatre.cast import Accessory
from model.papercut.theatre.vocabulary import Action, Camera, Look, TimeOfDay, Weather

ACTION_SYNONYMS: dict[Action, dict[str, tuple[str, ...]]] = {
    Action.STILL: {
        "stands still": ("stands", "stands there", "motionless", "poses", "is parked", "parked", "stationary"),
        "stays in place": ("sits", "sits down", "sits still", "stays", "remains", "perches", "kneels", "crouches",
        "hovers",
        "seated"),
        "waits": ("looks out", "looks at", "watches", "gazes", "stares", "looks around", "observes", "listens",
                  "smiles"),
        "rests": ("sleeps", "lies", "naps", "dozes", "relaxes", "lies down", "asleep", "dreams"),
    },
    Action.JUMP: {
        "jumps": ("leaps", "bounds", "jumping", "jumps high", "skips", "hops around"),
        "jumps up and down": ("bounces around", "plays", "frolics", "cheers", "celebrates", "trampolines",
        "plays around"),
    },
    Action.CLOSER: {
        "comes closer": ("comes", "comes near", "gets closer", "gets nearer", "closer", "nearer", "charges"),
        "comes toward the camera": (
            "toward camera", "towards camera", "towards viewer", "toward viewer", "at camera", "to camera",
            "comes towards camera", "toward lens", "toward us", "towards us", "toward me", "towards me",
            "facing camera",
        ),
        "moves forward": ("forward", "forwards", "advances"),
    },
    Action.AWAY: {
        "goes away": ("away", "leaves", "departs", "disappears", "vanishes", "takes off", "escapes",
        "flees"),
        "moves away from the camera": ("away from camera", "away from us", "from behind", "from rear",
        "seen from behind"),
        "recedes into the distance": (
            "into distance", "into horizon", "toward horizon", "towards horizon", "off into distance", "recedes",
            "to horizon", "into sunset", "off into sunset", "toward mountains", "towards mountains",
        ),
    },
    Action.TURN: {
        "turns around": ("turns", "spins", "rotates", "twirls", "pirouettes", "spins around", "whirls",
        "turns about"),
        "goes back and forth": ("paces", "to and fro", "back and forth", "walks back and forth", "paces up and down"),
        "turns back": ("returns", "comes back", "goes back", "walks back"),
    },
    Action.SWAY: {
        "dances": ("dancing", "grooves", "waltzes", "boogies", "breakdances", "dances around"),
        "sways from side to side": ("sways", "swings", "wobbles", "rolls from side to side", "shakes", "bobs"),
    },
}  # fmt: skip

TRAVEL_SYNONYMS: dict[str, tuple[str, ...]] = {
    "walks": ("walk", "march", "stride", "step", "pace along", "tiptoe", "hike", "trek", "roam", "go", "move",
    "travel",
              "crawl", "climb", "explore", "cross", "enter", "pass", "pass by", "amble", "saunter",
              "proceed"),
    "runs": ("sprint", "race", "jog", "dash", "rush", "chase", "bolt", "scamper", "hurry", "follow", "hunt",
    "play fetch"),
    "drives": ("cruise", "steer", "race along", "accelerate", "overtake", "rides along", "commute"),
    "flies": ("soar", "flap", "hover along", "swoop", "fly by", "fly over", "rise", "ascend", "lift off", "descend"),
    "sails": ("float", "swim", "row", "drift", "cross the water", "paddle", "cruise along", "dive"),
}  # fmt: skip
"""Verbs of going; what is said is the subject's own verb that comes nearest."""

CAMERA_SYNONYMS: dict[Camera, tuple[str, ...]] = {
    Camera.STATIC: ("static shot", "still camera", "fixed camera", "tripod", "locked camera", "stationary camera",
                    "static", "locked off", "camera stays still", "no camera movement"),
    Camera.PAN_LEFT: ("pans left", "pan left", "pans to left", "panning left", "panning to left",
                      "camera pans to left",
                      "camera turns left", "camera swings left", "pan shot left", "camera slides left",
                      "trucks left"),
    Camera.PAN_RIGHT: ("pans right", "pan right", "pans to right", "panning right", "panning to right", "pan",
                       "camera pans to right", "camera turns right", "camera swings right", "camera slides right",
                       "trucks right", "camera pans", "panning shot", "panorama"),
    Camera.ZOOM_IN: ("zoom", "zoom in", "zooms in", "push in", "dolly in", "close in", "camera zooms",
                     "camera gets closer",
                     "camera approaches", "move in", "crash zoom", "zooms in on", "zooming"),
    Camera.TILT_UP: ("tilt", "tilt up", "tilts up", "tilting up", "camera rises", "crane up", "crane shot",
                     "pedestal up",
                     "camera lifts", "camera looks up", "camera goes up", "pan up", "pans up"),
    Camera.DOLLY_OUT: ("dolly out", "zoom out", "zooms out", "pull out", "pull back", "pulls out", "pulls back",
                       "zooming out",
                       "camera backs away", "camera retreats", "dolly back", "dolly zoom out"),
    Camera.FOLLOW: ("follow shot", "tracking shot", "tracking", "camera tracks", "chase cam", "chase camera",
                    "dolly shot",
                    "following shot", "camera follows along", "steadicam", "camera moves with", "camera moves along",
                    "pov chase", "tracking camera", "drone follows"),
    Camera.HANDHELD: ("handheld", "hand held", "shaky", "shaky cam", "shaky camera", "camera shake", "found footage",
                      "home video", "documentary style", "vlog", "amateur video", "bodycam", "gopro", "phone video"),
}  # fmt: skip

NEAR_CAMERAS: dict[Camera, tuple[str, ...]] = {
    Camera.STATIC: ("close up", "closeup", "wide shot", "medium shot", "low angle", "birds eye view", "wide angle",
                    "macro"),
    Camera.TILT_UP: ("tilt down", "tilts down", "crane down"),
    Camera.FOLLOW: ("drone shot", "aerial shot", "aerial view", "fpv", "orbit", "arc shot", "circles around",
                    "camera circles", "camera orbits", "flyover", "360"),
}  # fmt: skip

TIME_SYNONYMS: dict[TimeOfDay, tuple[str, ...]] = {
    TimeOfDay.DAY: ("day", "daytime", "daylight", "noon", "midday", "afternoon", "sunny", "sunny day", "sunlight",
                    "blue sky",
                    "clear blue sky", "sunshine", "bright day", "summer day", "broad daylight", "in sun",
                    "clear sky"),
    TimeOfDay.SUNSET: ("sunset", "dusk", "evening", "golden hour", "sundown", "twilight", "setting sun",
                       "sun sets", "sun set",
                       "evening light", "magic hour"),
    TimeOfDay.NIGHT: ("night", "nighttime", "midnight", "moonlight", "moonlit", "starry", "starry night",
                      "full moon", "moon",
                      "after dark", "nocturnal", "starlight", "under stars", "night sky", "darkness",
                      "tonight"),
    TimeOfDay.DAWN: ("dawn", "sunrise", "morning", "daybreak", "early morning", "morning light", "first light",
                     "rising sun",
                     "sun rises", "morning sun"),
}  # fmt: skip

WEATHER_SYNONYMS: dict[Weather, tuple[str, ...]] = {
    Weather.CLEAR: ("clear weather", "fine weather", "good weather"),
    Weather.RAIN: ("rain", "rainy", "raining", "rainfall", "downpour", "drizzle", "storm", "stormy", "thunderstorm",
                   "rainstorm", "pouring", "raindrops", "it rains", "wet weather", "monsoon"),
    Weather.SNOW: ("snowing", "snowfall", "snowflakes", "snowstorm", "blizzard", "falling snow", "snow falls",
                   "it snows",
                   "flurries", "flakes", "sleet"),
    Weather.FOG: ("fog", "foggy", "mist", "misty", "haze", "hazy", "smog", "smoke", "steam"),
    Weather.WIND: ("wind", "windy", "breeze", "breezy", "gale", "gust", "gusty", "windswept", "sandstorm", "tornado",
                   "hurricane", "dust storm", "blowing leaves", "leaves blow", "autumn leaves"),
}  # fmt: skip

LOOK_SYNONYMS: dict[Look, tuple[str, ...]] = {
    Look.PAPER: ("paper cut", "papercut", "paper cutout", "cut out animation", "paper craft", "papercraft",
                 "origami", "paper",
                 "collage", "paper theatre", "paper theater", "construction paper"),
    Look.SEPIA: ("sepia", "historical", "historical footage", "archive footage", "archival footage",
                 "vintage footage",
                 "old footage", "old film", "vintage film", "old movie", "silent film", "newsreel", "antique film",
                 "daguerreotype", "sepia toned", "retro film", "old photograph", "1800s", "1900s footage"),
    Look.NEON: ("neon style", "neon look", "neon outlines", "glowing outlines", "glowing lines", "tron", "synthwave",
                "vaporwave", "neon drawing", "blacklight", "glow in the dark", "fluorescent", "luminous"),
    Look.WATERCOLOUR: ("watercolor", "watercolour", "watercolors", "watercolor style", "aquarelle", "painting",
                       "painted",
                       "hand painted", "ink wash", "gouache", "brush strokes", "painterly"),
}  # fmt: skip

NEAR_LOOKS: dict[Look, tuple[str, ...]] = {
    Look.PAPER: ("photorealistic", "realistic", "lifelike", "3d", "3d render", "cgi", "pixar", "claymation",
                 "clay", "anime",
                 "cartoon", "disney", "stop motion", "ghibli", "comic", "lego", "pixel art", "minecraft", "photo"),
    Look.SEPIA: ("black and white film", "black and white footage", "black and white movie", "monochrome",
                 "film noir", "noir", "grainy", "vhs"),
    Look.WATERCOLOUR: ("oil painting", "impressionist", "van gogh", "monet", "sketch", "pencil drawing",
                       "charcoal drawing",
                       "crayon", "pastel drawing"),
}  # fmt: skip

ACCESSORY_SYNONYMS: dict[Accessory, tuple[str, ...]] = {
    Accessory.DARK_JACKET: (
        "black leather jacket",
        "leather jacket",
        "black jacket",
        "short black jacket",
        "biker jacket",
    ),
    Accessory.SUNGLASSES: ("sunglasses", "shades", "glasses", "dark glasses"),
    Accessory.PURSE: ("purse", "handbag", "bag", "black purse", "clutch"),
    Accessory.BOOTS: ("boots", "black boots", "shoes", "high heels", "heels", "sneakers"),
    Accessory.HAT: ("hat", "cap", "brown hat", "fedora", "cowboy hat", "top hat", "bowler", "straw hat"),
    Accessory.SCARF: ("scarf", "shawl", "muffler"),
    Accessory.UMBRELLA: ("umbrella", "parasol"),
    Accessory.BACKPACK: ("backpack", "rucksack", "satchel", "school bag"),
}

GARMENTS: tuple[str, ...] = (
    "dress", "gown", "robe", "skirt", "frock", "coat", "jacket", "raincoat", "overcoat", "cloak", "cape", "parka",
    "anorak",
    "suit", "spacesuit", "shirt", "t shirt", "blouse", "sweater", "hoodie", "cardigan", "jeans", "trousers", "pants",
    "shorts", "uniform", "kimono", "sari", "tuxedo", "vest", "apron", "swimsuit", "bikini", "costume", "outfit",
    "clothes",
    "leather jacket", "pullover", "jumper", "tunic", "poncho", "hood", "hooded cloak", "armor", "armour",
    "pyjamas", "pajamas", "jersey",
    "sweatshirt",
)  # fmt: skip
"""Clothes that carry a person's colour; where the theatre has no such garment its own stands in."""

PASSERS_BY: tuple[str, ...] = (
    "pedestrians",
    "passers by",
    "passersby",
    "passer by",
    "people pass by",
    "people walk by",
    "people walk past",
    "people pass in front",
    "crowd",
    "crowds",
    "bystanders",
    "people passing",
    "people walking by",
    "busy crowd",
    "strangers pass",
    "others pass by",
    "pedestrians walk about",
    "group of people",
)
"""People in general, who pass in front of the subject or through the scene."""
