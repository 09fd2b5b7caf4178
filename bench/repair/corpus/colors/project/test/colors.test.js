import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contrast, hslToRgb, luminance, mix, parse, rgbToHsl, textOn, toHex } from '../src/colors.js';

const rgb = (red, green, blue) => ({ red, green, blue });

test('hex', () => {
  assert.deepEqual(parse('#ff8000'), { ...rgb(255, 128, 0), alpha: 1 });
  assert.deepEqual(parse('#F80'), { ...rgb(255, 136, 0), alpha: 1 });
  assert.deepEqual(parse(' #00000080 '), { ...rgb(0, 0, 0), alpha: 128 / 255 });
  assert.deepEqual(parse('#f008'), { ...rgb(255, 0, 0), alpha: 136 / 255 });
});

test('rgb', () => {
  assert.deepEqual(parse('rgb(255, 128, 0)'), { ...rgb(255, 128, 0), alpha: 1 });
  assert.deepEqual(parse('rgba(1,2,3,.5)'), { ...rgb(1, 2, 3), alpha: 0.5 });
  assert.deepEqual(parse('rgb(100% 40% 0% / 25%)'), { ...rgb(255, 102, 0), alpha: 0.25 });
  assert.deepEqual(parse('rgb(300, -5, 12.6)'), { ...rgb(255, 0, 13), alpha: 1 });
});

test('hsl', () => {
  assert.deepEqual(parse('hsl(120, 100%, 50%)'), { ...rgb(0, 255, 0), alpha: 1 });
  assert.deepEqual(parse('hsla(240, 100%, 25%, 0)'), { ...rgb(0, 0, 128), alpha: 0 });
  assert.deepEqual(parse('hsl(-120deg 100% 50%)'), { ...rgb(0, 0, 255), alpha: 1 });
  assert.deepEqual(parse('hsl(480, 100%, 50%)'), { ...rgb(0, 255, 0), alpha: 1 });
});

test('alpha is at most 1', () => {
  assert.equal(parse('rgba(0,0,0,5)').alpha, 1);
  assert.equal(parse('rgba(0,0,0,-1)').alpha, 0);
});

test('what is no colour', () => {
  for (const text of ['', '#12', '#12345', '#ggg', 'rgb(1,2)', 'rgb(1,2,3,4,5)', 'rgb(a,b,c)', 'red', 'rgb(1,2,3']) assert.equal(parse(text), null);
});

test('to hex', () => {
  assert.equal(toHex(rgb(255, 128, 0)), '#ff8000');
  assert.equal(toHex(rgb(1, 2, 3)), '#010203');
  assert.equal(toHex({ ...rgb(0, 0, 0), alpha: 0.5 }), '#00000080');
  assert.equal(toHex({ ...rgb(0, 0, 0), alpha: 0 }), '#00000000');
});

test('from hsl', () => {
  assert.deepEqual(hslToRgb(0, 100, 50), rgb(255, 0, 0));
  assert.deepEqual(hslToRgb(60, 100, 50), rgb(255, 255, 0));
  assert.deepEqual(hslToRgb(210, 50, 40), rgb(51, 102, 153));
  assert.deepEqual(hslToRgb(0, 0, 50), rgb(128, 128, 128));
});

test('to hsl', () => {
  assert.deepEqual(rgbToHsl(rgb(51, 102, 153)), { hue: 210, saturation: 50, lightness: 40 });
  assert.deepEqual(rgbToHsl(rgb(0, 255, 0)), { hue: 120, saturation: 100, lightness: 50 });
  assert.deepEqual(rgbToHsl(rgb(220, 53, 69)), { hue: 354, saturation: 70, lightness: 54 });
  assert.deepEqual(rgbToHsl(rgb(255, 200, 200)), { hue: 0, saturation: 100, lightness: 89 });
});

test('grey', () => {
  for (const value of [0, 128, 255]) {
    const { hue, saturation } = rgbToHsl(rgb(value, value, value));
    assert.deepEqual([hue, saturation], [0, 0]);
  }
});

test('mix', () => {
  assert.deepEqual(mix(rgb(0, 0, 0), rgb(255, 255, 255)), { ...rgb(128, 128, 128), alpha: 1 });
  assert.deepEqual(mix(rgb(255, 0, 0), rgb(0, 0, 255), 0.25), { ...rgb(191, 0, 64), alpha: 1 });
  assert.deepEqual(mix({ ...rgb(0, 0, 0), alpha: 0 }, rgb(10, 10, 10), 0.5), { ...rgb(5, 5, 5), alpha: 0.5 });
  assert.deepEqual(mix(rgb(1, 2, 3), rgb(9, 9, 9), -1), { ...rgb(1, 2, 3), alpha: 1 });
});

test('luminance', () => {
  assert.equal(luminance(rgb(0, 0, 0)), 0);
  assert.ok(Math.abs(luminance(rgb(255, 255, 255)) - 1) < 1e-9);
  assert.ok(Math.abs(luminance(rgb(0, 255, 0)) - 0.7152) < 1e-9);
  assert.ok(Math.abs(luminance(rgb(10, 10, 10)) - 0.003035) < 1e-5);
});

test('contrast', () => {
  assert.equal(contrast(rgb(255, 255, 255), rgb(0, 0, 0)), 21);
  assert.equal(contrast(rgb(0, 0, 0), rgb(255, 255, 255)), 21);
  assert.equal(contrast(rgb(9, 9, 9), rgb(9, 9, 9)), 1);
  assert.equal(contrast(rgb(119, 119, 119), rgb(255, 255, 255)).toFixed(2), '4.48');
});

test('text on a background', () => {
  assert.equal(textOn(rgb(0, 0, 128)), '#ffffff');
  assert.equal(textOn(rgb(255, 255, 0)), '#000000');
});
