-- readable_from: 2
-- What a model may look up for a version, and what it looked up for a picture: the vendor's terms ask
-- that it is shown with the picture, so it is kept as long.
ALTER TABLE versions ADD COLUMN look_up TEXT NOT NULL DEFAULT 'no';
ALTER TABLE pictures ADD COLUMN looked_up TEXT NOT NULL DEFAULT '{}';
