"""The vocabulary of the sketch: English words -> places, grounds, things, light and colours."""

from __future__ import annotations

BACKS: dict[str, tuple[str, ...]] = {
    "beach": ("beach", "seaside", "coast", "shore", "island", "lagoon"),
    "sea": ("sea", "ocean", "lake", "harbour", "harbor", "boat", "sailing"),
    "mountains": ("mountain", "mountains", "alps", "alpine", "hike", "hiking", "trail", "summit"),
    "forest": ("forest", "woods", "trees", "jungle", "pine", "park", "garden", "botanical"),
    "dunes": ("desert", "dunes", "sahara"),
    "city": ("city", "street", "skyline", "urban", "downtown", "rooftop", "traffic"),
    "field": ("field", "meadow", "grass", "farm", "countryside", "lawn", "vineyard", "picnic"),
    "room": ("room", "kitchen", "office", "cafe", "café", "bar", "restaurant", "desk", "home",
             "bedroom", "bathroom", "living", "window", "interior", "shelf", "gym", "wall"),
    "sky": ("sky", "clouds", "air", "flying", "space", "sunrise", "sunset"),
}  # fmt: skip
GROUNDS: dict[str, tuple[str, ...]] = {
    "road": ("road", "street", "asphalt", "track", "highway", "city", "urban", "rooftop"),
    "stone": ("stone", "rock", "rocks", "slate", "granite", "marble", "concrete", "basalt",
              "pebbles", "cliff"),
    "wood": ("wood", "wooden", "oak", "table", "desk", "bar", "counter", "board", "shelf", "cafe",
             "café", "kitchen", "restaurant"),
    "water": ("water", "pool", "lake", "river", "puddle", "ripples", "floating"),
    "sand": ("sand", "beach", "desert", "dunes", "seaside", "shore", "coast"),
    "grass": ("grass", "meadow", "field", "lawn", "garden", "moss", "picnic", "park", "forest"),
    "snow": ("snow", "ice", "winter", "glacier"),
    "plinth": ("plinth", "pedestal", "podium", "cube", "stage"),
    "cloth": ("cloth", "linen", "silk", "fabric", "velvet", "towel", "blanket"),
}  # fmt: skip
THINGS: dict[str, tuple[str, ...]] = {
    "can": ("can", "cans", "tin", "beer", "soda", "cola", "brew", "energy"),
    "bottle": ("bottle", "bottles", "wine", "juice", "water bottle", "oil", "perfume", "shampoo",
               "gin", "whisky", "whiskey", "drink", "lemonade"),
    "cup": ("cup", "mug", "coffee", "espresso", "cappuccino", "latte", "tea"),
    "glass": ("glass", "cocktail", "glasses of", "champagne", "smoothie"),
    "shoe": ("shoe", "shoes", "sneaker", "sneakers", "trainer", "trainers", "boot", "boots"),
    "box": ("box", "package", "packaging", "parcel", "carton", "gift", "cereal"),
    "bag": ("bag", "handbag", "tote", "backpack", "shopping", "pouch"),
    "jar": ("jar", "cream", "candle", "honey", "jam", "moisturiser", "moisturizer", "pot"),
    "tube": ("tube", "lotion", "sunscreen", "toothpaste", "serum", "lipstick", "mascara"),
    "phone": ("phone", "smartphone", "app", "iphone", "mobile"),
    "laptop": ("laptop", "computer", "notebook", "software", "dashboard", "screen"),
    "plate": ("plate", "bowl", "salad", "pizza", "pasta", "burger", "food", "dish", "meal",
              "cake", "soup", "dinner", "breakfast"),
    "person": ("person", "woman", "man", "girl", "boy", "people", "runner", "model", "portrait",
               "child", "family", "team", "founder", "barista", "athlete", "face", "couple"),
    "car": ("car", "suv", "van", "truck", "vehicle", "taxi"),
    "chair": ("chair", "armchair", "sofa", "stool", "furniture"),
    "watch": ("watch", "clock", "wristwatch"),
    "headphones": ("headphones", "headset", "earphones"),
    "plant": ("plant", "flower", "flowers", "bouquet", "tree", "cactus", "leaf"),
    "book": ("book", "magazine", "ebook", "catalogue", "journal"),
    "shirt": ("shirt", "t-shirt", "tshirt", "hoodie", "jacket", "dress", "sweater", "clothing"),
}  # fmt: skip
WET = ("wet", "rain", "rainy", "dew", "splash", "reflection", "glossy", "puddle", "mirror")
TIMES: dict[str, tuple[str, ...]] = {
    "night": ("night", "dark", "moody", "neon", "midnight", "black"),
    "golden": ("golden", "sunset", "sunrise", "dusk", "dawn", "warm", "autumn", "cosy", "cozy"),
    "soft": ("overcast", "foggy", "misty", "fog", "mist", "soft", "pastel", "winter", "calm"),
}
LIGHTS: dict[str, tuple[str, ...]] = {
    "left": ("from the left", "left light", "lit from left", "light left"),
    "right": ("from the right", "right light", "lit from right", "light right"),
    "back": ("backlit", "back-lit", "backlight", "from behind", "rim light", "back light",
             "silhouette", "against the light"),
    "top": ("from above", "top light", "overhead light", "from the top", "noon", "midday"),
    "front": ("from the front", "front light", "flash", "frontal"),
}  # fmt: skip
LIGHT_NAMES = {
    "left": "light from the left",
    "right": "light from the right",
    "back": "light from behind",
    "top": "light from above",
    "front": "light from the front",
}
CAMERAS: dict[str, tuple[str, ...]] = {
    "low": ("low angle", "low-angle", "from below", "worm", "heroic", "hero angle"),
    "high": ("high angle", "high-angle", "from above", "overhead", "top down", "top-down",
             "flat lay", "flat-lay", "bird", "aerial"),
    "eye": ("eye level", "eye-level", "straight on", "head-on", "normal angle"),
}  # fmt: skip
CAMERA_NAMES = {
    "low": "camera low, looking up",
    "high": "camera high, looking down",
    "eye": "camera at eye level",
}
COLOURS: dict[str, str] = {
    "black": "#1d1b1a", "charcoal": "#36383b", "graphite": "#4a4a4c", "grey": "#8d8a86",
    "gray": "#8d8a86", "silver": "#c3c4c6", "white": "#faf8f4", "ivory": "#f4ecda",
    "cream": "#f2e6cc", "beige": "#e0cfb1", "sand": "#dcc59a", "tan": "#c9a36f",
    "brown": "#7a5238", "chocolate": "#4b3023", "coffee": "#5d4231", "rust": "#b1532c",
    "terracotta": "#c8704d", "copper": "#b4703f", "gold": "#c99a3b", "mustard": "#d6a531",
    "yellow": "#f2cb3d", "lemon": "#f4e06a", "orange": "#ee8a34", "peach": "#f6bd98",
    "coral": "#ef7b64", "salmon": "#f09482", "red": "#cf3f36", "crimson": "#a9213a",
    "burgundy": "#6d2236", "pink": "#efa3b4", "rose": "#e2a09c", "magenta": "#c2347f",
    "purple": "#73468f", "violet": "#7d5ba6", "lavender": "#b9a6d9", "lilac": "#c9b4dc",
    "indigo": "#3d3f8c", "navy": "#1f2f50", "blue": "#3f76b8", "cobalt": "#2a55b0",
    "sky blue": "#9ccbe8", "turquoise": "#43b4b3", "teal": "#2a7f80", "aqua": "#8fd6d6",
    "mint": "#b4dcc4", "green": "#4f8d55", "olive": "#7f8145", "sage": "#a9b596",
    "emerald": "#1f7a55", "forest green": "#2d5540", "lime": "#b6d84c", "slate": "#5d6a75",
    "stone grey": "#a29d93", "plum": "#5c3453", "mauve": "#b08ba3",
}  # fmt: skip
SERIF_WORDS = ("luxury", "elegant", "wine", "perfume", "wedding", "jewellery", "jewelry", "hotel",
               "spa", "skincare", "champagne", "boutique", "heritage", "classic", "fine", "gold",
               "museum", "opera", "cosmetics", "candle", "bakery", "tea", "calm")  # fmt: skip
