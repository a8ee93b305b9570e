/** Stores that come back from changelogs on a broker: what was committed, from where the disk ends. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Admin, Cluster, clientSettings, Fetcher, type FetchOptions, Producer, silentLogger } from '@millrace/core'
import { systemClock } from '@millrace/core/host'
import { ControlledBroker } from '@millrace/core/testing'
import test, { type ExecutionContext } from 'ava'
import { string } from '../../serde/text.ts'
import type { KeyValueStore } from '../../store/contract/key-value-store.ts'
import type { StateStore, StoreRestore } from '../../store/contract/state-store.ts'
import { TestTask } from '../../store/contract/store-task.contract.ts'
import { openStore } from '../../store/open/open-store.ts'
import { keyValue } from '../../store/open/stores.ts'
import { RestoredStore } from '../../store/restore/restored-store.ts'
import { StateMemory } from '../../store/rocksdb/state-memory.ts'
import { TaskDatabase } from '../../store/rocksdb/task-database.ts'
import { Restorer } from '../../task/restoring/restorer.ts'
import { BrokerChangelogs } from './broker-changelogs.ts'

const topic = 'app-store-changelog'
const memory = new StateMemory({ bytes: 16 * 1024 * 1024 })

/** A task of one store on disk, and the store as it was opened last. */
class RestoredTask extends TestTask {
  readonly store = openStore(keyValue('store', { key: string, value: string }) as never) as StateStore &
    KeyValueStore<string, string>
  readonly database: TaskDatabase
  #restore: StoreRestore | null = null

  constructor(database: TaskDatabase) {
    super()
    this.database = database
    this.store.init(this)
  }

  override spaceOf() {
    return this.database.space('store')
  }

  override register(_store: StateStore, restore: StoreRestore): void {
    this.#restore = restore
  }

  restored({ isSource = false, partition = 0 } = {}): RestoredStore {
    return new RestoredStore({
      store: this.store,
      restoreOf: () => this.#restore as StoreRestore,
      reopen: () => this.store.init(this),
      place: this.database,
      changelogs: [{ name: topic, topic, partition, isSource }],
    })
  }

  get text(): string {
    return [...this.store.all()].map(({ key, value }) => `${key}=${value}`).join(' ')
  }
}

/** A broker with the changelog, and what reads and writes there. */
class Ground {
  readonly #closing: (() => Promise<unknown>)[] = []
  readonly warnings: string[] = []
  broker!: ControlledBroker
  admin!: Admin
  producer!: Producer

  static async for(t: ExecutionContext): Promise<Ground> {
    const ground = new Ground()
    t.teardown(async () => {
      for (const close of ground.#closing.reverse()) await close()
    })
    ground.broker = await ControlledBroker.start({ logger: silentLogger, topics: [{ name: topic, partitions: 1 }] })
    ground.#closing.push(() => ground.broker.close())
    ground.admin = new Admin(ground.#options)
    ground.#closing.push(() => ground.admin.close())
    ground.producer = ground.writer()
    return ground
  }

  get #options() {
    return {
      brokers: [this.broker.address] as [string],
      logger: silentLogger,
      retryBackoffMs: 1,
      reconnectBackoffMs: 1,
    }
  }

  writer(transactionalId?: string): Producer {
    const producer = new Producer({ ...this.#options, ...(transactionalId === undefined ? {} : { transactionalId }) })
    this.#closing.push(() => producer.close())
    return producer
  }

  async write(...rows: readonly [key: string, value: string | null][]): Promise<void> {
    for (const [key, value] of rows) this.producer.send({ topic, partition: 0, key, value })
    await this.producer.flush()
  }

  async task(path = join(mkdtempSync(join(tmpdir(), 'millrace-changelogs-')), 'task')): Promise<RestoredTask> {
    const database = await TaskDatabase.open({ path, stores: ['store'], memory })
    this.#closing.push(async () => {
      await database.close()
      rmSync(path, { recursive: true, force: true })
    })
    return new RestoredTask(database)
  }

  restorer(options: FetchOptions = {}): Restorer {
    const cluster = new Cluster(clientSettings(this.#options))
    const fetcher = new Fetcher(cluster, { maxWaitMs: 50, onOutOfRange: 'none', ...options })
    this.#closing.push(async () => {
      await fetcher.close()
      await cluster.close()
    })
    const source = new BrokerChangelogs({ admin: this.admin, fetcher, groupId: 'app' })
    const logger = { ...silentLogger, warn: (_fields: object, message: string) => void this.warnings.push(message) }
    return new Restorer({ source, clock: systemClock, logger })
  }

  async restore(task: RestoredTask, { isSource = false, ...options }: FetchOptions & { isSource?: boolean } = {}) {
    const restorer = this.restorer(options)
    restorer.add({ taskId: '0_0', kind: 'active', stores: [task.restored({ isSource })] })
    await until(restorer, () => restorer.isDone)
  }
}

async function until(restorer: Restorer, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    await restorer.prepare()
    if (!restorer.work(5)) await restorer.wait(200)
  }
}

test('a store is restored from a broker, and what it has is not read again', async (t) => {
  const ground = await Ground.for(t)
  await ground.write(['a', '1'], ['b', '1'], ['a', '2'], ['c', '1'], ['b', null])
  const task = await ground.task()
  await ground.restore(task)
  t.is(task.text, 'a=2 c=1')
  t.is(task.database.offsetOf(topic), 5)
  await ground.write(['d', '1'])
  await ground.restore(task)
  t.is(task.text, 'a=2 c=1 d=1')
  t.is(task.database.offsetOf(topic), 6)
})

test('what aborted transactions wrote is left out, and the end lies behind their markers', async (t) => {
  const ground = await Ground.for(t)
  const writer = ground.writer('writer')
  await writer.initTransactions()
  for (const [value, ending] of [
    ['kept', 'commit'],
    ['never', 'abort'],
  ] as const) {
    writer.begin()
    writer.send({ topic, partition: 0, key: 'a', value })
    await writer.flush()
    await (ending === 'commit' ? writer.commit() : writer.abort())
  }
  const task = await ground.task()
  await ground.restore(task, { isolation: 'read_committed' })
  t.is(task.text, 'a=kept')
  t.is(task.database.offsetOf(topic), 4)
})

test('a store is not restored before transactions have ended that were open when it began', async (t) => {
  const ground = await Ground.for(t)
  const writer = ground.writer('writer')
  await writer.initTransactions()
  writer.begin()
  writer.send({ topic, partition: 0, key: 'a', value: '1' })
  await writer.flush()
  const task = await ground.task()
  const restorer = ground.restorer({ isolation: 'read_committed' })
  restorer.add({ taskId: '0_0', kind: 'active', stores: [task.restored()] })
  for (let round = 0; round < 3; round++) {
    await restorer.prepare()
    restorer.work(5)
    await restorer.wait(20)
  }
  t.false(restorer.isDone)
  await writer.commit()
  await until(restorer, () => restorer.isDone)
  t.is(task.text, 'a=1')
})

test('a store whose next record has been deleted from the changelog is emptied and restored from the start', async (t) => {
  const ground = await Ground.for(t)
  await ground.write(['a', '1'])
  const task = await ground.task()
  await ground.restore(task)
  await ground.write(['b', '1'], ['c', '1'])
  await ground.admin.records.delete([{ topic, partition: 0, before: 2 }])
  await ground.restore(task)
  t.is(task.text, 'c=1')
  t.is(ground.warnings.length, 1)
})

test('records that are deleted while a standby follows let it begin anew', async (t) => {
  const ground = await Ground.for(t)
  await ground.write(['a', '1'])
  const task = await ground.task()
  const restorer = ground.restorer()
  restorer.add({ taskId: '0_0', kind: 'standby', stores: [task.restored()] })
  await until(restorer, () => task.database.offsetOf(topic) === 1)
  restorer.pause('0_0')
  await ground.write(['b', '1'], ['c', '1'])
  await ground.admin.records.delete([{ topic, partition: 0, before: 2 }])
  // What came before the pause is not asked for again by itself.
  restorer.remove('0_0')
  restorer.add({ taskId: '0_0', kind: 'standby', stores: [task.restored()] })
  await until(restorer, () => task.database.offsetOf(topic) === 3)
  t.is(task.text, 'c=1')
  t.is(restorer.lags('0_0').get(topic), 0)
})

test('a store whose changelog was made anew is emptied and restored from the start', async (t) => {
  const ground = await Ground.for(t)
  await ground.write(['a', '1'], ['b', '1'])
  const task = await ground.task()
  await ground.restore(task)
  await ground.admin.topics.delete([topic])
  await ground.admin.topics.create([{ name: topic, partitions: 1 }])
  ground.producer = ground.writer()
  await ground.write(['c', '1'])
  await ground.restore(task)
  t.is(task.text, 'c=1')
  t.is(task.database.offsetOf(topic), 1)
})

test('a topic that the application reads is restored up to what its group has committed', async (t) => {
  const ground = await Ground.for(t)
  await ground.write(['a', '1'], ['b', '1'], ['c', '1'])
  await ground.admin.groupOffsets.alter('app', [{ topic, partition: 0, offset: 2 }])
  const task = await ground.task()
  await ground.restore(task, { isSource: true })
  t.is(task.text, 'a=1 b=1')
})

test('a changelog that is not there is told by its name', async (t) => {
  const ground = await Ground.for(t)
  await ground.admin.topics.delete([topic])
  const restorer = ground.restorer()
  restorer.add({ taskId: '0_0', kind: 'active', stores: [(await ground.task()).restored()] })
  await t.throwsAsync(restorer.prepare(), {
    code: 'MISSING_CHANGELOG',
    message: /app-store-changelog: expected the topic/,
  })
})

test('a changelog with fewer partitions than there are tasks is told with the numbers', async (t) => {
  const ground = await Ground.for(t)
  const restorer = ground.restorer()
  restorer.add({ taskId: '0_3', kind: 'active', stores: [(await ground.task()).restored({ partition: 3 })] })
  const message = /expected a partition 3, found partitions 0 to 0/
  await t.throwsAsync(restorer.prepare(), { code: 'TOO_FEW_PARTITIONS', message })
})
