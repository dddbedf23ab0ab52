export const examples = {
  name: 'Examples',
  requests: [{ name: 'List examples', method: 'GET', path: '/api/examples', status: 200 }],
};
