/** A store that is restored from its changelog is the store that has written it, wherever the restoration was cut off. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import fc from 'fast-check'
import { string } from '../../serde/text.ts'
import type { StateStore, StoreRestore } from '../contract/state-store.ts'
import type { StoreDefinition } from '../contract/store-definition.ts'
import { type ChangelogRecord, TestTask } from '../contract/store-task.contract.ts'
import { ByteBudget } from '../layers/byte-budget.ts'
import { TypedSuppressionStore } from '../layers/typed-suppression-store.ts'
import { TypedWaitingStore } from '../layers/typed-waiting-store.ts'
import { ChangelogQueue } from '../restore/changelog-queue.ts'
import type { RestoredChangelog } from '../restore/restored-changelog.ts'
import { RestoredStore } from '../restore/restored-store.ts'
import { ScriptedBatch, type ScriptedRecord } from '../restore/scripted-batch.contract.ts'
import { StateMemory } from '../rocksdb/state-memory.ts'
import { TaskDatabase } from '../rocksdb/task-database.ts'
import { openStore } from './open-store.ts'
import { type Kind, storeKinds } from './store-kinds.contract.ts'

const memory = new StateMemory({ bytes: 16 * 1024 * 1024 })
const folder = mkdtempSync(join(tmpdir(), 'millrace-restored-'))
let folders = 0
test.after.always(() => rmSync(folder, { recursive: true }))

/** A task whose store is restored, and its database where the store lies on disk. */
class Restoring extends TestTask {
  readonly store: StateStore
  readonly database: TaskDatabase | null
  #restore: StoreRestore | null = null

  private constructor(definition: StoreDefinition, database: TaskDatabase | null) {
    super(new ByteBudget(300))
    this.store = openStore(definition)
    this.database = database
    TestTask.space = () => this.database?.space(definition.name) ?? null
    this.store.init(this)
  }

  static async open(definition: StoreDefinition, path: string | null): Promise<Restoring> {
    const stores = [definition.name]
    return new Restoring(definition, path === null ? null : await TaskDatabase.open({ path, stores, memory }))
  }

  override register(store: StateStore, restore: StoreRestore): void {
    super.register(store, restore)
    this.#restore = restore
  }

  restored(): RestoredStore {
    return new RestoredStore({
      store: this.store,
      restoreOf: () => this.#restore as StoreRestore,
      reopen: () => this.store.init(this),
      place: this.database,
      changelogs: [{ name: 'changelog', topic: 'changelog', partition: 0, isSource: false }],
    })
  }

  /** What a process leaves that ends without a word. */
  async vanish(): Promise<void> {
    await this.database?.close()
  }
}

const step = fc.record({
  key: fc.constantFrom('a', 'b', 'bb', 'c'),
  value: fc.constantFrom('x', 'y', 'zz', null),
  timeMs: fc.nat(400),
  flushes: fc.boolean(),
})

const cut = fc.record({
  batch: fc.integer({ min: 1, max: 9 }),
  /** Each record counts as one question. */
  enough: fc.integer({ min: 1, max: 3 }),
  afterwards: fc.constantFrom('nothing', 'nothing', 'vanish'),
})

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never
type Cut = typeof cut extends fc.Arbitrary<infer C> ? C : never

function shown(kind: Kind, store: StateStore): unknown[] {
  if (store instanceof TypedSuppressionStore) return held(store)
  if (store instanceof TypedWaitingStore) return waiting(store)
  return kind.walks.map((walk) => Array.from(walk(store as never)))
}

function held(store: TypedSuppressionStore<unknown, unknown>): unknown[] {
  const shown: unknown[] = [store.size, store.sizeBytes, store.earliestMs]
  store.evictWhile(
    () => true,
    ({ key, change }) => shown.push([key, change]),
  )
  return shown
}

function waiting(store: TypedWaitingStore<unknown, unknown>): unknown[] {
  const shown: unknown[] = []
  store.put({ key: 'late', value: 'x', context: new TestTask().at(10_000).recordContext })
  store.release(({ key, value, context }) => shown.push([key, value, context.timestamp]))
  return shown
}

/** As the log has it, which keeps of each key the last record and perhaps others; there are markers in between. */
function asLogged(changelog: readonly ChangelogRecord[], isKept: (index: number) => boolean): ScriptedRecord[] {
  const last = new Map(changelog.map(({ key }, index) => [key.toString('hex'), index]))
  const records = changelog.map((record, index) => ({ ...record, offset: 5 + 2 * index }))
  return records.filter(({ key }, index) => last.get(key.toString('hex')) === index || isKept(index))
}

function take(changelog: RestoredChangelog, log: readonly ScriptedRecord[], { batch, enough }: Cut): void {
  const from = changelog.offset ?? 0
  const queue = new ChangelogQueue()
  queue.add(new ScriptedBatch(log.filter(({ offset }) => offset >= from).slice(0, batch)))
  for (let questions = 0; queue.head !== null; questions = 0) {
    changelog.take(queue, {
      beforeOffset: Number.POSITIVE_INFINITY,
      isEnough: () => {
        questions += 1
        return questions >= enough
      },
    })
  }
}

async function written(kind: Kind, steps: readonly Step[], definition: StoreDefinition): Promise<Restoring> {
  const mayDelete = definition.kind !== 'waiting' && definition.kind !== 'outer-join'
  const task = await Restoring.open(definition, null)
  for (const { key, value, timeMs, flushes } of steps) {
    task.at(timeMs, { headers: [{ key: 'h', value: Buffer.from(key) }] })
    kind.put(task.store as never, key, { timeMs, value: value ?? (mayDelete ? null : 'none') })
    if (flushes) task.store.flush()
  }
  task.store.flush()
  return task
}

async function inMemory(log: readonly ScriptedRecord[], definition: StoreDefinition): Promise<Restoring> {
  const task = await Restoring.open(definition, null)
  const [changelog] = task.restored().changelogs as [RestoredChangelog]
  take(changelog, log, { batch: log.length, enough: 2, afterwards: 'nothing' })
  return task
}

/** Some records at a time, by a process that vanishes now and then. */
async function onDisk(
  log: readonly ScriptedRecord[],
  cuts: readonly Cut[],
  { definition, path }: { definition: StoreDefinition; path: string },
): Promise<Restoring> {
  let task = await Restoring.open(definition, path)
  for (let round = 0; ; round++) {
    const one = cuts[round % cuts.length] as Cut
    const [changelog] = task.restored().changelogs as [RestoredChangelog]
    take(changelog, log, one)
    if ((changelog.offset ?? 0) > (log.at(-1)?.offset ?? -1)) return task
    if (one.afterwards === 'nothing') continue
    await task.vanish()
    task = await Restoring.open(definition, path)
  }
}

const titles = new Set<string>()
for (const kind of storeKinds) {
  const definition = {
    ...kind.definition,
    name: 'store',
    key: string,
    value: string,
    topicConfig: {},
  } as unknown as StoreDefinition
  if (!definition.logging || (definition.kind === 'suppression' && definition.place === 'disk')) continue
  // A cache goes on to show windows that have expired beneath it; a new one does not know them.
  if (definition.caching && /window|session/.test(definition.kind)) continue
  const { kind: name, caching, keepsHeaders, place } = definition
  const isBounded = 'entriesMax' in definition && definition.entriesMax !== null
  const form = `${isBounded ? ', bounded' : ''}${caching ? ', cached' : ''}${keepsHeaders ? ', with headers' : ''}`
  // Histories are not what the last record of each key says.
  const isCompacted = name !== 'versioned'
  const title = `${name} in ${place}${form}: restored in pieces it is the store that wrote the changelog`
  // A bounded store is in memory wherever its form would have it.
  if (titles.has(title)) continue
  titles.add(title)
  test.serial(title, async (t) => {
    const restoredIn = async (steps: readonly Step[], cuts: readonly Cut[], kept: readonly boolean[]) => {
      folders += 1
      const path = definition.place === 'disk' ? join(folder, String(folders)) : null
      const original = await written(kind, steps, definition)
      const log = asLogged(original.changelog, (index) => !isCompacted || kept[index % kept.length] === true)
      const task = path === null ? await inMemory(log, definition) : await onDisk(log, cuts, { definition, path })
      t.deepEqual(shown(kind, task.store), shown(kind, original.store))
      await task.vanish()
    }
    const arbitraries = [
      fc.array(step, { minLength: 5, maxLength: 30 }),
      fc.array(cut, { minLength: 3, maxLength: 3 }),
      fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    ] as const
    await fc.assert(fc.asyncProperty(...arbitraries, restoredIn), { numRuns: 5 })
  })
}
