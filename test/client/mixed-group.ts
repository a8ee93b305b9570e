/** Members of one group that are of different houses, and who of them has which partitions. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { type Assignor, Consumer, partitionName } from '@millrace/core'
import { startJava } from '@millrace/test-kafka/java.ts'

const PACKAGE = 'org.apache.kafka.clients.consumer'

export interface Peer {
  readonly owned: ReadonlySet<string>
  close(): Promise<void>
}

export class MixedGroup {
  readonly #broker: string
  readonly #topic: string
  readonly #groupId: string
  readonly #peers: { readonly name: string; readonly owned: Set<string> }[] = []
  /** What failed. */
  readonly faults: string[] = []
  #changed = () => {}

  constructor({ broker, topic, groupId }: { broker: string; topic: string; groupId: string }) {
    this.#broker = broker
    this.#topic = topic
    this.#groupId = groupId
  }

  ours(name: string, assignors: readonly Assignor[]): Peer {
    const owned = this.#add(name)
    const names = (partitions: Parameters<typeof partitionName>[0][]) => partitions.map(partitionName)
    const consumer = new Consumer({
      brokers: [this.#broker],
      topics: [this.#topic],
      from: 'earliest',
      group: {
        groupId: this.#groupId,
        heartbeatIntervalMs: 300,
        sessionTimeoutMs: 10_000,
        assignors,
        onAssigned: (added) => this.#gained(name, names([...added])),
        onRevoked: (revoked) => this.#gave(name, names([...revoked])),
      },
    })
    const reading = (async () => {
      for await (const _ of consumer);
    })().catch((problem) => this.faults.push(`${name}: ${problem}`))
    const close = async () => {
      await consumer.close()
      await reading
      owned.clear()
    }
    return { owned, close }
  }

  async java(name: string, assignors: readonly string[]): Promise<Peer> {
    const owned = this.#add(name)
    const classes = assignors.map((one) => `${PACKAGE}.${one}`).join(',')
    const child = await startJava(['interchange.GroupMember', this.#broker, this.#groupId, this.#topic, classes])
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [what, ...names] = line.trim().split(' ')
      if (what === 'assigned') this.#gained(name, names)
      else this.#gave(name, names)
    })
    return { owned, close: () => ended(child) }
  }

  /** Until each peer has so many partitions. */
  async until(sizes: readonly number[], withinMs = 60_000): Promise<void> {
    const isSo = () => this.#peers.map(({ owned }) => owned.size).join() === sizes.join()
    const late = AbortSignal.timeout(withinMs)
    while (!isSo()) {
      await new Promise<void>((resolve, reject) => {
        this.#changed = resolve
        late.addEventListener('abort', () => {
          const found = this.#peers.map(({ name, owned }) => `${name}: ${[...owned].join(' ')}`).join('; ')
          reject(new Error(`expected ${sizes} partitions, found ${found}`))
        })
      })
    }
  }

  #add(name: string): Set<string> {
    const owned = new Set<string>()
    this.#peers.push({ name, owned })
    return owned
  }

  #gained(name: string, partitions: readonly string[]): void {
    for (const partition of partitions) this.#ownedBy(name).add(partition)
    this.#changed()
  }

  #gave(name: string, partitions: readonly string[]): void {
    for (const partition of partitions) this.#ownedBy(name).delete(partition)
    this.#changed()
  }

  #ownedBy(name: string): Set<string> {
    return this.#peers.find((one) => one.name === name)?.owned ?? new Set()
  }
}

async function ended(child: ChildProcessWithoutNullStreams): Promise<void> {
  const closed = once(child, 'close')
  child.stdin.write('end\n')
  await closed
}
