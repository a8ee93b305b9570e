/**
 * One LZ4 block, inflated. A block is a row of sequences, the last of which ends after its literals:
 *
 *     token       the upper 4 bits are the number of literals, the lower 4 the length of the copy - 4;
 *                 15 means that bytes follow to be added, up to and with the first that is not 255
 *     literals
 *     distance    uint16, little-endian: how far back the copy begins
 *
 * A block does not say how large it becomes, so it is inflated here, where the limit is held against
 * every sequence, and not by a library that would take all the memory first.
 */
import { DecodeError } from '../../bytes/errors.ts'
import type { InflatedBytes } from './inflated-bytes.ts'

const SHORTEST_COPY = 4
const LENGTH_GOES_ON = 15

/** Where in a block and in the output an inflation stands. */
export interface BlockProgress {
  readonly output: InflatedBytes
  /** Copies may reach the output from here on. */
  readonly reachable: number
  /** The sequence to go on with. */
  readonly at: number
}

/**
 * Appends what `block` stands for to the output, or as many sequences of it as make so many bytes. Gives the
 * position behind the last of them, which at the end is the block's length.
 */
export function inflateBlock(block: Buffer, progress: BlockProgress, bytes: number): number {
  const { output, reachable } = progress
  const end = block.length
  const pauseAt = output.length + bytes
  let at = progress.at
  while (at < end) {
    if (output.length >= pauseAt) return at
    const token = block[at++] as number
    let literals = token >>> 4
    if (literals === LENGTH_GOES_ON) {
      const last = endOfLength(block, at)
      literals += 255 * (last - at) + (block[last] as number)
      at = last + 1
    }
    if (literals > end - at) throw malformed(at, `${end - at} literals or fewer`, String(literals))
    output.append(block, at, literals)
    at += literals
    if (at === end) return at

    const distance = (block[at] as number) | ((block[at + 1] as number) << 8)
    at += 2
    if (at > end) throw malformed(at, "a copy's distance", 'the end of the block')
    if (distance === 0 || distance > output.length - reachable) {
      throw malformed(at - 2, `a copy from 1 to ${output.length - reachable} bytes back`, String(distance))
    }
    let copied = token & LENGTH_GOES_ON
    if (copied === LENGTH_GOES_ON) {
      const last = endOfLength(block, at)
      copied += 255 * (last - at) + (block[last] as number)
      at = last + 1
    }
    output.repeat(distance, copied + SHORTEST_COPY)
  }
  throw malformed(end, 'literals at the end of the block', 'none')
}

/** The position of a length's last byte. */
function endOfLength(block: Buffer, start: number): number {
  let at = start
  while (block[at] === 255) at++
  if (at >= block.length) throw malformed(at, 'the rest of a length', 'the end of the block')
  return at
}

function malformed(position: number, expected: string, found: string): DecodeError {
  return new DecodeError({ code: 'CORRUPT', expected, found, position })
}
