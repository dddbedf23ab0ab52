/** A product of the demo catalogue, as `POST /api/products` takes it. */
export interface DemoProduct {
  title: string;
  price: number;
  quantity: number;
  category: string;
  description: string;
  shopName: string;
}

type Row = [title: string, price: number, quantity: number, description: string];

const BY_CATEGORY: Record<string, Row[]> = {
  Kitchen: [
    [
      'Enamel Kettle',
      39.9,
      24,
      'Holds 1.5 litres, whistles when it boils, and works on every hob, induction too.',
    ],
    [
      'Pour-Over Coffee Set',
      34.5,
      18,
      'A glass carafe, a steel filter that needs no paper, and a cork collar that stays cool.',
    ],
    [
      'Walnut Cutting Board',
      48,
      12,
      'End-grain walnut, 38 by 28 cm, with a groove for juices and feet that do not slip.',
    ],
    [
      'Cast-Iron Skillet',
      29.95,
      30,
      'Seasoned and ready to use, 26 cm. Heavy, even heat, and it lasts for generations.',
    ],
    [
      'Linen Tea Towels, Set of 3',
      21,
      40,
      'Washed European linen that dries without lint and grows softer with every wash.',
    ],
  ],
  Home: [
    ['Wool Throw', 79, 4, 'Lambswool woven in a herringbone, 140 by 200 cm, warm without weight.'],
    ['Desk Lamp', 64.9, 15, 'Three joints, a warm dimmable light, and a base small enough for a shelf.'],
    ['Stoneware Vase', 27.5, 5, 'Thrown by hand and glazed in oat white. Each one differs a little.'],
    ['Soy Candle, Cedar', 18.9, 50, 'Burns for 45 hours with a cotton wick; cedar, moss and a little smoke.'],
    ['Oak Wall Hooks, Pair', 16, 36, 'Solid oiled oak with hidden screws. Each carries 8 kg.'],
  ],
  Outdoor: [
    [
      'Trail Backpack 24 L',
      89,
      14,
      'Light ripstop with a ventilated back, a rain cover, and room for a day out.',
    ],
    [
      'Insulated Bottle 0.7 L',
      28.9,
      45,
      'Keeps tea hot for 12 hours and water cold for 24. Fits a bicycle cage.',
    ],
    [
      'Two-Person Tent',
      189,
      6,
      'Stands by itself, weighs 2.1 kg, and sleeps two with their packs in the porch.',
    ],
    ['Head Torch', 32.5, 28, 'Charges by USB-C, 350 lumens, and a red light that spares the eyes of others.'],
    [
      'Picnic Blanket',
      36,
      22,
      'Soft above and waterproof below, 150 by 200 cm, rolls up with a leather strap.',
    ],
  ],
  Books: [
    [
      'The Bread Book',
      26,
      17,
      'Forty loaves from one dough, with photographs of every step and every mistake.',
    ],
    [
      'A Field Guide to Clouds',
      14.9,
      33,
      'Tell cirrus from cirrostratus, and know whether to take the washing in.',
    ],
    ['Small Houses', 42, 2, 'Thirty dwellings under sixty square metres, drawn to scale and lived in.'],
    ['Letters from the Night Train', 12.5, 26, 'A novel in eleven stations, from Lisbon to Helsinki.'],
    [
      'Atlas of Quiet Places',
      35,
      16,
      'Sixty maps of islands, passes and back roads, with how to get there by train.',
    ],
  ],
  Stationery: [
    [
      'Dotted Notebook A5',
      11.9,
      60,
      '160 numbered pages of 100 g paper that lies flat and takes fountain-pen ink.',
    ],
    ['Brass Pencil Sharpener', 8.5, 48, 'A solid wedge of brass with a blade that can be changed.'],
    [
      'Fountain Pen, Fine',
      38,
      13,
      'A steel nib, a converter and two cartridges. Writes at once after a week in a drawer.',
    ],
    ['Wrapping Paper, 5 Sheets', 9.9, 55, 'Recycled paper printed with botanical drawings, 50 by 70 cm.'],
    ['Desk Calendar', 17.5, 3, 'One card for each month on a beech stand. The last three of this year.'],
  ],
  Clothing: [
    ['Merino Scarf', 44, 19, 'Fine merino in a broken rib, 180 by 30 cm. Warm, light, and it does not itch.'],
    [
      'Striped Cotton Shirt',
      32,
      34,
      'Heavy organic cotton with a straight cut. Washes at 40 degrees and keeps its shape.',
    ],
    ['Felt Hat', 58, 5, 'Wool felt with a grosgrain band, water-repellent and easy to reshape over steam.'],
    ['Ribbed Socks, 2 Pairs', 15.5, 70, 'Combed cotton with a padded sole, in sizes 36 to 45.'],
    [
      'Canvas Tote Bag',
      19.9,
      42,
      'Waxed canvas with an inner pocket and handles long enough for the shoulder.',
    ],
  ],
  Bath: [
    [
      'Olive Oil Soap',
      7.9,
      80,
      'Cut by hand and dried for eight weeks. Unscented, and it lasts about two months.',
    ],
    ['Bath Salts, Lavender', 13.5, 37, 'Coarse sea salt with real lavender flowers, for about eight baths.'],
    ['Body Brush', 17, 21, 'Beech with plant bristles and a handle that unhooks for the shower.'],
    ['Hand Wash, Fig', 14.9, 44, 'A glass bottle of 500 ml with a pump that can be refilled.'],
    ['Waffle Towel', 29, 3, 'Honeycomb cotton, 70 by 140 cm, that dries quickly and takes little room.'],
  ],
  Toys: [
    [
      'Wooden Building Blocks',
      33,
      23,
      'Fifty pieces of maple and beech in a cotton bag, finished with plant oil.',
    ],
    ['Stunt Kite', 37.5, 12, 'Two lines, ready in a minute, and it flies from a light breeze upwards.'],
    ['Teddy Bear', 24.9, 27, 'Soft cotton plush, 30 cm, stuffed with recycled fibre and safe from birth.'],
    ['Garden Ball', 12, 50, 'Natural rubber, 20 cm. Grips when wet and does not hurt at close range.'],
    [
      'Forest Puzzle, 500 Pieces',
      22.5,
      1,
      'Thick board with a linen finish. The last copy of the first edition.',
    ],
  ],
};

const ROWS_OF_ONE = Math.max(...Object.values(BY_CATEGORY).map((rows) => rows.length));

/** What a first start puts on the shelves: one of each category in turn, so that a page shows all of them. */
export const DEMO_CATALOGUE: readonly DemoProduct[] = Array.from({ length: ROWS_OF_ONE }, (_, turn) =>
  Object.entries(BY_CATEGORY).flatMap(([category, rows]) =>
    rows.slice(turn, turn + 1).map(([title, price, quantity, description]) => ({
      title,
      price,
      quantity,
      category,
      description,
      shopName: 'Juniper & Lane',
    })),
  ),
).flat();

/** Who can sign in after a first start. */
export const DEMO_ACCOUNTS = {
  seller: { email: 'seller@example.com', password: 'sell-demo-1' },
  buyer: { email: 'buyer@example.com', password: 'buy-demo-1' },
} as const;
