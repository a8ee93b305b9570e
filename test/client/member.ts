/** A member of a group that reads on and on, what it has at the moment, and what was said to it, in order. */
import {
  type Consumer,
  type ConsumerGroupOptions,
  type ConsumerOptions,
  partitionName,
  type TopicPartition,
} from '@millrace/core'
import type { Stage } from './stage.ts'

interface Membership {
  readonly topic: string | RegExp
  readonly group: ConsumerGroupOptions
  readonly client?: Partial<ConsumerOptions>
}

export class Member {
  readonly consumer: Consumer
  readonly owned = new Set<string>()
  /** `assigned orders-0 orders-1` */
  readonly story: string[] = []
  readonly values: string[] = []
  failure: Error | undefined
  #changed = () => {}

  constructor(stage: Stage, { topic, group, client = {} }: Membership) {
    this.consumer = stage.consumer({
      ...client,
      topics: topic instanceof RegExp ? topic : [topic],
      group: {
        ...group,
        onAssigned: async (added) => {
          await group.onAssigned?.(added)
          this.#note('assigned', added)
          for (const one of added) this.owned.add(partitionName(one))
          this.#changed()
        },
        onRevoked: async (revoked) => {
          await group.onRevoked?.(revoked)
          this.#gave('revoked', revoked)
        },
        onLost: async (lost) => {
          await group.onLost?.(lost)
          this.#gave('lost', lost)
        },
      },
    })
    void this.#read()
  }

  /** Until it has so many partitions. */
  async owns(count: number): Promise<void> {
    await this.until(() => this.owned.size === count)
  }

  /** Until something is so that follows from what it was given, lost, or read. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (this.failure !== undefined) throw this.failure
      await new Promise<void>((resolve) => {
        this.#changed = resolve
      })
    }
  }

  async #read(): Promise<void> {
    try {
      for await (const { value } of this.consumer) {
        this.values.push(String(value))
        this.#changed()
      }
    } catch (problem) {
      this.failure = problem as Error
      this.#changed()
    }
  }

  #gave(what: string, partitions: readonly TopicPartition[]): void {
    this.#note(what, partitions)
    for (const one of partitions) this.owned.delete(partitionName(one))
    this.#changed()
  }

  #note(what: string, partitions: readonly TopicPartition[]): void {
    this.story.push([what, ...partitions.map(({ partition }) => partition).sort()].join(' '))
  }
}
