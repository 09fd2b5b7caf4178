import type { Layered } from './layerOrder.ts';

/** How tall every slot is, and how much it wants to stand where its neighbours are. */
export interface SlotSizes {
  readonly height: readonly number[];
  readonly weight: readonly number[];
  /** Free room between two slots. */
  readonly gap: number;
}

const passes = 6;

/** The middle of every slot, from the top: near the middle of its neighbours, in the order of its layer, nothing overlapping. */
export function slotMiddles({ layers, before, after }: Layered, sizes: SlotSizes): Float64Array {
  const middle = new Float64Array(before.length);
  for (const layer of layers) stack(layer, middle, sizes);
  for (let pass = 0; pass < passes; pass++) {
    const forward = pass % 2 === 0;
    const neighbours = forward ? before : after;
    for (const layer of forward ? layers : layers.toReversed()) {
      const wanted = layer.map((slot) => meanOf(neighbours[slot] ?? [], middle) ?? middle[slot] ?? 0);
      settle(layer, { wanted, middle, sizes });
    }
  }
  return middle;
}

/** One below the other, their middle at 0. */
function stack(layer: readonly number[], middle: Float64Array, { height, gap }: SlotSizes): void {
  const total = layer.reduce((sum, slot) => sum + (height[slot] ?? 0) + gap, -gap);
  let top = -total / 2;
  for (const slot of layer) {
    const tall = height[slot] ?? 0;
    middle[slot] = top + tall / 2;
    top += tall + gap;
  }
}

function meanOf(slots: readonly number[], middle: Float64Array): number | undefined {
  if (slots.length === 0) return undefined;
  return slots.reduce((sum, slot) => sum + (middle[slot] ?? 0), 0) / slots.length;
}

interface Block {
  readonly first: number;
  readonly weight: number;
  readonly sum: number;
}

/**
 * The middles nearest to those wanted (least squares) that keep order and gaps: with what stands above taken off, a
 * regression with rising values, which pooling adjacent violators solves (Ayer et al., 1955).
 */
function settle(
  layer: readonly number[],
  {
    wanted,
    middle,
    sizes,
  }: { readonly wanted: readonly number[]; readonly middle: Float64Array; readonly sizes: SlotSizes },
): void {
  const { height, weight, gap } = sizes;
  const offsets: number[] = [];
  const blocks: Block[] = [];
  let top = 0;
  for (const [index, slot] of layer.entries()) {
    const tall = height[slot] ?? 0;
    offsets.push(top + tall / 2);
    top += tall + gap;
    const heavy = weight[slot] ?? 1;
    let block: Block = { first: index, weight: heavy, sum: heavy * ((wanted[index] ?? 0) - (offsets[index] ?? 0)) };
    for (let last = blocks.at(-1); last && meanIn(last) >= meanIn(block); last = blocks.at(-1)) {
      blocks.pop();
      block = { first: last.first, weight: last.weight + block.weight, sum: last.sum + block.sum };
    }
    blocks.push(block);
  }
  for (const [at, block] of blocks.entries()) {
    const end = blocks[at + 1]?.first ?? layer.length;
    for (let index = block.first; index < end; index++)
      middle[layer[index] as number] = meanIn(block) + (offsets[index] ?? 0);
  }
}

const meanIn = ({ sum, weight }: Block): number => sum / weight;
