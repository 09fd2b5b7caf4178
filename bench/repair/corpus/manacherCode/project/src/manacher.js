/** The longest palindrome in a text, the first of them when there are several (Manacher's algorithm). */
export function longestPalindrome(text) {
  const padded = `#${text.split('').join('#')}#`;
  const radius = new Array(padded.length).fill(0);
  let center = 0;
  let right = 0;
  let best = 0;
  for (let i = 0; i < padded.length; i += 1) {
    if (i < right) radius[i] = Math.min(right - i, radius[2 * center - i]);
    while (i > radius[i] && padded[i - radius[i] - 1] === padded[i + radius[i] + 1]) radius[i] += 1;
    if (i + radius[i] > right) {
      center = i;
      right = i + radius[i];
    }
    if (radius[i] > radius[best]) best = i;
  }
  return text.slice((best - radius[best]) / 2, (best + radius[best]) / 2);
}
