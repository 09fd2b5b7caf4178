import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contrast, hslToRgb, luminance, mix, parse, rgbToHsl, textOn, toHex } from '../src/colors.js';

const rgb = (red, green, blue) => ({ red, green, blue });

function* colours() {
  for (const red of [0, 1, 15, 16, 100, 127, 128, 200, 254, 255])
    for (const green of [0, 2, 51, 128, 200, 255]) for (const blue of [0, 3, 69, 128, 201, 255]) yield rgb(red, green, blue);
}

test('hex there and back', () => {
  for (const colour of colours()) {
    const { red, green, blue } = colour;
    assert.deepEqual(parse(toHex(colour)), { ...colour, alpha: 1 });
    assert.deepEqual(parse(toHex(colour).toUpperCase()), { ...colour, alpha: 1 });
    assert.deepEqual(parse(`rgb(${red}, ${green}, ${blue})`), { ...colour, alpha: 1 });
    assert.deepEqual(parse(`RGB( ${red} ${green} ${blue} / 50% )`), { ...colour, alpha: 0.5 });
    for (let alpha = 0; alpha < 255; alpha += 17) {
      assert.deepEqual(parse(toHex({ ...colour, alpha: alpha / 255 })), { ...colour, alpha: alpha / 255 });
    }
  }
  for (const digit of '0123456789abcdefABCDEF') {
    assert.deepEqual(parse(`#${digit}0f`), parse(`#${digit}${digit}00ff`));
    assert.deepEqual(parse(`#1${digit}0${digit}`), parse(`#11${digit}${digit}00${digit}${digit}`));
  }
});

/** The hexagon as the standard describes it in words, in six parts. */
function fromHsl(hue, saturation, lightness) {
  const [s, l] = [saturation / 100, lightness / 100];
  const chroma = (1 - Math.abs(2 * l - 1)) * s;
  const turn = (((hue % 360) + 360) % 360) / 60;
  const x = chroma * (1 - Math.abs((turn % 2) - 1));
  const part = [[chroma, x, 0], [x, chroma, 0], [0, chroma, x], [0, x, chroma], [x, 0, chroma], [chroma, 0, x]][Math.floor(turn)];
  return part.map((value) => 255 * (value + l - chroma / 2));
}

test('hsl by the six parts of the hexagon', () => {
  for (let hue = -360; hue <= 760; hue += 7)
    for (const saturation of [0, 10, 50, 100])
      for (const lightness of [0, 20, 50, 75, 100]) {
        const expected = fromHsl(hue, saturation, lightness);
        const { red, green, blue } = hslToRgb(hue, saturation, lightness);
        [red, green, blue].forEach((value, n) => {
          assert.ok(Number.isInteger(value) && Math.abs(value - expected[n]) <= 0.5 + 1e-6, `${hue} ${saturation} ${lightness}`);
        });
        assert.deepEqual(parse(`hsl(${hue}deg, ${saturation}%, ${lightness}%)`), { red, green, blue, alpha: 1 });
        assert.deepEqual(parse(`hsla(${hue} ${saturation}% ${lightness}% / .25)`), { red, green, blue, alpha: 0.25 });
      }
});

test('to hsl: nothing leaves its range, and the way back ends close by', () => {
  for (const colour of colours()) {
    const { hue, saturation, lightness } = rgbToHsl(colour);
    assert.ok(hue >= 0 && hue < 360 && Number.isInteger(hue));
    assert.ok(saturation >= 0 && saturation <= 100 && lightness >= 0 && lightness <= 100);
    const back = fromHsl(hue, saturation, lightness);
    [colour.red, colour.green, colour.blue].forEach((value, n) => {
      assert.ok(Math.abs(value - back[n]) <= 6, `${toHex(colour)} -> ${hue} ${saturation} ${lightness}`);
    });
    if (colour.red === colour.green && colour.green === colour.blue) assert.deepEqual([hue, saturation], [0, 0]);
  }
  for (let hue = 0; hue < 360; hue += 1) assert.ok(Math.abs(rgbToHsl(hslToRgb(hue, 100, 50)).hue - hue) <= 1 || hue === 359);
  assert.deepEqual(rgbToHsl(rgb(255, 0, 1)), { hue: 0, saturation: 100, lightness: 50 });
});

test('numbers out of range, percents, odd texts', () => {
  assert.deepEqual(parse('rgb(256, 1000, -1)'), { ...rgb(255, 255, 0), alpha: 1 });
  assert.deepEqual(parse('rgb(120%, 20%, -5%)'), { ...rgb(255, 51, 0), alpha: 1 });
  assert.deepEqual(parse('hsl(0, 150%, 50%)'), { ...rgb(255, 0, 0), alpha: 1 });
  assert.deepEqual(parse('hsl(0, 100%, 120%)'), { ...rgb(255, 255, 255), alpha: 1 });
  assert.deepEqual(parse('rgb(+1.5, 2.4, .6)'), { ...rgb(2, 2, 1), alpha: 1 });
  for (const [text, alpha] of [['0', 0], ['1', 1], ['2', 1], ['-3', 0], ['0%', 0], ['150%', 1], ['.5', 0.5]]) assert.equal(parse(`rgba(1,2,3,${text})`).alpha, alpha);
  for (const bad of ['#', '#1', '#1234567', '#123456789', '123456', 'rgb()', 'rgb(1,2)', 'rgb(1,2,3,4,5)', 'rgb(1,2,x)', 'rgb 1 2 3', 'cmyk(1,2,3)', 'rgb(1,2,3))', 'rgb(1e2,2,3)'])
    assert.equal(parse(bad), null, bad);
});

test('mixtures', () => {
  for (const a of [rgb(0, 10, 255), rgb(200, 200, 200)])
    for (const b of [rgb(255, 0, 0), rgb(13, 77, 201)]) {
      assert.deepEqual(mix(a, b, 0), { ...a, alpha: 1 });
      assert.deepEqual(mix(a, b, 1), { ...b, alpha: 1 });
      assert.deepEqual(mix(a, b, 7), { ...b, alpha: 1 });
      for (const share of [0.1, 0.25, 0.5, 0.9]) {
        const mixed = mix(a, b, share);
        for (const name of ['red', 'green', 'blue']) assert.equal(mixed[name], Math.round(a[name] + (b[name] - a[name]) * share));
        assert.deepEqual(mix({ ...a, alpha: 0.2 }, { ...b, alpha: 0.6 }, share).alpha, 0.2 + (0.6 - 0.2) * share);
      }
    }
});

test('brightness and contrast', () => {
  let before = -1;
  for (let value = 0; value <= 255; value += 1) {
    const part = value / 255;
    const expected = value <= 10 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    const found = luminance(rgb(value, value, value));
    assert.ok(Math.abs(found - expected) < 1e-9);
    assert.ok(found > before);
    before = found;
    for (const [place, weight] of [['red', 0.2126], ['green', 0.7152], ['blue', 0.0722]])
      assert.ok(Math.abs(luminance({ ...rgb(0, 0, 0), [place]: value }) - weight * expected) < 1e-9);
  }
  for (const a of colours())
    for (const b of [rgb(0, 0, 0), rgb(255, 255, 255), rgb(100, 50, 200)]) {
      const found = contrast(a, b);
      assert.equal(found, contrast(b, a));
      assert.ok(found >= 1 && found <= 21);
    }
  for (const colour of colours()) {
    const better = contrast(colour, rgb(255, 255, 255)) >= contrast(colour, rgb(0, 0, 0)) ? '#ffffff' : '#000000';
    assert.equal(textOn(colour), better);
  }
});
