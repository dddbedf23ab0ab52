'use strict';
const { parentPort } = require('node:worker_threads');
const { ImageResponse } = require('next/og');

const SIZE = { width: 1200, height: 630 };

parentPort.on('message', async (svg) => {
  try {
    const src = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
    const image = new ImageResponse({ type: 'img', props: { src, ...SIZE } }, SIZE);
    parentPort.postMessage({ png: new Uint8Array(await image.arrayBuffer()) });
  } catch (error) {
    parentPort.postMessage({ error: String(error) });
  }
});
