// node test/e2e/harness/viewSheets.ts: puts the pictures that test/e2e/accessible.test.ts took together into docs/media, one sheet a view.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { launchBrowser } from './chromium.ts';
import { repository } from './prepare.ts';

/** The state of each view that its sheet shows. */
const views = {
  review: 'decided',
  graph: 'drawer',
  trace: 'messages',
  compare: 'parted',
  dashboard: 'figures',
} as const;
const width = 1_400;
const quality = 0.6;

const pictureOf = (png: Buffer) => `data:image/png;base64,${png.toString('base64')}`;
const shot = (name: string) => pictureOf(readFileSync(path.join(repository, 'test/shots', `page-${name}.png`)));

/** Three themes above; below them narrow and wide. */
function sheetOf(view: string, state: string): string {
  const image = (name: string, style: string) => `<img style="${style}" src="${shot(`${view}-${name}`)}">`;
  const cut = 'object-fit: cover; object-position: top';
  const above = ['dark', 'light', 'contrast'].map((theme) =>
    image(`${state}-${theme}`, `width: 457px; height: 305px; ${cut}`),
  );
  const below = [
    image('narrow', `width: 250px; height: 476px; ${cut}`),
    image('wide', `width: 1129px; height: 476px; ${cut}`),
  ];
  const row = (images: readonly string[]) => `<div style="display: flex; gap: 8px">${images.join('')}</div>`;
  return `<body style="margin: 0; background: #808080; display: grid; gap: 8px; width: fit-content; height: fit-content">${row(above)}${row(below)}</body>`;
}

/** Run in the page: a picture of this width as WebP. */
const toWebp = (picture: string) => `(async () => {
  const image = new Image();
  image.src = ${JSON.stringify(picture)};
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = ${width};
  canvas.height = Math.round((image.height * ${width}) / image.width);
  const surface = canvas.getContext('2d');
  surface.imageSmoothingQuality = 'high';
  surface.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/webp', ${quality}).split(',')[1];
})()`;

const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 2_000, height: 800 } });
  for (const [view, state] of Object.entries(views)) {
    await page.setContent(sheetOf(view, state), { waitUntil: 'load' });
    const sheet = await page.locator('body').screenshot();
    const bytes = Buffer.from(String(await page.evaluate(toWebp(pictureOf(sheet)))), 'base64');
    const file = path.join(repository, 'docs/media', `views-${view}.webp`);
    writeFileSync(file, bytes);
    console.log(`${path.relative(repository, file)}: ${Math.round(bytes.length / 1024)} kB`);
  }
} finally {
  await browser.close();
}
