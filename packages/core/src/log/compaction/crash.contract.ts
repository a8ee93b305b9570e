/**
 * Ends a pass at each call that it makes to the disk, by a kill or a loss of power, perhaps the start after it as
 * well, and looks each time whether the old segments or the new one are there, and no record that counts is lost.
 */
import type { ExecutionContext } from 'ava'
import type { Disk, DiskFile } from '../../host/disk.ts'
import { ManualClock } from '../../host/manual-clock.ts'
import { MemoryDisk } from '../../host/memory-disk.ts'
import { SeededRandom } from '../../host/random.ts'
import { CompactedLog, DIRECTORY, type FoundRecord, START_MS } from './compacted-log.contract.ts'
import { finishInterrupted } from './temporary-files.ts'

const LIMITS = { bytes: 2000, ms: 1000 }

/** A disk that does so many things, and then no more: what it was told last does not happen. */
class MortalDisk implements Disk {
  readonly #disk: MemoryDisk
  actions = 0
  diesAt = Number.POSITIVE_INFINITY

  constructor(disk: MemoryDisk) {
    this.#disk = disk
  }

  open(path: string, options: { readonly create: boolean }): DiskFile {
    this.#live()
    const file = this.#disk.open(path, options)
    const live = () => this.#live()
    return {
      path,
      get size() {
        return file.size
      },
      read: (target, position) => file.read(target, position),
      write: (chunks, position) => {
        live()
        file.write(chunks, position)
      },
      truncate: (size) => {
        live()
        file.truncate(size)
      },
      sync: async () => {
        live()
        await file.sync()
        live()
      },
      close: () => file.close(),
    }
  }

  facts = (path: string) => this.#disk.facts(path)
  space = (path: string) => this.#disk.space(path)
  list = (directory: string) => this.#disk.list(directory)
  lock = (directory: string) => this.#disk.lock(directory)

  makeDirectory(directory: string): void {
    this.#live()
    this.#disk.makeDirectory(directory)
  }

  rename(from: string, to: string): void {
    this.#live()
    this.#disk.rename(from, to)
  }

  remove(path: string): void {
    this.#live()
    this.#disk.remove(path)
  }

  async syncDirectory(directory: string): Promise<void> {
    this.#live()
    await this.#disk.syncDirectory(directory)
    this.#live()
  }

  #live(): void {
    if (++this.actions >= this.diesAt) throw new Error('the process has ended')
  }
}

const CONFIG = { segmentBytes: 3000, deleteRetentionMs: 10 }
const pair = (key: string, value: string | null) => ({ key, value })

/** A log of several segments, which a pass cleaned once; the second pass, which makes fewer of them, is interrupted. */
async function prepare(): Promise<{ memory: MemoryDisk; disk: MortalDisk; clock: ManualClock; table: CompactedLog }> {
  const clock = new ManualClock(START_MS)
  const memory = new MemoryDisk({ clock, crashable: true })
  const disk = new MortalDisk(memory)
  const table = new CompactedLog({ disk, clock, config: CONFIG })
  await memory.syncDirectory('/')
  await memory.syncDirectory('/data')
  for (let round = 0; round < 3; round++) {
    for (let index = 0; index < 4; index++) {
      table.append([pair(`key ${index}`, `${round}`), pair('counter', `${round} ${index}`)])
      const records = [pair(`key ${index}`, 'in transaction'), pair(`only ${index}`, 'in transaction')]
      table.appendAs(index % 2, records, { isTransactional: true })
      if (index === 3) table.append([pair(`key ${index}`, null)])
      table.end(index % 2, index % 2 === 0 ? 'ABORT' : 'COMMIT')
    }
    table.log.roll()
    if (round === 0) await table.clean()
    clock.advance(20)
  }
  await table.log.flush()
  return { memory, disk, clock, table }
}

function tableOf(records: readonly FoundRecord[]): string {
  const table = new Map<string | null, string | null>()
  for (const { key, value } of records) {
    if (value === null) table.delete(key)
    else table.set(key, value)
  }
  return JSON.stringify([...table].sort())
}

interface Interruption {
  /** After how many calls of the disk the pass ends. */
  readonly actions: number
  readonly end: (memory: MemoryDisk) => MemoryDisk
  /** After how many the start that follows ends, if it does. */
  readonly startActions?: number
}

async function interrupt({ actions, end, startActions }: Interruption) {
  const { memory, disk, clock, table } = await prepare()
  const { recoveryPoint, endOffset } = table.log
  const before = tableOf(table.committed())
  disk.diesAt = disk.actions + actions
  const isDead = await table.clean({ sliceLimits: LIMITS }).then(
    () => false,
    () => true,
  )
  let next = end(memory)
  if (startActions !== undefined) {
    const mortal = new MortalDisk(next)
    mortal.diesAt = startActions
    await finishInterrupted(mortal, DIRECTORY).catch(() => {}) // it died: that is what it is for
    next = end(next)
  }
  const found = await CompactedLog.recover({ disk: next, clock, config: CONFIG, recoveryPoint })
  return { isDead, before, endOffset, found }
}

type Outcome = Awaited<ReturnType<typeof interrupt>>

/** The old segments or the new ones are there, and another pass finds nothing wrong with them. */
async function checkWhole(t: ExecutionContext, { found, before, endOffset }: Outcome, place: string): Promise<void> {
  t.deepEqual(
    found.names().filter((name) => /cleaned|swap|deleted/.test(name)),
    [],
    place,
  )
  const bases = Array.from(found.log.segments, ({ baseOffset }) => baseOffset)
  const snapshots = found.names().filter((name) => name.endsWith('.snapshot'))
  t.true(
    snapshots.every((name) => bases.includes(Number.parseInt(name, 10))),
    `${place}: ${snapshots.join()}`,
  )
  t.is(found.log.endOffset, endOffset, place)
  t.is(tableOf(found.committed()), before, place)
  let nextOffset = 0
  for (const batch of found.batches()) {
    t.true(batch.baseOffset >= nextOffset, place)
    nextOffset = batch.lastOffset + 1
  }
  for (const segment of found.log.segments) {
    t.true(segment.nextOffset() <= (found.log.segments.endOf(segment) ?? endOffset), `${place}: two segments overlap`)
  }
  t.deepEqual(found.unspokenAborts(), [], `${place}: aborts that no index tells of`)
  await found.clean()
  t.is(tableOf(found.committed()), before, `${place}, and cleaned again`)
}

const kill = (memory: MemoryDisk) => memory.kill()
const crash = (seed: number) => (memory: MemoryDisk) => memory.crash(new SeededRandom(seed))

/** Kills the process after each of a pass's calls to the disk. Gives how many there are. */
export async function killEverywhere(t: ExecutionContext): Promise<number> {
  let actions = 0
  for (let isDead = true; isDead; ) {
    const outcome = await interrupt({ actions: ++actions, end: kill })
    isDead = outcome.isDead
    await checkWhole(t, outcome, `after ${actions} calls`)
  }
  return actions
}

/** Takes the power after each of a pass's calls to the disk, for so many seeds each. */
export async function losePowerEverywhere(t: ExecutionContext, seeds: number): Promise<void> {
  for (let isDead = true, actions = 1; isDead; actions++) {
    for (let seed = seeds * actions; seed < seeds * (actions + 1); seed++) {
      const outcome = await interrupt({ actions, end: crash(seed) })
      isDead = outcome.isDead
      await checkWhole(t, outcome, `after ${actions} calls, seed ${seed}`)
    }
  }
}

/** Takes the power at some moment of a pass, and again at some moment of the start after it, so many times. */
export async function losePowerTwice(t: ExecutionContext, seeds: number): Promise<void> {
  const random = new SeededRandom(1)
  for (let seed = 0; seed < seeds; seed++) {
    const [actions, startActions] = [1 + random.below(120), 1 + random.below(12)]
    const outcome = await interrupt({ actions, startActions, end: crash(seed) })
    await checkWhole(t, outcome, `after ${actions} and ${startActions} calls, seed ${seed}`)
  }
}
