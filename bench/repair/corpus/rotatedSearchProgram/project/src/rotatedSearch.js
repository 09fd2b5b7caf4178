/** The place of a value in an ascending array of different values that has been rotated, or -1. */
export function searchRotated(items, target) {
  let low = 0;
  let high = items.length - 1;
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    if (items[middle] === target) return middle;
    if (items[low] <= items[middle]) {
      if (items[low] <= target && target < items[middle]) high = middle - 1;
      else low = middle + 1;
    } else {
      if (items[middle] < target && target <= items[high]) low = middle + 1;
      else high = middle - 1;
    }
  }
  return -1;
}
