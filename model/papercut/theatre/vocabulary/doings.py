"""Words for doings: actions, camera moves, light, weather, looks and whoever passes by. Knows nothing of pixels."""

from model.papercut.theatre.vocabulary.things import Action, Camera, Look, TimeOfDay, Weather, Words

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
"""Which way; a verb of travel goes before."""

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
    Action.AWAY: Words(
        (
            "goes away",
            "moves away from the camera",
            "recedes into the distance",
            "goes off into the distance",
            "moves away from us",
            "leaves and gets smaller",
        ),
        ("retreats from view", "heads for the horizon", "departs"),
    ),
    Action.TURN: Words(
        (
            "turns around",
            "turns around and goes back",
            "turns back",
            "turns to face the other way",
            "changes direction",
            "goes back and forth",
        ),
        ("wheels about", "does an about-face", "makes a U-turn"),
    ),
    Action.SWAY: Words(
        (
            "sways from side to side",
            "dances",
            "rocks back and forth",
            "is dancing",
            "swings to and fro",
            "sways",
            "wobbles",
        ),
        ("grooves", "teeters", "boogies"),
    ),
}
"""Whole predicates."""

AWAY_WORDS = Words(("away", "off into the distance", "away from the camera", "away from us"), ("out of sight",))
"""Other ways of going away; a verb of travel goes before."""

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
    Camera.TILT_UP: Words(
        (
            "the camera tilts up",
            "camera tilting up",
            "tilt up from the ground",
            "the camera looks up from the ground",
            "the view rises",
        ),
        ("the gaze lifts from the floor", "the lens swings upward"),
    ),
    Camera.DOLLY_OUT: Words(
        (
            "the camera pulls back",
            "the camera dollies out",
            "slow dolly out",
            "the camera moves backward",
            "the camera draws back",
            "zooming out",
        ),
        ("the view widens", "the shot opens up"),
    ),
    Camera.FOLLOW: Words(
        (
            "the camera follows",
            "a tracking shot",
            "the camera tracks along",
            "the camera follows the subject",
            "the camera keeps pace",
        ),
        ("the lens trails along", "a chase shot"),
    ),
    Camera.HANDHELD: Words(
        (
            "handheld camera",
            "shaky handheld camera",
            "a handheld shot",
            "the camera shakes slightly",
            "filmed from the hand",
        ),
        ("a jittery amateur recording", "an unsteady lens"),
    ),
}

FOLLOW_BEHIND_WORDS = Words(
    ("the camera follows behind", "the camera follows from behind", "seen from the rear, the camera follows"),
    ("the lens trails at the back",),
)
"""Said in place of plain following where the subject goes away."""

TIME_WORDS: dict[TimeOfDay, Words] = {
    TimeOfDay.DAY: Words(("by day", "in daylight", "on a sunny day", "under a clear sky"), ("at noon",)),
    TimeOfDay.SUNSET: Words(("at sunset", "at dusk", "in the golden hour", "in warm evening light"), ("at sundown",)),
    TimeOfDay.NIGHT: Words(("at night", "under the moon", "by moonlight", "in the dark of night"), ("at midnight",)),
    TimeOfDay.DAWN: Words(
        ("at dawn", "at sunrise", "in the early morning", "in pale morning light", "as the sun rises"),
        ("at daybreak", "at first light"),
    ),
}

FAIR_WEATHER_PHRASES = frozenset({"on a sunny day", "under a clear sky"})
"""Words for the day that are true only without rain, snow, fog and wind."""

WEATHER_WORDS: dict[Weather, Words] = {
    Weather.CLEAR: Words(("in clear weather", "in fine weather", "with clear air"), ("in fair weather",)),
    Weather.RAIN: Words(
        ("in the rain", "in heavy rain", "while rain falls", "on a rainy day", "in pouring rain"),
        ("in a downpour", "in a drizzle"),
    ),
    Weather.SNOW: Words(
        ("in falling snow", "while snow falls", "as snowflakes fall", "in a snowfall", "in a snowstorm"),
        ("amid flurries", "in a whirl of flakes"),
    ),
    Weather.FOG: Words(
        ("in fog", "in the mist", "on a foggy day", "in thick fog", "in drifting mist"),
        ("in a haze", "shrouded in vapour"),
    ),
    Weather.WIND: Words(
        ("in the wind", "on a windy day", "in a strong wind", "while the wind blows", "in a gusty wind"),
        ("in a gale", "in a stiff breeze"),
    ),
}

LOOK_WORDS: dict[Look, Words] = {
    Look.PAPER: Words(
        ("paper-cut animation", "paper theatre scene", "cut-paper film", "layered paper scene"),
        ("collage film of coloured card",),
    ),
    Look.SEPIA: Words(
        ("historical footage", "old sepia film", "vintage film footage", "antique brown film", "old film"),
        ("archival newsreel", "daguerreotype film"),
    ),
    Look.NEON: Words(
        (
            "glowing neon drawing",
            "neon light animation",
            "dark scene with glowing outlines",
            "luminous neon-style clip",
        ),
        ("blacklight animation", "fluorescent line film"),
    ),
    Look.WATERCOLOUR: Words(
        ("watercolor painting", "watercolour animation", "soft watercolor", "hand-painted watercolor scene"),
        ("aquarelle", "washed ink picture"),
    ),
}
"""Nouns for the finish; a caption opens with one and goes on with "of"."""

PASSERS_BY_WORDS = Words(
    (
        "people pass by in front",
        "passers-by walk past in front",
        "people walk by in front",
        "pedestrians cross in front",
        "a group of people passes in front",
    ),
    ("strangers stroll through the foreground", "a crowd moves across the foreground"),
)
"""Said where people pass between the camera and the subject."""
