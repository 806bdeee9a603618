"""What the checks look for in people's words, as data: negations and what to say instead, style
families that compete, filler, text that must be exact."""

from __future__ import annotations

from bot.domain.tidy import word_set

_INSTEAD: tuple[tuple[str, str], ...] = (
    ("cars,traffic,vehicles", "an empty, quiet street"),
    ("people,person,persons,humans", "a deserted, unpopulated scene"),
    ("crowd,crowds", "a calm, uncrowded space"),
    ("text,texts", "a clean image with plain, unlettered surfaces"),
    ("words,letters,lettering,writing", "plain, unlettered surfaces"),
    ("logo,logos,branding", "plain, unbranded surfaces"),
    ("watermark,watermarks", "a clean, unmarked image"),
    ("shadow,shadows", "soft, even, shadowless lighting"),
    ("harsh light,hard light", "soft, diffused light"),
    ("blur,bokeh", "crisp focus from front to back"),
    ("background,backdrop", "a seamless plain backdrop"),
    ("clutter,mess", "a tidy, uncluttered surface"),
    ("reflection,reflections,glare", "a matte, glare-free surface"),
    ("cloud,clouds", "a clear blue sky"),
    ("smile,smiling", "a calm, neutral expression"),
    ("plastic", "natural materials such as glass, wood and paper"),
    ("furniture", "an empty, unfurnished room"),
    ("animals", "a scene with plants and architecture only"),
    ("props", "the product alone on a clear surface"),
    ("extra fingers", "natural hands with five clearly separated fingers"),
    ("frame,border,borders", "edge-to-edge artwork"),
    ("snow", "bare, dry ground"),
    ("rain", "dry weather under a clear sky"),
)
INSTEAD: dict[str, str] = {word: good for words, good in _INSTEAD for word in words.split(",")}
"""Production manual, section 3.2: a model draws what it reads, so it reads what should be there."""
EXCLUDABLE = frozenset({"text", "logo", "logos", "watermark", "watermarks", "words"})
"""GPT's own guide recommends these exclusions; they are left alone there (L06)."""
CONTRACTIONS = "don't show|dont show|do not show|without any|without|free of|avoid|never|no"
KEEP_VERBS = word_set(
    "change crop alter touch move modify edit remove replace cut cover distort resize"
)
"""After a negation these protect something: no exclusion (L05)."""

FILLER = word_set(
    "a an the some nice cool good great beautiful stunning awesome amazing premium modern"
    " pro professional epic fancy best quality high 8k 4k hd uhd hdr masterpiece trending"
    " artstation detailed ultra hyper super very really our my your of for with and in on"
    " to at please make create design generate draw show me image picture photo visual"
    " graphic fantasy creative unique new simple eye-catching eyecatching catchy attractive"
    " ad banner logo poster flyer post"
)
BARE_NOUNS = word_set(
    "logo image picture photo poster banner ad graphic visual armor armour product design"
    " flyer illustration character landscape car house dragon portrait background cover"
    " thumbnail post"
)
PURPOSE = word_set(
    "ad ads advert advertisement campaign poster billboard flyer brochure banner post story"
    " reel thumbnail newsletter email website landing homepage hero slide deck presentation"
    " catalogue catalog packaging cover blog shop packshot launch sale event invitation"
    " social menu"
)
STYLE = word_set(
    "photo photorealistic photographic cinematic painting painterly watercolor watercolour"
    " oil anime pixel flat vector 3d render vintage retro futuristic minimal minimalist"
    " ornate moody dreamy dramatic elegant playful vivid mono monochrome noir surreal"
    " whimsical luxurious cozy cosy"
)
CAMERA = word_set(
    "angle macro wide close-up closeup overhead top-down aerial low-angle eye-level lens"
    " 35mm 50mm 85mm portrait framing shot bokeh depth centered centred foreground"
    " composition symmetrical light lit lighting sunlight sunlit backlit golden morning"
    " sunset dawn dusk shadow shadows softbox studio window candlelight neon overcast rim"
    " spotlight flash"
)

FAMILIES: dict[str, frozenset[str]] = {
    "photo": frozenset({"photo", "photorealistic", "photograph", "photographic"}),
    "flat": frozenset({"flat-design", "flat-style", "flat-illustration", "vector"}),
    "paint": frozenset({"oil-painting", "painterly", "watercolor", "watercolour", "gouache"}),
    "anime": frozenset({"anime", "manga"}),
    "pixel": frozenset({"pixel", "8-bit", "16-bit"}),
    "3d": frozenset({"3d", "cgi", "claymation"}),
    "mono": frozenset({"monochrome", "black-and-white", "greyscale", "grayscale"}),
    "vivid": frozenset({"vivid", "vibrant", "colourful", "colorful", "rainbow"}),
    "minimal": frozenset({"minimal", "minimalist", "minimalistic"}),
    "ornate": frozenset({"ornate", "baroque", "rococo", "maximalist"}),
    "vintage": frozenset({"vintage", "retro", "antique"}),
    "futuristic": frozenset({"futuristic", "sci-fi", "cyberpunk"}),
    "high-key": frozenset({"high-key"}),
    "low-key": frozenset({"low-key"}),
    "wide": frozenset({"wide-angle", "fisheye"}),
    "macro": frozenset({"macro"}),
    "overhead": frozenset({"overhead", "top-down", "flat-lay"}),
    "low-angle": frozenset({"low-angle", "worm's-eye"}),
    "bokeh": frozenset({"bokeh"}),
    "deep focus": frozenset({"deep-focus"}),
}
COMPETE: tuple[tuple[str, str], ...] = (
    ("photo", "flat"),
    ("photo", "paint"),
    ("photo", "anime"),
    ("photo", "pixel"),
    ("flat", "3d"),
    ("paint", "3d"),
    ("pixel", "paint"),
    ("anime", "3d"),
    ("mono", "vivid"),
    ("minimal", "ornate"),
    ("vintage", "futuristic"),
    ("high-key", "low-key"),
    ("wide", "macro"),
    ("overhead", "low-angle"),
    ("bokeh", "deep focus"),
)
PHRASES: tuple[tuple[str, str], ...] = (
    ("black and white", "black-and-white"),
    ("deep focus", "deep-focus"),
    ("wide angle", "wide-angle"),
    ("low angle", "low-angle"),
    ("high key", "high-key"),
    ("low key", "low-key"),
    ("top down", "top-down"),
    ("flat lay", "flat-lay"),
    ("pixel art", "pixel"),
    ("oil painting", "oil-painting"),
    ("flat design", "flat-design"),
    ("flat style", "flat-style"),
    ("flat illustration", "flat-illustration"),
    ("close up", "close-up"),
    ("sci fi", "sci-fi"),
)
"""Two words that mean one thing, written as one before the words are counted."""
VERBS = word_set(
    "is are shows show holds hold holding stands standing sits sitting lies lying floats"
    " pours pouring runs running walks walking looks looking wears wearing rests resting"
    " reaches flies drinks drinking pours falls falling opens open rises smiles smiling"
    " jumps jumping surrounded placed lit drops catches leans leaning covers with has have"
    " make create draw put add"
)
ORDER = word_set(
    "first then finally foreground background behind midground front left right beside above"
)
IMPERATIVES = word_set(
    "add change crop delete remove replace move make swap put insert brighten darken"
    " lighten blur sharpen rotate flip enlarge shrink resize recolor recolour erase extend"
    " straighten tilt turn zoom soften warm increase reduce lower raise hide"
)
