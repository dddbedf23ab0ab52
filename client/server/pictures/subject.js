'use strict';

/** Words of a title and the object that they mean; the first match counts. */
const WORDS = [
  ['kettle|teapot|tea pot', 'kettle'],
  ['coffee|carafe|pour-over|decanter', 'carafe'],
  ['cutting board|chopping|tray', 'board'],
  ['skillet|pan|wok', 'skillet'],
  ['tea towel|towel|napkin|linen', 'towels'],
  ['picnic|blanket', 'blanket'],
  ['mug|cup|tumbler|glass', 'mug'],
  ['bowl|plate|dish', 'bowl'],
  ['throw|rug|quilt', 'throw'],
  ['head torch|torch|flashlight|headlamp', 'torch'],
  ['lamp|light|lantern', 'lamp'],
  ['candle', 'candle'],
  ['vase', 'vase'],
  ['hook|rail|hanger', 'hooks'],
  ['cushion|pillow', 'cushion'],
  ['calendar|planner', 'calendar'],
  ['clock|watch|timer', 'clock'],
  ['fountain pen|pen|pencil set|pencils|marker', 'pen'],
  ['sharpener|eraser', 'sharpener'],
  ['wrapping|paper|envelope', 'paper'],
  ['notebook|journal|sketchbook', 'notebook'],
  ['atlas|map|field guide', 'atlas'],
  ['book|novel|letters|stories|houses|poem', 'book'],
  ['plant|fern|planter|herb|seed', 'plant'],
  ['chair|stool|bench', 'chair'],
  ['shelf|bookcase|cabinet|table|desk', 'shelf'],
  ['backpack|rucksack', 'backpack'],
  ['bottle|flask|thermos', 'bottle'],
  ['tent', 'tent'],
  ['hammock', 'hammock'],
  ['basket', 'basket'],
  ['boot|shoe|sneaker|slipper', 'boots'],
  ['sock', 'socks'],
  ['scarf|shawl', 'scarf'],
  ['shirt|sweater|jumper|jacket|apron', 'shirt'],
  ['hat|beanie|cap', 'hat'],
  ['bag|tote|purse|wallet', 'bag'],
  ['soap', 'soap'],
  ['lotion|shampoo|wash|oil', 'dispenser'],
  ['balm|cream|salt|scrub|honey|jam|jar', 'jar'],
  ['brush|comb', 'brush'],
  ['block|train|brick', 'blocks'],
  ['ball|juggling', 'ball'],
  ['kite', 'kite'],
  ['puzzle|game|cards', 'puzzle'],
  ['bear|doll|plush', 'bear'],
  ['headphone|earbud|headset', 'headphones'],
  ['speaker|radio|turntable', 'speaker'],
  ['phone|tablet|reader', 'phone'],
  ['charger|cable|power|battery', 'charger'],
  ['keyboard|mouse|laptop|computer', 'keyboard'],
  ['gift|voucher', 'gift'],
].map(([words, object]) => [new RegExp(`(?:^|[^a-z])(?:${words})s?(?![a-z])`), object]);

/** What a category's products can look like when the title does not say. */
const CATEGORIES = {
  kitchen: ['mug', 'bowl', 'kettle', 'skillet'],
  home: ['vase', 'cushion', 'candle', 'plant', 'clock'],
  outdoor: ['tent', 'backpack', 'bottle', 'hammock'],
  books: ['book', 'books', 'atlas'],
  stationery: ['notebook', 'pen', 'paper'],
  clothing: ['shirt', 'scarf', 'hat', 'socks'],
  bath: ['soap', 'jar', 'dispenser', 'brush'],
  toys: ['blocks', 'ball', 'kite', 'bear', 'puzzle'],
  electronics: ['headphones', 'speaker', 'phone', 'charger'],
  garden: ['plant', 'basket', 'boots'],
  furniture: ['chair', 'shelf', 'lamp'],
};

const ANYTHING = ['parcel', 'gift', 'bag', 'jar', 'vase', 'books', 'basket', 'bowl'];

/** The object that stands for a product; `random` chooses where title and category leave it open. */
function subjectOf(title, category, random) {
  const words = title.toLowerCase();
  const named = WORDS.find(([pattern]) => pattern.test(words));
  if (named) return named[1];
  const kind = category.toLowerCase().trim();
  const known = Object.keys(CATEGORIES).find((name) => kind.includes(name));
  const choice = CATEGORIES[known] ?? ANYTHING;
  return choice[Math.floor(random() * choice.length)];
}

module.exports = { subjectOf };
