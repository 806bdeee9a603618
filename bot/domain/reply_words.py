"""The English that the reply rules know, as closed word sets: data, no rules.

A word is in a set because it decides something there; adding a word here is how the rules learn.
"""

from __future__ import annotations

from bot.domain.tidy import word_set

CHANGE = word_set(
    "add adjust align blacken blur boost brighten bring center centre change clean color"
    " colour cover crop cut darken declutter decrease delete desaturate dial dim double"
    " drop emphasise emphasize enhance enlarge erase expand extend fade fill fix flatten"
    " flip frame hide highlight increase insert isolate lessen lighten loose loosen lose"
    " lower mask match mirror mkae move mute narrow outline overlay paint place position"
    " pull push raise rearrange recolor recolour redo reduce regenerate relight remove"
    " render reorder rephrase replace reposition rerender resize restore retouch revert"
    " reword rm rotate saturate scale sharpen shift shorten shrink simplify smooth soften"
    " spell straighten stretch strip substitute swap switch thicken tighten tilt tint tone"
    " translate trim turn tweak undo vary warm whiten widen wipe wrap zoom"
)
"""At the start of a clause (or after "can you") these ask for a change of the picture."""
WEAK = word_set(
    "do get give go have include let make play put rework see set shoot show take try use want"
)
"""Ask for a change only beside a word that speaks of the picture."""
TALK_VERBS = word_set(
    "announce approve archive ask attend book buy call celebrate chase check clarify close"
    " comment compare confirm decide discuss download email explain export file finish"
    " follow forward give help join launch lock look mail meet message order park pay ping"
    " post prepare present print proceed publish read remind reply report respond review"
    " say schedule send share ship sign sleep speak start stop submit sync talk tell think"
    " upload verify vote wait watch work write"
)
COMPARATIVE = word_set(
    "angrier bigger biger blacker bluer blurrier bolder brighter brigher bulkier busier"
    " calmer cleaner closer clearer colder cooler cosier cozier crisper darker deeper"
    " denser dirtier dreamier drier dustier edgier emptier fancier farther flatter foggier"
    " fresher friendlier fuller funkier further fuzzier glossier grainier greener grittier"
    " happier hazier higher juicier larger lighter longer looser lower lusher messier"
    " moodier narrower nearer older paler pinker punchier quieter redder richer rounder"
    " rougher sadder sharper shinier shorter simpler sleeker slimmer smaller smoother"
    " snappier softer straighter stronger subtler sunnier taller thicker thinner tidier"
    " tighter tinier warmer warmr weirder wetter whiter wider wilder yellower younger"
    " classier sexier airier bubblier frostier icier"
)
MORE = word_set("more less fewer")
BETTER = word_set("better nicer")
"""Wishes only beside what should be: "better light"."""
COLOURS = word_set(
    "beige black blue bronze brown burgundy coral cream cyan emerald gold golden gray green"
    " grey indigo ivory khaki lavender lilac lime magenta maroon mauve mint monochrome navy"
    " neon ochre olive orange pastel peach pink purple red rose salmon sepia silver tan"
    " teal turquoise violet white yellow black-and-white b&w bw"
)
VISUAL = word_set(
    "abstract airy artificial ashen asymmetric blurred blurry bold bright busy centered"
    " centred cinematic clean clear cluttered cold colourful colorful cool cosy cozy"
    " cropped crooked crowded dark deep detailed diffused dim dirty dramatic dreamy dull"
    " dynamic elegant empty fake faded flat foggy fresh fuzzy glossy grainy harsh hazy high"
    " huge icy juicy large light lively lush macro matte messy minimal minimalist"
    " minimalistic misty modern moody muddy muted natural neat noisy opaque overexposed"
    " pale photographic photorealistic pixelated plain plastic playful premium realistic"
    " retro rich rough round rustic saturated sharp shiny short sleek small smooth soft"
    " stark sterile stiff subtle sunny symmetrical tall tight tiny tidy transparent"
    " underexposed vibrant vintage visible vivid warm washed wet wide winter wintry wooden"
    " yellowish blueish bluish reddish greenish metallic centrered serif sans italic"
    " uppercase lowercase"
)
PICTURE = word_set(
    "angle animal animals apple arm arms aside backdrop background backgrounds badge banner"
    " beach bean beans bg blur body border bottle bottles bottom bowl box brightness bubble"
    " bubbles building buildings bush button cable camera cap caption car cars cat center"
    " centre chair close-up cloud clouds coast color colors colour colours composition"
    " condensation contrast copy-space corner couch crop crowd cta cup cups cutout dawn"
    " daylight depth desk disclaimer dog door dot dress droplets drops dusk edge edges"
    " evening exposure eye eyes face faces fence fill finger fingers fish flare floor"
    " flower flowers foam fog font fonts footer foreground frame fruit fruits furniture"
    " glare glass glasses glow gradient grain grass hair hand handle handles hands hat"
    " header headline headlines highlight highlights horizon house ice icon image"
    " infographic jacket juice label labels lamp layout leaf leaves left leftmost leg legs"
    " lemon lemons lens lettering letters lettuce lid light lighting lights lime limes line"
    " lines lip lips lit logo logos man margin margins men mist mood moon morning mountain"
    " mountains mouth mug neck night noir nose objects outline overlay packaging packshot"
    " padding palette palm pan paper pattern people person perspective photo picture plant"
    " plants plate product products prop props rain reflection reflections right rightmost"
    " river road room rope sand saturation sauce scene scratch sea seagull shade shadow"
    " shadows shape shelf shirt shoe shoes silhouette skin skirt sky skyline sleeve slogan"
    " smile snow soil spacing splash spoon spot star stars steam stem sticker stone straw"
    " street style subline subtitle sun sunglasses sunlight sunrise sunset surface table"
    " tagline teeth text texture theme tint title tone top towel tree trees typeface typo"
    " typography upper vase vignette wall water watermark waves white-space window windows"
    " wine woman women wood word wording wrist"
)
"""Nouns of what is seen. Words that also speak of work (copy, model, version) are not here."""
WORK = word_set(
    "agenda comment comments message sprint analytics"
    " approval approver approvers asana board boss budget calendar call"
    " calls campaign channel client clients coffee colleague company competitor conference"
    " contract credit credits customer deadline deck designer dm doc docs document draft"
    " drive email feedback figma file files folder form google guidelines holiday inbox"
    " intern invite invoice jira job kpi launch lawyer legal link lunch management meeting"
    " meetings minutes newsletter notes notifications notion numbers office paperwork"
    " partner photoshop plan planning plans powerpoint ppt presentation press price prices"
    " printer process project proposal queue quote report rights sales schedule server"
    " sheet shop slack slides slot spreadsheet standup team teams thread ticket timeline"
    " trello vacation vendor views wiki"
)
SCENIC = word_set("coffee customer holiday lunch minutes office paperwork press price prices shop")
"""Of WORK, what can also stand in a picture: "in an office" is no other place of work."""
WHEN = word_set(
    "am april asap august cob date december eod eow feb february fri friday january july"
    " june later march minute minutes mon monday month months noon november oct october pm"
    " quarter sat saturday sept september soon sunday thu thur thurs thursday today"
    " tomorrow tomorrow's tonight tue tues tuesday wed wednesday week weekend weeks year"
    " years yesterday"
)
FORMAT = word_set(
    "1k 2k 4k landscape portrait vertical horizontal square widescreen story stories reel"
    " reels thumbnail thumb pin pinterest leaderboard skyscraper instagram insta ig"
    " linkedin facebook fb youtube yt tiktok twitter x amazon etsy shopify og favicon"
    " avatar png jpg jpeg webp hero carousel feed"
)
PRAISE = word_set(
    "adorable adore amazing awesome beautiful bravo brilliant chapeau chef's congrats"
    " congratulations cute danke delicious dope excellent excited exquisite fab fabulous"
    " fantastic flawless genius glorious good gorgeous gracias grazie great haha hahaha"
    " happy hehe hilarious immaculate impressive incredible insane interesting kudos lmao"
    " lol love loved lovely loves magnificent merci neat nice nicely obrigado obsessed omg"
    " on-point outstanding perfect perfectly phenomenal pleased proud rofl slaps"
    " spectacular splendid spot-on stunning superb superbly sweet terrific thank thanks thx"
    " ty wonderful wow yay yesss yum yummy"
)
ACK = word_set(
    "+1 -1 absolutely afternoon agree agreed all alright approve approved aye brb bye"
    " cheers ciao clear congrats cool correct deal done evening everybody everyone exactly"
    " fair feedback fine folks fyi good gotcha great guys hello hey hi hm hmm hmmm hola"
    " ideas idk ignore indeed k kk lgtm lmk lunch maybe moin morning nah never no noon nope"
    " noted np nvm obsessed ofc oh ok okay okey oki okie oops perfect right roger salut"
    " same servus sorry super sure ta team test testing thanks thoughts totally true"
    " understood w00t welcome whatever whoops word works yea yeah yep yes yesss yo yup"
)
FILLER = word_set(
    "actually again ah also alternatively and anyway basically btw but definitely finally"
    " first firstly fwiw generally hello hey hi hmm honestly however imho imo instead just"
    " kindly lastly maybe next nit now oh ok okay only or otherwise overall perhaps"
    " personally please plese pls plus plz possibly probably quick quickly secondly simply"
    " so sorry still tbh thanks then thirdly though uh um well yeah yep yes"
)
QUALIFIER = word_set(
    "a bit little lot touch tad slightly much way far even somewhat just some kinda sort"
    " kind of bits tiny noticeably considerably significantly ever so"
)
SUBJECTS = word_set(
    "i i'm i'll i've i'd im ill ive we we'll we've we're he he's she she's they they're"
    " they've they'll that that's thats this there there's it it's its who who's our their"
    " my his her someone somebody everyone everybody nobody both client management legal"
)
FIRST = word_set(
    "i i'm i'll i've im ill ive we we'll we've we're he he's she's they they're they've"
)
ASKING = word_set(
    "am anybody anyone are did didn't does had has how hows is was were what what's whats"
    " when where where's wheres which who whom whose why"
)
"""First words of questions that ask for an answer, not for a change."""
AUX = word_set("can could can't couldn't cn cud would will wouldn't shall should may might")
FAULTS = word_set(
    "artificial awkward bland blurry boring broken cheap clashes clipped cluttered cold"
    " competes covers creased creepy crooked cropped dated deformed dim dirty disappeared"
    " distorted distracting doubled dull duplicated empty extra faded fake flat float"
    " floating floats forgot forgotten gloomy gone grainy harsh hidden illegible invisible"
    " lacking lacks lifeless lost mangled melted messy misaligned misplaced missing"
    " misspelled misspelt muddy noisy odd off overcrowded overexposed overlap overlapping"
    " overlaps pixelated plastic skewed squashed sterile stiff strange stretched tilted"
    " typo typos ugly unbalanced unclear underexposed uneven unnatural unreadable upside"
    " vanished warped washed weird wrong"
)
SEEMS = word_set("look looks looking feel feels feeling seem seems appears appear reads")
NEGATED = word_set(
    "isn't aren't not doesn't don't dont doesnt isnt arent won't cannot can't cant wasn't"
    " barely hardly"
)
WANTED = word_set(
    "align big bold bright centered centred clear crisp dark enough even feel fit large"
    " legible level look match natural pop read readable realistic recognisable"
    " recognizable see sharp stand straight strong visible warm"
)
"""After a negation these name a fault: "isn't straight", "doesn't match"."""
NEEDS = word_set(
    "asked asks must need needed needs prefer prefers require requires should shouldn't"
    " want wanted wants wish wishes"
)
NOT_A_FAULT = word_set(
    "bad bit busy-today cute early easy expensive fast funny good great hard kind late long"
    " lol many much nice often quick slow soon true real"
)
"""After "too" these speak of the talk, not of the picture."""
LABELS = word_set(
    "headline headlines text title tagline slogan copy caption cta subline subtitle subhead"
    " background font logo button disclaimer price colour color colours colors palette"
    " light lighting mood style format size claim legal-line badge footer header camera"
    " angle"
)
FOREIGN = word_set(
    "att auf aus avec bardzo bitte che czy daha dans das della dello dem den der die"
    " dunkler een ein eine einen el encanta est esto está ett etwas favor graag größer"
    " gusta gut heller het ich ikke inte ist jag jest kannst kleiner la las le les los"
    " lütfen mach mache mais meer mehr merci mit muy más nach nicht nie niet non não och og"
    " ohne pas petit peux più proszę que sans sem sieht soll sollte sur til trop und une"
    " unos weniger wir zu är"
)
ENGLISH = word_set(
    "a an the and or but of to in on at for with without is are was it this that these"
    " those you we i can could would should please more less make no not too be have has do"
    " does my our your as from up down there here what which who how when so if than then"
    " them her his she he they like want need now just some any by about into over under"
    " one two all out off get let's"
)
TALK_STARTS: tuple[str, ...] = (
    "such a", "such an", "what a", "what an", "add me", "turn off", "turns out", "fill out",
    "flip a coin", "take my", "take the day", "no more changes", "no more", "no notes", "in 5",
    "in 10", "on point", "can't wait", "can't believe", "cant wait", "wouldn't change a",
    "not changing", "on the train", "too late", "too soon", "too tired", "sorry for", "make sure",
    "make sense", "makes sense", "make my", "make me", "make time", "make do", "let me",
    "let us know", "let's wait", "let's park", "let's discuss", "let's talk", "let's see",
    "let's meet", "let's keep", "let's take", "let's stick", "let's ask", "go ahead", "go for it",
    "go live", "good to go", "keep me", "keep us", "keep it up", "keep going", "keep in mind",
    "keep an", "keep up", "take a look", "take your", "take care", "take over", "take it from",
    "change of", "move on", "moving on", "no worries", "no problem", "no rush", "no idea",
    "no thanks", "no need", "no clue", "no changes", "no change", "no comment", "no stress",
    "no wonder", "no way", "no doubt", "no more comments", "no further", "no objections",
    "no feedback", "nothing to", "not sure", "not bad", "not too bad", "not yet", "not my",
    "not now", "not today", "not at all", "not really", "not me", "not us", "not for me",
    "not necessarily", "on it", "in a meeting", "in a call", "in a sec", "in a minute",
    "in the meeting", "in the meantime", "in my opinion only", "in general", "in two", "in case",
    "in other words", "in fact", "in progress", "in review", "with pleasure", "with love",
    "back in", "back to you", "back at", "drop me", "show me the money", "see you", "see above",
    "see below", "see comment", "see http", "have a nice", "have a good", "have a great",
    "have a look", "have fun", "have you", "out of", "more later", "more tomorrow", "more soon",
    "more importantly", "more like it", "more or", "more of the same", "less is more",
    "more than", "less than", "turn it in", "push it live", "bring it on", "try again",
    "fix a date", "in doubt", "another day", "another one bites", "another meeting",
    "different story", "too bad", "too funny", "too good", "so true", "me too", "that works",
    "works for", "all good", "fine by", "happy to", "happy with", "one sec", "one moment",
    "hang on", "hold on", "lose sleep", "put on hold", "put it on hold", "get well", "get ready",
    "get some", "get back", "do we", "do you", "do they", "do i", "finally a", "finally the",
    "will do", "same here", "same for me", "same problem", "place your bets", "cut it out",
    "raise your", "check", "lower your", "wrap up", "wrap this up", "follow up", "cross fingers",
    "fingers crossed", "first draft", "second draft", "good morning", "good evening", "right now",
    "left on read", "top notch", "light work", "fill me in", "fill us in", "cover me",
    "match made", "switch off", "on second thought", "in that case", "as discussed", "as agreed",
    "as planned", "as expected", "as far", "as long", "as soon", "as is", "as i said",
    "as always", "as usual", "as per",
)  # fmt: skip
"""Idioms: a clause that starts with these words is talk, whatever else it says."""
ABOUT_NOTHING = word_set("anything nothing it this that them everything")
LAUGHS = word_set("lol lmao rofl haha hahaha hehe")
FEW = 2
"""Words: a verb and what it is about."""
HELD = word_set("as one like up for in")
"""After "keep it": the picture as a whole, nothing to change."""
OPINION_VERBS = word_set("like love need want see read")
LIKING = word_set("love like adore loved liked")
OBJECTS = word_set("it this that their her our my his both")
POSING = word_set("put have give place let")
WOULD: frozenset[tuple[str, str]] = frozenset(
    {("would", "like"), ("would", "love"), ("would", "prefer"), ("would", "be"), ("could", "use")}
    | {("has", "to"), ("have", "to"), ("would", "make"), ("would", "look"), ("could", "be")}
    | {("would", "change"), ("would", "remove"), ("would", "move"), ("would", "add")}
    | {("i'd", "like"), ("i'd", "love"), ("i'd", "prefer"), ("i'd", "make"), ("we'd", "like")}
    | {("i'd", "change"), ("i'd", "remove"), ("i'd", "move"), ("i'd", "add"), ("we'd", "love")}
)
FAULT_PAIRS: frozenset[tuple[str, str]] = frozenset(
    {("cut", "off"), ("hard", "to"), ("difficult", "to"), ("gets", "lost"), ("has", "to")}
    | {("cropped", "off"), ("falls", "off"), ("blends", "in"), ("stands", "out")}
) - {("has", "to"), ("stands", "out")}
REPORTED = word_set(
    "typo typos misspelled misspelt missing forgot forgotten can't cannot cant barely hardly"
)
"""Faults that people report in the first person: "we have a typo", "I can't read it"."""
BE = word_set("is are isn't aren't it's was were")
DISLIKES: tuple[str, ...] = (
    "don't like", "dont like", "don't love", "dont love", "not loving", "not a fan", "hate the",
    "hate this", "not convinced by", "not happy with", "didn't like",
)  # fmt: skip
TAKING = word_set("not without with no w/o")
SHAPING = word_set(
    "same as in other another different back on for wrong at from behind under below above"
)
STATING = word_set(
    "is was are were has had looks look works work did does will got performed went goes"
    " feels reminds said says belongs likes loves prefers liked tested showed"
)
CONTENT = PRAISE | word_set("good better well fine favourite favorite cool")
POSITIVE = word_set(
    "premium fresh clean modern elegant natural realistic vibrant vivid cosy cozy crisp sharp"
)
SMALL = word_set("a an the or from my our side me one it this that for on by is")
ARTICLES = word_set("the a an this that such these those his her our their my your")
TALKED_OF = word_set("changes later please importantly of time info details feedback coffee")
ADJECTIVE_VERBS = word_set("clean cool dim mute narrow open slow warm")
"""Ask for a change only with an object: "warm it up", not "warm welcome"."""
VERB_OBJECTS = word_set("it the up this that down her his our out away everything all off")
CHEERS = frozenset(
    "\U0001f60d\U0001f525\u2764\U0001f44f\U0001f929\U0001f63b"
    "\U0001f970\U0001f4af\U0001f64c\U0001f602\U0001f923"
)
"""Beside words that ask for nothing these say: praise or a joke."""
