'use strict';
const { readFile } = require('node:fs/promises');
const path = require('node:path');
const { promisify } = require('node:util');
const zlib = require('node:zlib');
const { Router } = require('express');

const compress = promisify(zlib.brotliCompress);
const TYPES = { '.js': 'text/javascript', '.css': 'text/css' };

/**
 * The build's scripts and styles in Brotli, for browsers that take it: a seventh smaller than Next's gzip.
 * Each file is compressed once, when it is first asked for. Whatever is not answered here is left to Next.
 * @param folder what `/_next/static` stands for
 */
function staticFilesRouter(folder) {
  const compressed = new Map();

  function obtain(file) {
    const known = compressed.get(file);
    if (known) return known;
    const compressing = readFile(file)
      .then((content) => compress(content))
      .catch(() => compressed.delete(file) && null);
    compressed.set(file, compressing);
    return compressing;
  }

  return Router().get('/_next/static/*file', async (req, res, following) => {
    const file = path.join(folder, ...req.params.file);
    const type = TYPES[path.extname(file)];
    if (!type || !file.startsWith(folder + path.sep) || !req.acceptsEncodings('br')) return following();
    const content = await obtain(file);
    if (!content) return following();
    res.set({ 'Content-Encoding': 'br', 'Cache-Control': 'public, max-age=31536000, immutable' });
    res.vary('Accept-Encoding').type(type).send(content);
  });
}

module.exports = { staticFilesRouter };
