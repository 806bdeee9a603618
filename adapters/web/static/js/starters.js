// The three pictured starters of the first minute: words that type themselves, a photo, its job.
export const starters = [
  {
    title: "Product in a scene",
    text: "a cold-brew can on wet stone, morning light, for an Instagram story",
    photo: "can.jpg",
    role: "product",
  },
  {
    title: "Poster with a legal line",
    text: 'a beach party poster for an Instagram feed text:"SUMMER HAS LANDED" text:"Drink responsibly. 18+"',
    photo: "beach.jpg",
    role: "background",
  },
  {
    title: "Change a photo",
    text: "put the cup on a dark walnut table, warmer light, for a YouTube thumbnail",
    photo: "cup.jpg",
    role: "base",
  },
];
