/** What a seller may send to `POST /api/products`. */
export interface NewProduct {
  title: string;
  price: number;
  quantity: number;
  description?: string;
  category?: string;
  imageUrl?: string;
}

/** Titles in scripts and with signs that a later version could read, sort or find otherwise. */
const UNUSUAL: NewProduct[] = [
  {
    title: 'Điện thoại',
    price: 199.9,
    quantity: 7,
    category: 'Điện tử',
    description: 'Màu đen\nBảo hành 1 năm',
  },
  { title: 'Straßenkarte "Übersicht"', price: 12.5, quantity: 3, category: 'Maps & Guides' },
  { title: '木製の椅子', price: 80, quantity: 4, category: '家具', description: '軽い椅子です。' },
  { title: 'เก้าอี้ไม้', price: 75.25, quantity: 2, category: 'Furniture' },
  { title: 'كرسي خشبي', price: 60, quantity: 1, category: 'Furniture' },
  { title: 'Family mug 👨‍👩‍👧', price: 9.99, quantity: 12, category: 'kitchen' },
  {
    title: 'Café crème bowl',
    price: 14.35,
    quantity: 6,
    category: 'Kitchen',
    description: '<b>not bold</b> & "quoted"',
  },
  { title: "O'Neill $9.99 {brace} \\slash", price: 1.1, quantity: 5, category: 'Kitchen ' },
  { title: '\u2800', price: 3, quantity: 1, description: 'A title that nobody can see' },
  { title: 'Sold out long ago', price: 5, quantity: 0 },
  { title: 'A cent', price: 0.01, quantity: 100 },
  { title: 'A ring', price: 999_999.99, quantity: 1, imageUrl: 'https://pictures.example/ring.jpg' },
];

/** More than one page of plain ones. */
const PLAIN = 48;

/** A product whose picture has an address that later versions refuse. */
export const HTTP_PICTURE: NewProduct = {
  title: 'Vase with an old picture',
  price: 20,
  quantity: 5,
  imageUrl: 'http://pictures.example/vase.jpg',
};

/** Everything that the seller puts up before anybody shops, oldest first. */
export const CATALOGUE: NewProduct[] = [
  ...Array.from({ length: PLAIN }, (_, index) => ({
    title: `Plain cup ${index + 1}`,
    price: 2 + index / 4,
    quantity: 10 + index,
    category: index % 2 === 0 ? 'Kitchen' : 'Furniture',
  })),
  ...UNUSUAL,
];

/** Lists and searches whose answers are compared. */
export const LISTS = [
  ...['?limit=100', '?limit=20&sort=price', '?limit=20&sort=-price', '?limit=20&sort=title'],
  ...['?limit=100&category=Kitchen', '?category=Điện tử', '?category=家具', '?inStock=true&minPrice=60'],
  ...['?q=dien thoai', '?q=ubersicht', '?q=cup 12', '?q=creme'],
].map((query) => `/api/products${encodeURI(query)}`);
