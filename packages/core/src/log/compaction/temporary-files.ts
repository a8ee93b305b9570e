/**
 * What a start does first with the files that a crash left between two names (`swap.ts`): `.deleted` ones are
 * removed, what was only begun is undone, and a swap whose new files were all in place is finished. Each step
 * is durable before the next, so that this can be interrupted and begun again too. What Apache Kafka's cleaner
 * left is understood as well, the splitting of a segment included.
 */
import { join } from 'node:path'
import { DecodeError } from '../../bytes/errors.ts'
import type { Disk } from '../../host/disk.ts'
import { CorruptIndexError } from '../errors.ts'
import { parseSegmentFileName, type SegmentFileName, segmentFileName } from '../file-names.ts'
import { scanBatches } from '../segment/batch-scan.ts'
import { OffsetIndex } from '../segment/offset-index.ts'
import { SegmentFiles } from '../segment/segment-files.ts'

/** A partition's directory after a crash. */
interface Place {
  readonly disk: Disk
  readonly directory: string
}

type Choose = (name: SegmentFileName) => boolean

/** Leaves only files with plain names. To be called before the segments in the directory are looked for. */
export async function finishInterrupted(disk: Disk, directory: string): Promise<void> {
  const place = { disk, directory }
  if (!namesIn(place).some(({ state }) => state !== null)) return
  await remove(place, ({ state }) => state === 'deleted')
  await undoBegun(place)
  await finishSwaps(place)
}

/** A swap counts once nothing of it, and nothing before it, is still `.cleaned`. The latter must go last. */
async function undoBegun(place: Place): Promise<void> {
  const begun = namesIn(place).filter(({ state }) => state === 'cleaned')
  const from = Math.min(...begun.map(({ offset }) => offset))
  await remove(place, ({ state, offset }) => state === 'swap' && offset >= from)
  await remove(place, ({ state }) => state === 'cleaned')
}

async function finishSwaps(place: Place): Promise<void> {
  const swaps = namesIn(place).filter(({ state }) => state === 'swap')
  const swapped = swaps.filter(({ kind }) => kind === 'log').map(({ offset }) => rangeOf(place, offset))
  const isReplaced = (offset: number) => swapped.some(({ from, to }) => offset >= from && offset < to)
  await remove(place, ({ state, kind, offset }) => state === null && kind !== 'snapshot' && isReplaced(offset))
  // While the records are `.swap`, whatever has a plain name beside them is old: their indexes follow later.
  await rename(place, ({ kind }) => kind === 'log')
  await rename(place, () => true)
}

/** The offsets in whose place a new segment stands: those up to its last, and its own base in any case. */
function rangeOf({ disk, directory }: Place, baseOffset: number): { from: number; to: number } {
  const files = new SegmentFiles({ disk, directory, baseOffset, state: 'swap' })
  const file = disk.open(files.path('log'), { create: false })
  let to = baseOffset + 1
  try {
    const range = { from: lastPosition(files), to: file.size, partition: directory }
    for (const { batch } of scanBatches(file, range)) to = batch.lastOffset + 1
  } catch (problem) {
    if (!(problem instanceof DecodeError)) throw problem
  } finally {
    file.close()
  }
  return { from: baseOffset, to }
}

function lastPosition(files: SegmentFiles): number {
  try {
    const path = files.path('index')
    return OffsetIndex.from(files.load('index') ?? Buffer.alloc(0), { path, baseOffset: files.baseOffset }).lastPosition
  } catch (problem) {
    if (problem instanceof CorruptIndexError) return 0
    throw problem
  }
}

async function remove(place: Place, choose: Choose): Promise<void> {
  await change(place, choose, (name) => place.disk.remove(pathOf(place, name)))
}

/** Gives those among the files in `.swap` their plain names. */
async function rename(place: Place, choose: Choose): Promise<void> {
  const { disk } = place
  const isChosen = (name: SegmentFileName) => name.state === 'swap' && choose(name)
  await change(place, isChosen, (name) => disk.rename(pathOf(place, name), pathOf(place, { ...name, state: null })))
}

async function change(place: Place, choose: Choose, act: (name: SegmentFileName) => void): Promise<void> {
  const chosen = namesIn(place).filter(choose)
  for (const name of chosen) act(name)
  if (chosen.length > 0) await place.disk.syncDirectory(place.directory)
}

function namesIn({ disk, directory }: Place): SegmentFileName[] {
  return disk
    .list(directory)
    .map(parseSegmentFileName)
    .filter((name) => name !== null)
}

function pathOf({ directory }: Place, name: SegmentFileName): string {
  return join(directory, segmentFileName(name))
}
