"""The drawing room of the free sketch: a layout picture from words, the same bytes every time.

reading -> spec (what is meant) -> frame and plan (where it goes) -> scene, subject, lettering,
furniture, margin (ink on the picture). An edit changes the spec and nothing else.
"""
