/** A store on disk that is closed and opened again goes on as if nothing had been. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import fc from 'fast-check'
import { string } from '../../serde/text.ts'
import type { StateStore } from '../contract/state-store.ts'
import type { StoreDefinition } from '../contract/store-definition.ts'
import { TestTask } from '../contract/store-task.contract.ts'
import { ByteBudget } from '../layers/byte-budget.ts'
import { StateMemory } from '../rocksdb/state-memory.ts'
import { TaskDatabase } from '../rocksdb/task-database.ts'
import { openStore } from './open-store.ts'
import { type Kind, storeKinds } from './store-kinds.contract.ts'

const memory = new StateMemory({ bytes: 16 * 1024 * 1024 })
const folder = mkdtempSync(join(tmpdir(), 'millrace-reopened-'))
let folders = 0
test.after.always(() => rmSync(folder, { recursive: true }))

/** A store, and a database for it where it is to lie on disk. */
class Held {
  readonly task = new TestTask(new ByteBudget(300))
  readonly #definition: StoreDefinition
  readonly #path: string | null
  #database: TaskDatabase | null = null
  store: StateStore

  constructor(definition: StoreDefinition, path: string | null) {
    this.#definition = definition
    this.#path = path
    this.store = openStore(definition)
  }

  async open(): Promise<void> {
    if (this.#path !== null) {
      this.#database = await TaskDatabase.open({ path: this.#path, stores: [this.#definition.name], memory })
    }
    const database = this.#database
    TestTask.space = () => database?.space(this.#definition.name) ?? null
    this.store = openStore(this.#definition)
    this.store.init(this.task)
  }

  commit(): void {
    this.store.flush()
    this.#database?.commit(new Map())
  }

  async close(): Promise<void> {
    this.store.close()
    await this.#database?.close()
  }
}

const step = fc.record({
  key: fc.constantFrom('a', 'b', 'bb', 'c'),
  value: fc.constantFrom('x', 'y', 'zz'),
  timeMs: fc.nat(400),
  afterwards: fc.constantFrom('nothing', 'nothing', 'nothing', 'commit', 'reopen'),
})

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

function shown(kind: Kind, store: StateStore): unknown[] {
  return kind.walks.map((walk) => Array.from(walk(store as never)))
}

for (const kind of storeKinds) {
  const definition = {
    ...kind.definition,
    name: 'store',
    key: string,
    value: string,
    topicConfig: {},
  } as unknown as StoreDefinition
  if (definition.place !== 'disk' || definition.kind === 'suppression' || !definition.logging) continue
  // A cache goes on to show windows that have expired beneath it; a new one does not know them.
  if (definition.caching && /window|session/.test(definition.kind)) continue
  const form = `${definition.caching ? ', cached' : ''}${definition.keepsHeaders ? ', with headers' : ''}`
  test.serial(`${definition.kind}${form}: closed and opened again it goes on as one that was not`, async (t) => {
    const whole = async (steps: readonly Step[]) => {
      folders += 1
      const reopened = new Held(definition, join(folder, String(folders)))
      const other = new Held(definition, null)
      await other.open()
      await reopened.open()
      for (const { key, value, timeMs, afterwards } of steps) {
        for (const each of [reopened, other]) {
          each.task.at(timeMs)
          kind.put(each.store as never, key, { timeMs, value })
          if (afterwards !== 'nothing') each.commit()
        }
        if (afterwards === 'reopen') {
          await reopened.close()
          await reopened.open()
        }
      }
      t.deepEqual(reopened.task.changelog, other.task.changelog)
      t.is(reopened.task.droppedCount, other.task.droppedCount)
      t.deepEqual(shown(kind, reopened.store), shown(kind, other.store))
      await reopened.close()
    }
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), whole), { numRuns: 6 })
  })
}
