/** A sorted copy of whole numbers that are not negative, sorted digit by digit from the last one. */
export function radixSort(numbers) {
  let items = [...numbers];
  const largest = Math.max(0, ...items);
  for (let place = 1; place <= largest; place *= 10) {
    const digitOf = (item) => Math.floor(item / place) % 10;
    const ends = new Array(10).fill(0);
    for (const item of items) ends[digitOf(item)] += 1;
    for (let digit = 1; digit < 10; digit += 1) ends[digit] += ends[digit - 1];
    const sorted = new Array(items.length);
    for (const item of items.toReversed()) {
      ends[digitOf(item)] -= 1;
      sorted[ends[digitOf(item)]] = item;
    }
    items = sorted;
  }
  return items;
}
