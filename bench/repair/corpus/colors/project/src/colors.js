// Colours as CSS writes them. Red, green and blue are 0 to 255, hue is 0 to 360, saturation and lightness 0 to 100, alpha 0 to 1.

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

function parseHex(digits) {
  const pairs = digits.length <= 4 ? [...digits].map((digit) => digit + digit) : digits.match(/../g);
  const [red, green, blue, alpha = 255] = pairs.map((pair) => Number.parseInt(pair, 16));
  return { red, green, blue, alpha: alpha / 255 };
}

const parseAlpha = (text) => (text === undefined ? 1 : clamp(text.endsWith('%') ? Number.parseFloat(text) / 100 : Number(text), 0, 1));

/** The colour of "#rgb", "#rrggbb", "rgb(...)" or "hsl(...)", with or without alpha; null when it is none. */
export function parse(text) {
  const trimmed = text.trim().toLowerCase();
  const hex = /^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.exec(trimmed);
  if (hex) return parseHex(hex[1]);
  const call = /^(rgb|hsl)a?\(([^()]*)\)$/.exec(trimmed);
  if (!call) return null;
  const parts = call[2].split(/\s*[,/]\s*|\s+/).filter((part) => part !== '');
  if (parts.length < 3 || parts.length > 4 || !parts.every((part) => /^[+-]?(\d+\.?\d*|\.\d+)(%|deg)?$/.test(part))) return null;
  const numbers = parts.map((part) => Number.parseFloat(part));
  const alpha = parseAlpha(parts[3]);
  if (call[1] === 'hsl') return { ...hslToRgb(numbers[0], clamp(numbers[1], 0, 100), clamp(numbers[2], 0, 100)), alpha };
  const [red, green, blue] = numbers
    .slice(0, 3)
    .map((number, place) => Math.round(clamp(parts[place].endsWith('%') ? number * 2.55 : number, 0, 255)));
  return { red, green, blue, alpha };
}

/** As "#rrggbb", or "#rrggbbaa" when it is not opaque. */
export function toHex({ red, green, blue, alpha = 1 }) {
  const values = alpha < 1 ? [red, green, blue, alpha * 255] : [red, green, blue];
  return `#${values.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
}

export function hslToRgb(hue, saturation, lightness) {
  const turn = ((hue % 360) + 360) % 360;
  const light = lightness / 100;
  const reach = (saturation / 100) * Math.min(light, 1 - light);
  const channel = (offset) => {
    const place = (offset + turn / 30) % 12;
    return Math.round(255 * (light - reach * Math.max(-1, Math.min(place - 3, 9 - place, 1))));
  };
  return { red: channel(0), green: channel(8), blue: channel(4) };
}

/** Whole numbers; grey has the hue 0. */
export function rgbToHsl({ red, green, blue }) {
  const [r, g, b] = [red / 255, green / 255, blue / 255];
  const highest = Math.max(r, g, b);
  const lowest = Math.min(r, g, b);
  const delta = highest - lowest;
  const lightness = (highest + lowest) / 2;
  let hue = 0;
  if (delta !== 0) {
    if (highest === r) hue = (g - b) / delta;
    else if (highest === g) hue = (b - r) / delta + 2;
    else hue = (r - g) / delta + 4;
    hue *= 60;
    if (hue < 0) hue += 360;
  }
  const saturation = delta === 0 ? 0 : delta / (1 - Math.abs(2 * lightness - 1));
  return { hue: Math.round(hue) % 360, saturation: Math.round(saturation * 100), lightness: Math.round(lightness * 100) };
}

/** So much of the second colour: 0 gives the first, 1 the second. */
export function mix(first, second, share = 0.5) {
  const part = clamp(share, 0, 1);
  const between = (a, b) => a + (b - a) * part;
  return {
    red: Math.round(between(first.red, second.red)),
    green: Math.round(between(first.green, second.green)),
    blue: Math.round(between(first.blue, second.blue)),
    alpha: between(first.alpha ?? 1, second.alpha ?? 1),
  };
}

/** How bright it is to the eye, 0 to 1 (WCAG 2). */
export function luminance({ red, green, blue }) {
  const [r, g, b] = [red, green, blue].map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** 1 for the same brightness, 21 for black and white, whichever is first. */
export function contrast(first, second) {
  const [a, b] = [luminance(first), luminance(second)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Black or white, whichever can be read better on it. */
export function textOn(background) {
  const white = { red: 255, green: 255, blue: 255 };
  const black = { red: 0, green: 0, blue: 0 };
  return contrast(background, white) >= contrast(background, black) ? '#ffffff' : '#000000';
}
