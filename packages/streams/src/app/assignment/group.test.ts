/** The assignor in consumers of a broker: threads come and go, and their tasks are handed over. */
import { Consumer, partitionName, silentLogger, type TopicPartition } from '@millrace/core'
import { ControlledBroker } from '@millrace/core/testing'
import test from 'ava'
import type { PartitionCounts } from '../topics/partition-counts.ts'
import type { ProcessId } from './process-id.ts'
import type { ReceivedAssignment } from './received-assignment.ts'
import { StreamsAssignor } from './streams-assignor.ts'
import { highlyAvailable } from './tasks/highly-available.ts'
import { countsOf } from './test-application.contract.ts'

const processes = ['10000000-0000-4000-8000-000000000000', '20000000-0000-4000-8000-000000000000'] as const
const counts = countsOf([{ partitions: 4, isStateful: false }])
const config = {
  ...{ acceptableRecoveryLag: 0, maxWarmupReplicas: 1, numStandbyReplicas: 0 },
  ...{ probingRebalanceIntervalMs: 600_000, rackAwareAssignmentTags: [] },
}

class Stage {
  readonly #broker: ControlledBroker
  readonly #threads: Thread[] = []
  #onChange: () => void = () => {}

  private constructor(broker: ControlledBroker) {
    this.#broker = broker
  }

  static async open({ sourceTopics }: PartitionCounts): Promise<Stage> {
    const topics = Array.from(sourceTopics, ([name, partitions]) => ({ name, partitions }))
    const brokerConfig = { groupInitialRebalanceDelayMs: 0, offsetsTopicNumPartitions: 1 }
    return new Stage(await ControlledBroker.start({ logger: silentLogger, topics, config: brokerConfig }))
  }

  thread(processId: ProcessId): Thread {
    const thread = new Thread(this.#broker.address, processId, () => this.#onChange())
    this.#threads.push(thread)
    return thread
  }

  /** Until each of the threads has so many partitions. */
  async until(threads: readonly Thread[], owned: readonly number[]): Promise<void> {
    const isSo = () => threads.every((thread, index) => thread.owned.size === owned[index])
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        this.#onChange = resolve
      })
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const thread of this.#threads) await thread.close()
    await this.#broker.close()
  }
}

/** A member of the group, and what it has heard. */
class Thread {
  readonly owned = new Set<string>()
  /** All that it ever had to give up. */
  readonly givenUp: string[] = []
  received: ReceivedAssignment | null = null
  readonly #consumer: Consumer
  readonly #reading: Promise<unknown>

  constructor(broker: string, processId: ProcessId, onChange: () => void) {
    const assignor = new StreamsAssignor({
      ...{ processId, endpoint: null, tags: new Map(), config, assign: highlyAvailable },
      offsetSums: () => new Map(),
      wantsShutdown: () => false,
      prepareTopics: async () => ({ counts, created: [] }),
      changelogOffsets: async () => new Map(),
      nowMs: () => 0,
      onAssigned: (received) => {
        this.received = received
        if (received.rejoinAtMs === 0) this.#consumer.rejoin('tasks are given up elsewhere first')
      },
      onDecided: () => {},
    })
    const change = (act: (name: string) => void) => (partitions: readonly TopicPartition[]) => {
      for (const one of partitions) act(partitionName(one))
      onChange()
    }
    const hooks = {
      onAssigned: change((name) => this.owned.add(name)),
      onRevoked: change((name) => {
        this.owned.delete(name)
        this.givenUp.push(name)
      }),
    }
    const group = { groupId: 'app', assignors: [assignor], heartbeatIntervalMs: 20, sessionTimeoutMs: 10_000, ...hooks }
    const topics = [...counts.sourceTopics.keys()]
    this.#consumer = new Consumer({ brokers: [broker], logger: silentLogger, topics, group, from: 'earliest' })
    this.#reading = this.#consumer.records().next()
  }

  get tasks(): readonly string[] {
    return [...(this.received?.activeTasks.keys() ?? [])]
  }

  async close(): Promise<void> {
    await this.#consumer.close({ timeoutMs: 1_000 })
    await this.#reading
  }
}

test('threads of two processes share the tasks of a topic, each with what others have given up before', async (t) => {
  await using stage = await Stage.open(counts)
  const first = stage.thread(processes[0])
  await stage.until([first], [4])
  t.deepEqual(first.tasks, ['0_0', '0_1', '0_2', '0_3'])
  const second = stage.thread(processes[1])
  await stage.until([first, second], [2, 2])
  t.is(first.givenUp.length, 2)
  const third = stage.thread(processes[1])
  await stage.until([first, second, third], [2, 1, 1])
  t.deepEqual([...first.tasks, ...second.tasks, ...third.tasks].sort(), ['0_0', '0_1', '0_2', '0_3'])
})

test('tasks of a thread that leaves go to those that remain', async (t) => {
  await using stage = await Stage.open(counts)
  const [first, second] = [stage.thread(processes[0]), stage.thread(processes[1])]
  await stage.until([first, second], [2, 2])
  await second.close()
  await stage.until([first], [4])
  t.deepEqual([...first.tasks].sort(), ['0_0', '0_1', '0_2', '0_3'])
})
