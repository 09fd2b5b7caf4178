/** A vector of length 1 in a byte a number. */
export interface QuantisedVector {
  readonly bytes: Int8Array;
  /** What each byte is multiplied with; 0 for a vector that is all zero. */
  readonly scale: number;
}

const largestByte = 127;

/** A vector in bytes, scaled to length 1: each number loses at most 1/254 of the largest one. */
export function quantise(vector: ArrayLike<number>): QuantisedVector {
  let largest = 0;
  let squares = 0;
  for (let i = 0; i < vector.length; i++) {
    const value = vector[i] ?? 0;
    largest = Math.max(largest, Math.abs(value));
    squares += value * value;
  }
  const bytes = new Int8Array(vector.length);
  if (largest === 0) return { bytes, scale: 0 };
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.round(((vector[i] ?? 0) / largest) * largestByte);
  return { bytes, scale: Math.fround(largest / largestByte / Math.sqrt(squares)) };
}
